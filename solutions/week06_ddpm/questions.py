"""The hidden tests of week 6: fifteen questions, drawn inputs, no expected value typed twice.

Tolerances are measured: `autograder validate week06_ddpm` prints the worst right answer and the best wrong one
beside each check; `design.md` explains the choice.
"""

from __future__ import annotations

from functools import partial

import torch

from autograder import compare
from autograder.authoring import and_unchanged, case, derivation_question, exactly
from autograder.question import Case, Check, Curve, Draws, Gradient, Question, Shown
from reference_impl import diffusion

from . import derivations, draws, follow
from .draws import SLOW

# float64: an ordinary 1 - alpha_bar for betas of 1e-4 is right to 1e-12; computed in float32, to 3e-8 at best.
# float32: with betas of 0.02 and more the worst honest variant is some 3e-7 off.
close = partial(compare.tensor, float64=(1e-9, 1e-11), float32=(3e-5, 1e-5))

# The two schedules take no tensor. Their values may be float32's in all checks but those that ask for float64.
close_betas = partial(compare.tensor, float64=(1e-9, 1e-11), float32=(1e-5, 1e-7))


def schedule_checks(hint: str, *, tiny: tuple[float, float] = (1e-5, 1e-4)) -> tuple[Check, ...]:
    """For functions (T,) -> (T,)."""
    # Everything is positive, and small values count as much as large ones: no absolute tolerance in float64.
    relative = close(float64=(1e-9, 0.0))
    long = (
        case("slow", draws.schedule, T=1000, within=SLOW),
        case("tiny", draws.schedule, T=1000, within=tiny),
        case("steep", draws.schedule, T=50, within=(0.2, 0.3)),
    )
    return and_unchanged(
        Check("short schedule", 1, (case("small", draws.schedule, T=5),), relative, shown=Shown.PUBLIC, hint=hint),
        Check("one step", 0.5, (case("one step", draws.schedule, T=1),), relative, hint=hint),
        Check("a thousand steps", 1, long, close(float64=(1e-8, 0.0)), hint=hint),
        Check("float32", 1, (case("float32", draws.schedule, T=6, dtype=torch.float32),), close(), hint=hint),
    )


class Batches:
    """The cases that every function of a batch is tried on; `names` are its arguments in order."""

    def __init__(self, *names: str) -> None:
        self.make = partial(case, draw=draws.batch, names=names)
        # Steps from 1: what happens at 0 has cases of its own where it is an edge.
        self.plane = (self.make("plane", t=(3, 1, 4), T=5, event=(2,)),)
        self.events = (
            self.make("numbers", t=(2, 5, 1, 3), T=6),
            self.make("as many as the batch", t=(1, 4, 2), T=5, event=(3,)),
            self.make("matrices", t=(5, 1, 2), T=6, event=(2, 4)),
            self.make("images", t=(3, 2), T=4, event=(3, 4, 5)),
            self.make("one example", t=(2,), T=3, event=(1, 3)),
        )
        self.thousand = (
            self.make("slow", t=(1, 2, 500, 999, 998), T=1000, event=(3,), within=SLOW),
            self.make("slow numbers", t=(700, 10, 1, 999), T=1000, within=SLOW),
        )
        self.float32 = (
            self.make("float32", t=(1, 4, 2), T=5, event=(2, 3), dtype=torch.float32),
            self.make("float32 numbers", t=(4, 2, 3, 1), T=5, dtype=torch.float32),
            self.make("mixed", t=(1, 4, 2), T=5, event=(3,), dtype=torch.float32, betas_dtype=torch.float64),
        )
        self.first = (
            self.make("first", t=(0, 0, 0), T=4, event=(2,)),
            self.make("only step", t=(0, 0), T=1, event=(2, 3)),
            self.make("only step, numbers", t=(0, 0, 0, 0), T=1),
        )
        self.mixed = (
            self.make("first among others", t=(2, 0, 3, 0), T=4, event=(2,)),
            self.make("first before others", t=(0, 2, 1), T=3),
        )

    def checks(self, hint: str, *, first: str = "", mixed: bool = False) -> tuple[Check, ...]:
        """For functions that return one tensor, (B, *E). `first`, `mixed`: where step 0 is an edge."""
        # A variance of 0 that is kept above 1e-20, so that it has a logarithm, adds noise of 1e-10.
        edge = close(float64=(1e-9, 1e-8)) if mixed else close()
        found = [
            Check("points in the plane", 1, self.plane, close(), shown=Shown.PUBLIC, hint=hint),
            Check("any number of event axes", 1.5, self.events, close(), hint=EVENTS_HINT),
            Check("a thousand steps", 1, self.thousand, close(), hint=hint),
            Check("float32", 1, self.float32, close(), hint=hint),
            Check("first step", 0.5, self.first, edge, hint=first or hint),
        ]
        if mixed:
            found.append(Check("first step among others", 0.5, self.mixed, edge, hint=MIXED_HINT))
        return and_unchanged(*found)

    def moment_checks(self, mean: str, variance: str, *, first: str = "", mixed: bool = False) -> tuple[Check, ...]:
        """For functions that return a mean, (B, *E), and a variance, (B,). The words are hints."""
        found = [
            Check("mean, points in the plane", 1, self.plane, close(), shown=Shown.PUBLIC, pick=0, hint=mean),
            Check("variance, points in the plane", 1, self.plane, close(), shown=Shown.PUBLIC, pick=1, hint=variance),
            Check("mean, any number of event axes", 1, self.events, close(), pick=0, hint=EVENTS_HINT),
            Check("variance, any number of event axes", 0.5, self.events, close(), pick=1, hint=variance),
            Check("a thousand steps", 1, self.thousand, close()),
            Check("float32", 0.5, self.float32, close()),
            Check("first step", 0.5, self.first, close(), hint=first),
        ]
        if mixed:
            found.append(Check("first step among others", 0.5, self.mixed, close(), hint=MIXED_HINT))
        return and_unchanged(*found)


