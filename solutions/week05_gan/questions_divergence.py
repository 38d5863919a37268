"""Hidden tests about divergences: Jensen-Shannon and its estimate, the f-divergences, the variational bound."""

from __future__ import annotations

from autograder import compare
from autograder.authoring import and_unchanged, case
from autograder.question import Case, Check, Draws, Question, Shown
from reference_impl import divergence

from . import draws, follow
from ._tolerances import FLOAT32, close

ONE_SIDED = "where one law is 0"


JS_HINT = "Half of KL(p, m) and half of KL(q, m), where m is the mixture of p and q in equal parts; natural logarithms."

JENSEN_SHANNON = Question(
    "jensen_shannon",
    "Jensen-Shannon divergence",
    divergence.jensen_shannon,
    and_unchanged(
        Check("two laws", 1, (case("five points", draws.pair, shape=(5,)),), close(), shown=Shown.PUBLIC, hint=JS_HINT),
        Check(
            "any number of batch axes",
            1,
            (
                case("a batch", draws.pair, shape=(3, 4)),
                case("square", draws.pair, shape=(4, 4)),
                case("two axes", draws.pair, shape=(2, 3, 5)),
                case("twins", draws.twins, shape=(2, 4)),
            ),
            close(),
            hint="Only the last axis, that of the points, is summed over.",
        ),
        Check(
            ONE_SIDED,
            1,
            (
                case("no p", draws.pair, shape=(5,), no_p=(1,)),
                case("no q", draws.pair, shape=(2, 4), no_q=(0, 3)),
                case("nothing in common", draws.pair, shape=(4,), no_p=(0, 2), no_q=(1, 3)),
            ),
            close(),
            hint="0 log 0 is 0. The divergence stays finite: where p is, half of it is in m.",
        ),
        Check(
            "where both are 0",
            0.5,
            (case("neither", draws.pair, shape=(2, 5), no_p=(1,), no_q=(1,)),),
            close(),
            hint="A point that neither law knows counts for nothing.",
        ),
        Check("float32", 0.5, (case("float32", draws.pair, shape=(2, 6), dtype=FLOAT32),), close()),
    ),
    follow.JENSEN_SHANNON,
)

# Many, and in the second case very few: each bias of a wrong answer is largest at one of the ends, and that of a
# division by one less at two samples.
FEW, MANY = 8, 128
SWEEP, SHORT = Draws(200, over=("num_samples", (FEW, MANY))), Draws(400, over=("num_samples", (1, 2, 64)))
FIVE_POINTS = case("five points", draws.samples)
MEAN_HINT = "Compare the mean of many estimates with jensen_shannon(p, q)."

JS_ESTIMATE = Question(
    "js_estimate",
    "The divergence from samples",
    divergence.js_estimate_law,
    and_unchanged(
        Check(
            "unbiased",
            1.5,
            (FIVE_POINTS,),
            compare.unbiased((FEW, MANY)),
            ask=SWEEP,
            shown=Shown.PUBLIC,
            hint=MEAN_HINT,
        ),
        Check(
            "unbiased, with zeros",
            1,
            (case("zeros", draws.samples, zeros=True), case("nearly the same law", draws.close_samples)),
            compare.unbiased((1, 2, 64)),
            ask=SHORT,
            hint="Points of probability 0 are not drawn; the logarithm there need not exist.",
        ),
        Check(
            "variance falls",
            1,
            (FIVE_POINTS,),
            compare.variance_falls(by=MANY / FEW),
            ask=SWEEP,
            requires=("unbiased",),
            hint="An estimate is made from draws, and from as many as num_samples says.",
        ),
        Check(
            "reproducible",
            1,
            (case("many samples", draws.samples, num_samples=200),),
            compare.reproducible(),
            ask=Draws(2),
            requires=("unbiased",),
            hint="Hand the generator to every call that draws.",
        ),
        ask=SWEEP,
    ),
    follow.JS_ESTIMATE,
)


def named(label: str, name: str, *shapes: tuple[int, ...], **zeros: tuple[int, ...] | bool) -> tuple[Case, ...]:
    """A case of `f_divergence` for each shape."""
    return tuple(case(f"{name}, {label} {shape}", draws.pair, shape=shape, name=name, **zeros) for shape in shapes)


VECTOR, BATCHES = (5,), ((3, 4), (2, 2, 5))
GENERATOR_HINT = "Write q f(p / q) down with the generator of the table, and simplify it before you program it."

