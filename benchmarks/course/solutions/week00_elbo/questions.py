"""Five questions of three points: one for a public check, two for hidden ones.

Half a point of the hidden two is for leaving the arguments alone, which the other graders are not asked to look at. One
hidden check takes the other for granted, so that a question is worth three points, or one, or none, in all graders.
"""

from autograder import compare
from autograder.authoring import UNCHANGED, UNCHANGED_HINT, case
from autograder.question import Check, Gradient, Question, Shown

from . import reference
from .reference import densities, noised, normals

PUBLIC, HIDDEN, GRADIENT = "in the notebook", "hidden values", "hidden gradient"
close = compare.tensor(float64=(1e-6, 1e-9), float32=(1e-4, 1e-5))


def question(name, title, public, hidden, gradient=None, wrt=()):
    """A question of this week; where `gradient` is a case, its gradient in the arguments `wrt` is asked there, too."""
    asked = [Check(PUBLIC, 1, (public,), close, shown=Shown.PUBLIC)]
    if gradient:
        same = compare.gradient(float64=(1e-6, 1e-9), float32=(1e-4, 1e-5))
        asked.append(Check(GRADIENT, 0.5, (gradient,), same, ask=Gradient(wrt)))
    before = tuple(check.name for check in asked[1:])
    asked.append(Check(HIDDEN, 1 if gradient else 1.5, (hidden,), close, requires=before))
    needed = (*before, HIDDEN)
    asked.append(Check(UNCHANGED, 0.5, (public, hidden), compare.unchanged(), requires=needed, hint=UNCHANGED_HINT))
    return Question(name, title, getattr(reference, name), tuple(asked))


NLL = ("x", "mu", "logvar")
QUESTIONS = (
    question(
        "gaussian_nll",
        "Surprise of a normal law",
        case("small", normals, names=NLL, shape=(2, 3)),
        case("wide", normals, names=NLL, shape=(7, 5)),
    ),
    question(
        "gaussian_kl",
        "Divergence from the standard normal law",
        case("small", normals, names=NLL[1:], shape=(4, 3)),
        case("wide", normals, names=NLL[1:], shape=(6, 8)),
    ),
    question(
        "reparameterize",
        "A draw with gradients",
        case("small", normals, names=("mu", "logvar", "eps"), shape=(2,)),
        case("wide", normals, names=("mu", "logvar", "eps"), shape=(3, 4)),
        gradient=case("one number", normals, names=("mu", "logvar", "eps"), shape=()),
        wrt=("mu", "logvar"),
    ),
    question(
        "optimal_discriminator",
        "The best guess",
        case("inside", densities, inside=4),
        case("edges", densities, inside=5, outside=3),
    ),
    question(
        "ddpm_marginal",
        "Marginal of the forward process",
        case("small", noised, B=2, D=3, T=2),
        case("long", noised, B=9, D=4, T=50),
    ),
)