EVENTS_HINT = (
    "A factor of shape (B,) needs as many axes of length 1 behind it as an example has axes: none for (B,), three "
    "for images."
)
MIXED_HINT = "Each example of a batch has its own step: some may be at step 0 while others are not."
CHAIN_HINT = "Which steps does the product take in, the first and the last one?"


# Pictures for who loses points: schedules on forty steps, which anybody can make.
FORTY = Case("curve", exactly(betas=torch.linspace(0.01, 0.25, 40, dtype=torch.float64)))
FORTY_GIVEN = "betas = torch.linspace(0.01, 0.25, 40, dtype=torch.float64)"

LINEAR_BETAS = Question(
    "linear_betas",
    "Linear schedule",
    diffusion.linear_betas,
    (
        Check(
            "a few steps",
            1.5,
            (
                case("five", draws.linear, T=5, start=0.05, end=0.4),
                case("two", draws.linear, T=2, start=0.1, end=0.3),
            ),
            close_betas(),
            shown=Shown.PUBLIC,
            hint="Both ends are included: the first beta is beta_start, the last one beta_end.",
        ),
        Check(
            "a thousand steps",
            1,
            (case("thousand", draws.linear, T=1000, start=0.01, end=0.4),),
            close_betas(dtype="float64"),
            hint="A long schedule is asked in float64: which dtype has your result, and what was it made in?",
        ),
        Check(
            "float64",
            0.5,
            (case("precise", draws.linear, T=7, start=0.05, end=0.4),),
            close_betas(dtype="float64"),
            hint="Ask for float64 where the tensor is made: turned into float64 afterwards, it has float32's digits.",
        ),
    ),
    curve=Curve(
        (Case("curve", exactly(num_steps=40, beta_start=0.01, beta_end=0.25)),),
        "step",
        "beta",
        "num_steps = 40, beta_start = 0.01, beta_end = 0.25",
    ),
)

COSINE_HINT = "With T steps there are T + 1 values of f, from f(0) to f(T)."