F_DIVERGENCE = Question(
    "f_divergence",
    "f-divergences by name",
    divergence.f_divergence,
    and_unchanged(
        Check(
            "kl and reverse_kl",
            1,
            (
                *named("inside", "kl", VECTOR, *BATCHES),
                *named("inside", "reverse_kl", VECTOR, *BATCHES),
            ),
            close(),
            shown=Shown.PUBLIC,
            hint="D_f(p, q) is a sum of q f(p / q): which of the two laws stands in front of the logarithm then?",
        ),
        Check(
            "jensen_shannon",
            0.5,
            (
                *named("inside", "jensen_shannon", VECTOR, *BATCHES),
                *named("one is 0", "jensen_shannon", (4,), no_q=(2,)),
            ),
            close(),
            hint="This name means what jensen_shannon returns: the one exception from the table.",
        ),
        Check("pearson_chi2", 0.5, named("inside", "pearson_chi2", VECTOR, *BATCHES), close(), hint=GENERATOR_HINT),
        Check(
            "squared_hellinger and total_variation",
            1,
            (
                *named("inside", "squared_hellinger", VECTOR, *BATCHES),
                *named("inside", "total_variation", VECTOR, *BATCHES),
            ),
            close(),
            hint=GENERATOR_HINT,
        ),
        Check(
            "where one law is 0, finite",
            1,
            (
                *named("no p", "kl", (5,), no_p=(1,)),
                *named("no q", "reverse_kl", (2, 4), no_q=(0,)),
                *named("no p", "pearson_chi2", (4,), no_p=(0, 2)),
            ),
            close(),
            hint="0 log 0 is 0, and at q = 0 < p the limit of the text counts: for -log u it is 0.",
        ),
        Check(
            "squared_hellinger and total_variation at zeros",
            0.5,
            (
                *named("nothing in common", "squared_hellinger", (4,), no_p=(0, 2), no_q=(1, 3)),
                *named("both kinds", "squared_hellinger", (2, 4), no_p=(0,), no_q=(1,)),
                *named("both kinds", "total_variation", (5,), no_p=(2,), no_q=(4,)),
                *named("neither", "squared_hellinger", (5,), no_p=(1,), no_q=(1,)),
                *named("neither", "total_variation", (2, 4), no_p=(1,), no_q=(1,)),
            ),
            close(),
            hint="At q = 0 < p the limit of the text counts: p times the slope of f far out.",
        ),
        Check(
            "where both are 0",
            0.5,
            tuple(
                named_case
                for name in ("kl", "reverse_kl", "pearson_chi2")
                for named_case in named("neither", name, (5,), (2, 4), no_p=(1,), no_q=(1,))
            ),
            close(),
            hint="A point that neither law knows counts for nothing: 0 / 0 must not get into the sum.",
        ),
        Check(
            "infinite",
            0.5,
            (
                *named("no q", "kl", (4,), no_q=(1,)),
                *named("no p", "reverse_kl", (5,), no_p=(3,)),
                *named("no q", "pearson_chi2", (2, 4), no_q=(2,)),
                *named("no q in the first", "kl", (3, 4), no_q=(1,), first_only=True),
                *named("no p in the first", "reverse_kl", (2, 5), no_p=(3,), first_only=True),
            ),
            close(),
            requires=("kl and reverse_kl",),
            hint="A divergence that is infinite is inf: neither a large number nor nan.",
        ),
        Check(
            "float32",
            0.5,
            tuple(
                case(f"float32 {name}", draws.pair, shape=(2, 5), name=name, dtype=FLOAT32)
                for name in ("kl", "reverse_kl")
            ),
            close(),
        ),
    ),
    follow.F_DIVERGENCE,
)


def bound(label: str, name: str, shape: tuple[int, ...], within: tuple[float, float], **more: object) -> Case:
    return case(f"{name}, {label}", draws.bounded, shape=shape, name=name, within=within, **more)


CONJUGATE_HINT = "Maximise u t - f(u) over u: set its derivative to zero and put the u that you find back in."
EDGE_HINT = "Over which u is the supremum? Is the stationary u among them, and is there one at all?"

F_GAN_BOUND = Question(
    "f_gan_bound",
    "The variational bound",
    divergence.f_gan_bound,
    and_unchanged(
        Check(
            "kl",
            1,
            (
                bound("a vector", "kl", (5,), (-2.0, 2.0)),
                bound("a batch", "kl", (3, 4), (-2.0, 2.0)),
                bound("two axes", "kl", (2, 2, 3), (-2.0, 2.0), no_p=(1,)),
            ),
            close(),
            shown=Shown.PUBLIC,
            hint=CONJUGATE_HINT,
        ),
        Check(
            "reverse_kl",
            1,
            (
                bound("a vector", "reverse_kl", (4,), (-3.0, -0.2)),
                bound("a batch", "reverse_kl", (2, 5), (-3.0, -0.2), no_q=(1,)),
            ),
            close(),
            hint=CONJUGATE_HINT,
        ),
        Check(
            "pearson_chi2",
            1,
            (
                bound("a vector", "pearson_chi2", (5,), (-1.8, 2.5), beyond=(-1.0, 1.5)),
                bound("a batch", "pearson_chi2", (3, 4), (-1.8, 2.5), no_q=(2,)),
            ),
            close(),
            hint=CONJUGATE_HINT,
        ),
        Check(
            "pearson_chi2 below -2",
            0.5,
            (
                bound("far down", "pearson_chi2", (4,), (-1.8, -0.2), beyond=(-5.0, -2.5)),
                bound("far down, a batch", "pearson_chi2", (2, 3), (-1.8, -0.2), beyond=(-8.0,)),
            ),
            close(),
            hint=EDGE_HINT,
        ),
        Check(
            "reverse_kl from 0 on",
            0.5,
            (
                bound("above 0", "reverse_kl", (4,), (-3.0, -0.2), beyond=(1.5,)),
                bound("at 0", "reverse_kl", (2, 3), (-3.0, -0.2), beyond=(0.0,)),
                bound("above 0 in the first", "reverse_kl", (3, 4), (-3.0, -0.2), beyond=(0.7,), first_only=True),
            ),
            close(),
            requires=("reverse_kl",),
            hint=EDGE_HINT,
        ),
        Check(
            "float32",
            0.5,
            (
                bound("float32", "kl", (2, 4), (-2.0, 2.0), dtype=FLOAT32),
                bound("float32", "reverse_kl", (5,), (-3.0, -0.2), dtype=FLOAT32),
                bound("float32", "pearson_chi2", (5,), (-1.8, 2.5), beyond=(-1.0,), dtype=FLOAT32),
            ),
            close(),
        ),
    ),
)
