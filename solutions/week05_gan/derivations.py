r"""The derivations of week 5: the best discriminator, and what the game is worth when it plays.

To the judge `x` has a few values, and $p_{data}$ and $p_g$ are random laws on them. The first question lives at one
`x`: `a` and `b` are the two probabilities there, and `y` a number between 0 and 1 in which derivatives are taken.
"""

from __future__ import annotations

from autograder.derivation import Derivation, Goal, Move, Notation, forms
from autograder.derivation.declaration import Contains, Law, Quantity, Real, Slope, Unknown, Zero

# As lectures, papers and students call the two laws.
DATA = Law(("p_{data}", "p_d", "p^*", "p_r", "p_D"), left=("x",))
GENERATOR = Law(("p_g", "p_G", r"p_\theta", "p_{model}", "q"), left=("x",))

# ------------------------------------------------------------------------------------------- the best discriminator

OBJECTIVE = r"a\log y + b\log(1-y)"
AT_ONE_POINT = Notation(
    finite=("x",),
    reals=(Real("y", 0.1, 0.9, (0.0, 1.0)),),
    laws=(DATA, GENERATOR),
    quantities=(Quantity(("a",), "p_{data}(x)", fixed=True), Quantity(("b",), "p_g(x)", fixed=True)),
    # `D`, with or without an argument, `t` and `u` are the same number as `y`.
    unknown=Unknown("y", solution=r"\frac{a}{a+b}", objective=OBJECTIVE, names=("D", "t", "u")),
    held=("x",),
    relevant=("y",),
)

DERIVATIVE = Move(
    "derivative",
    any_of=(Slope(),),
    missing="No line works out the derivative of the objective.",
)
ZERO = Move(
    "zero",
    any_of=(Zero(),),
    missing="No line says which condition the best y has to satisfy.",
)

# Goodfellow et al. 2014 (arXiv:1406.2661), proposition 1. Densities may stay in the result: a and b are two of them.
OPTIMAL_DISCRIMINATOR_DERIVATION = Derivation(
    AT_ONE_POINT,
    start=(OBJECTIVE, rf"\frac{{\partial}}{{\partial y}}({OBJECTIVE})"),
    goal=Goal(
        (r"y = \frac{a}{a+b}",),
        closed=forms.lacks(forms.Mean, forms.Over, forms.Divergence, forms.Derivative, forms.Extremum),
    ),
    moves=(DERIVATIVE, ZERO),
)

# ---------------------------------------------------------------------------------------------- the value of the game

BOTH = r"p_{data}(x)+p_g(x)"
MIXTURE = rf"\frac12({BOTH})"
GAME = Notation(
    finite=("x",),
    functions=("D",),
    laws=(DATA, GENERATOR),
    # All fixed: they are the question's, and a student who gives them another meaning answers another one.
    quantities=(
        Quantity(("D^*", "D^*_G", "D_G^*", "D^*_g"), rf"\frac{{p_{{data}}(x)}}{{{BOTH}}}", fixed=True),
        Quantity(
            ("V",),
            r"\mathbb{E}_{x\sim p_{data}}[\log D(x)] + \mathbb{E}_{x\sim p_g}[\log(1-D(x))]",
            arguments=("D", "G"),
            fixed=True,
        ),
        Quantity(("C",), "V(D^*,G)", arguments=("G",), fixed=True),
    ),
)

WRITTEN_OUT = forms.lacks(forms.Call)  # not D*(x), not V(D*, G): in the two laws themselves

SUBSTITUTE = Move(
    "substitute",
    any_of=(Contains((BOTH,), WRITTEN_OUT),),
    missing="No line has the best discriminator written out in the two laws.",
)
# The mixture itself, a quotient by it, or a divergence from it. The factor 2 may stand above or below.
MIX = Move(
    "mixture",
    any_of=(
        Contains(
            (
                MIXTURE,
                rf"\frac{{2p_{{data}}(x)}}{{{BOTH}}}",
                rf"\frac{{2p_g(x)}}{{{BOTH}}}",
                rf"\frac{{{BOTH}}}{{2p_g(x)}}",
                rf"\frac{{{BOTH}}}{{2p_{{data}}(x)}}",
                r"D_{KL}(p_{data} \,\|\, \frac12(p_{data}+p_g))",
                r"D_{KL}(p_g \,\|\, \frac12(p_{data}+p_g))",
            ),
            WRITTEN_OUT,
        ),
    ),
    missing="No line compares the two laws with a third one, which is what the divergence asked for does.",
)

# Goodfellow et al. 2014, theorem 1 and its proof.
VALUE_AT_OPTIMUM = Derivation(
    GAME,
    start=("V(D^*,G)",),
    goal=Goal((r"V(D^*,G) = -\log 4 + 2\, JSD(p_{data} \,\|\, p_g)",)),
    moves=(SUBSTITUTE, MIX),
)