COSINE_BETAS = Question(
    "cosine_betas",
    "Cosine schedule",
    diffusion.cosine_betas,
    (
        Check(
            "a few steps",
            1.5,
            (case("five", draws.cosine, T=5, s=0.1), case("three", draws.cosine, T=3, s=0.01)),
            close_betas(),
            shown=Shown.PUBLIC,
            hint=COSINE_HINT,
        ),
        Check(
            "a thousand steps",
            1,
            (case("thousand", draws.cosine, T=1000, s=0.008),),
            close_betas(dtype="float64"),
            hint="Look at both ends: betas are clipped from above, at 0.999, and not from below.",
        ),
        Check("one step", 0.5, (case("one", draws.cosine, T=1, s=0.1),), close_betas(), hint=COSINE_HINT),
        Check(
            "float64",
            0.5,
            (case("precise", draws.cosine, T=7, s=0.1),),
            close_betas(dtype="float64"),
            hint="Ask for float64 where the tensor is made: turned into float64 afterwards, it has float32's digits.",
        ),
    ),
    curve=Curve((Case("curve", exactly(num_steps=40, s=0.008)),), "step", "beta", "num_steps = 40, s = 0.008"),
)

ALPHA_BAR = Question(
    "alpha_bar",
    "What is left after each step",
    diffusion.alpha_bar,
    schedule_checks(CHAIN_HINT),
    curve=Curve((FORTY,), "step", "alpha_bar", FORTY_GIVEN),
)

SNR = Question(
    "snr",
    "Signal-to-noise ratio",
    diffusion.snr,
    schedule_checks("Signal over noise, both as variances."),
    follow.SNR,
    curve=Curve((FORTY,), "step", "signal over noise", FORTY_GIVEN, logarithmic=True),
)

Q_MEAN_VARIANCE = Question(
    "q_mean_variance",
    "Marginal of the forward process",
    diffusion.q_mean_variance,
    Batches("x0", "t", "betas").moment_checks(
        mean="alpha_bar is a share of variance. By what is a value, not a variance, multiplied?",
        variance="One variance for each example, shape (B,): for x0 of variance 1, x_t has variance 1 again.",
        first="Step 0 has added its noise: alpha_bar[0] is 1 - betas[0].",
    ),
    follow.Q_MEAN_VARIANCE,
)

Q_SAMPLE = Question(
    "q_sample",
    "Noising in one jump",
    diffusion.q_sample,
    Batches("x0", "t", "betas", "noise").checks(
        "Mean plus standard deviation times noise.", first="Step 0 has added its noise: alpha_bar[0] is 1 - betas[0]."
    ),
    follow.Q_SAMPLE,
)

Q_POSTERIOR = Question(
    "q_posterior",
    "Posterior of a forward step",
    diffusion.q_posterior,
    Batches("x0", "xt", "t", "betas").moment_checks(
        mean="The mean leans on x_0 early in the chain and on x_t late. Which weight belongs to which?",
        variance="The posterior variance is smaller than beta. Which factor shrinks it?",
        first="Before step 0 all of the data is left. What does an index of -1 take instead?",
        mixed=True,
    ),
    follow.Q_POSTERIOR,
)

PREDICT_X0 = Question(
    "predict_x0",
    "From noise to data",
    diffusion.predict_x0,
    Batches("xt", "t", "eps", "betas").checks("Solve the equation of q_sample for x_0, and change nothing else."),
    follow.PREDICT_X0,
)

SCORE_FROM_EPS = Question(
    "score_from_eps",
    "From noise to score",
    diffusion.score_from_eps,
    Batches("eps", "t", "betas").checks(
        "Replace x_t - sqrt(alpha_bar) x_0 in the gradient by what it is in terms of noise. The score points uphill."
    ),
    follow.SCORE_FROM_EPS,
)

P_SAMPLE = Question(
    "p_sample",
    "One reverse step",
    diffusion.p_sample,
    Batches("xt", "t", "eps_hat", "betas", "noise").checks(
        "The mean is the posterior's at the predicted x_0; the variance is the posterior's too.",
        first="The step at t = 0 leads to the data: what is the posterior's variance there?",
        mixed=True,
    ),
    follow.P_SAMPLE,
)

LOSS_HINT = "The mean over every element, of the batch and of the examples alike."
LOSS_SMALL = case("small", draws.pair, shape=(3, 2))
LOSS_IMAGES = case("images", draws.pair, shape=(2, 3, 4, 5))

DDPM_LOSS = Question(
    "ddpm_loss",
    "The simple loss",
    diffusion.ddpm_loss,
    and_unchanged(
        Check("points in the plane", 1, (LOSS_SMALL,), close(), shown=Shown.PUBLIC, hint=LOSS_HINT),
        Check(
            "any shape",
            1,
            (
                case("numbers", draws.pair, shape=(5,)),
                LOSS_IMAGES,
                case("matrices", draws.pair, shape=(4, 3, 2)),
            ),
            close(),
            hint=LOSS_HINT,
        ),
        Check("float32", 0.5, (case("float32", draws.pair, shape=(4, 3), dtype=torch.float32),), close()),
        Check(
            "gradient in eps_hat",
            1,
            (LOSS_SMALL, LOSS_IMAGES),
            compare.gradient(float64=(1e-9, 1e-11), float32=(3e-5, 1e-5)),
            ask=Gradient(("eps_hat",)),
            requires=("points in the plane",),
            hint="Stay with torch operations from the argument to the result: .item() and NumPy cut the gradient.",
        ),
    ),
)

LAW_HINT = "Compare mean and variance of many draws with T = 1, where you can work out both by hand."

THREE_STEPS = case("three", draws.chain, n=8000, T=3, within=(0.3, 0.4))

ANCESTRAL_SAMPLE = Question(
    "ancestral_sample",
    "The whole chain, exactly",
    diffusion.ancestral_law,
    and_unchanged(
        Check(
            "law, three steps",
            1,
            (THREE_STEPS,),
            compare.normal_law(),
            ask=Draws(2),
            shown=Shown.PUBLIC,
            hint=LAW_HINT,
        ),
        Check(
            "law, one step",
            1,
            (case("one", draws.chain, n=40_000, T=1, within=(0.4, 0.6)),),
            compare.normal_law(),
            ask=Draws(2),
            hint="In a chain of one step the only step is the last one.",
        ),
        Check(
            "law, twenty steps",
            1,
            (case("twenty", draws.chain, n=6000, T=20, within=(0.1, 0.25)),),
            compare.normal_law(),
            ask=Draws(2),
            hint=LAW_HINT,
        ),
        Check(
            "law, wide data",
            1,
            (case("wide", draws.chain, n=20_000, T=3, within=(0.4, 0.6), std=(1.5, 2.0)),),
            compare.normal_law(),
            ask=Draws(2),
            hint="How does E[eps | x_t] depend on the width of the data?",
        ),
        Check(
            "reproducible",
            1,
            (THREE_STEPS,),
            compare.reproducible(),
            ask=Draws(2),
            requires=("law, three steps",),
            hint="Hand the generator to every call that draws.",
        ),
        ask=Draws(2),
    ),
    follow.ANCESTRAL_SAMPLE,
)

DDPM_MARGINAL = derivation_question(
    "ddpm_marginal",
    "The marginal, derived",
    derivations.DDPM_MARGINAL,
    points={"start": 0.5, "two_steps": 0.5, "merge": 1, "goal": 1, "validity": 2},
    hints={
        "two_steps": "What is the step before, by the one before that?",
        "merge": "The sum of two independent normal variables is normal. With which variance?",
    },
)

DDPM_POSTERIOR_MEAN = derivation_question(
    "ddpm_posterior_mean",
    "The posterior's mean, derived",
    derivations.DDPM_POSTERIOR_MEAN,
    points={"start": 0.5, "bayes": 0.5, "square": 1, "goal": 1, "validity": 2},
    hints={
        "bayes": "Given the data, x_{t-1} has a law that you know, and so has the step from it.",
        "square": "The exponent is a quadratic in x_{t-1}: collect what stands before its square, and before itself.",
    },
)

DDPM_ELBO = derivation_question(
    "ddpm_elbo",
    "The bound, step by step",
    derivations.DDPM_ELBO,
    points={"start": 0.5, "jensen": 0.5, "bayes": 1, "goal": 1, "validity": 2},
    hints={
        "jensen": "As in week 4, with the whole noisy chain in the place of z.",
        "bayes": "Given the data, a step of q can be written backwards, with a quotient of two marginals.",
    },
)

QUESTIONS = (
    LINEAR_BETAS,
    COSINE_BETAS,
    ALPHA_BAR,
    Q_MEAN_VARIANCE,
    DDPM_MARGINAL,
    Q_SAMPLE,
    SNR,
    Q_POSTERIOR,
    DDPM_POSTERIOR_MEAN,
    DDPM_ELBO,
    PREDICT_X0,
    SCORE_FROM_EPS,
    P_SAMPLE,
    DDPM_LOSS,
    ANCESTRAL_SAMPLE,
)
