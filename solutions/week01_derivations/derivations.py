r"""The derivations of week 1: Gibbs' inequality, the chain rule of entropy, from divergence to likelihood.

To the judge a variable has a few values, and laws are tables drawn at random. The model of the last one depends
smoothly on its parameter.
"""

from __future__ import annotations

from autograder.derivation import Derivation, Goal, Move, Notation, forms
from autograder.derivation.declaration import Law, Passes, Real, Shows
from autograder.derivation.reading.tree import Constant

# ------------------------------------------------------------------------------------------------- Gibbs' inequality

# The first derivation of the course: the cell says which lines follow, so that one sees how one is read.
TWO_LAWS = Notation(finite=("x",), laws=(Law(("p",), left=("x",)), Law(("q",), left=("x",))), public=True)

# The logarithm's tangent, log t <= t - 1, under the sum: whoever goes that way needs no Jensen.
SUM_OF_LOGS = forms.every(forms.has(forms.Mean, forms.Over, forms.Series), forms.mean_of_log)
SUM_WITHOUT_LOGS = forms.every(
    forms.has(forms.Mean, forms.Over, forms.Series), forms.lacks(forms.Function, forms.Divergence)
)

JENSEN = Move(
    "jensen",
    any_of=(Passes(forms.mean_of_log, forms.log_of_mean), Passes(SUM_OF_LOGS, SUM_WITHOUT_LOGS)),
    missing="No line shows the inequality on which this rests: what bounds a mean of logarithms?",
)

# Cover and Thomas 2006, theorem 2.6.3.
GIBBS_INEQUALITY = Derivation(
    TWO_LAWS,
    start=(r"D_{KL}(p \,\|\, q)",),
    goal=Goal((r"D_{KL}(p \,\|\, q) \ge 0",), closed=forms.WORKED_OUT),
    moves=(JENSEN,),
)

# -------------------------------------------------------------------------------------------- the chain rule of entropy

A_PAIR = Notation(finite=("x", "y"), laws=(Law(("p",), left=("x", "y")),))

# By an entropy's definition alone no conditional would stand under a logarithm. It may be written as a quotient, and
# whoever splits off y first has split all the same: then it is the goal that is missing.
QUOTIENT = forms.every(forms.density("p", "x,y", ""), forms.density("p", "x", ""))
SPLIT_PAIR = Move(
    "split",
    any_of=tuple(
        Shows(forms.under_mean(forms.in_log(form)))
        for form in (forms.density("p", "y", "x"), forms.density("p", "x", "y"), QUOTIENT)
    ),
    missing="No line has the joint law split under the logarithm, which is how one entropy becomes two.",
)

# Cover and Thomas 2006, theorem 2.2.1.
ENTROPY_CHAIN_RULE = Derivation(
    A_PAIR,
    start=("H(X,Y)",),
    goal=Goal(("H(X,Y) = H(X) + H(Y|X)",)),
    moves=(SPLIT_PAIR,),
)

# ---------------------------------------------------------------------------------------- from divergence to likelihood

# As lectures, papers and students call the two laws.
DATA = Law((r"p_{data}", "p_d", "p^*", "p_r", "p_{D}", "p_0"), left=("x",))
MODEL = Law((r"p_\theta", "p", "p_{model}", "p_{m}"), left=("x",), parameter="theta")
FITTING = Notation(
    finite=("x",),
    reals=(Real("theta", -1.2, 1.2),),
    laws=(DATA, MODEL),
    relevant=(r"\theta",),  # a `const` has no theta in it
    samples=("x", "p_{data}"),  # for those who go on to a mean over examples
)

DIVERGENCE = r"D_{KL}(p_{data} \,\|\, p_\theta)"
MODEL_IN_A_MEAN_OF_LOGS = forms.under_mean(forms.in_log(forms.law("p")))

SPLIT_QUOTIENT = Move(
    "split",
    any_of=(
        # A difference that still *is* the divergence, or one in which the part without theta has become a constant.
        Shows(
            forms.every(forms.has(forms.Sum), forms.lacks(forms.Divergence), MODEL_IN_A_MEAN_OF_LOGS), value=DIVERGENCE
        ),
        Shows(
            forms.every(forms.has(forms.Sum), forms.lacks(forms.Divergence), MODEL_IN_A_MEAN_OF_LOGS),
            value=rf"\min_\theta {DIVERGENCE}",
        ),
        Shows(forms.every(forms.has(Constant), MODEL_IN_A_MEAN_OF_LOGS)),
        # By its definition in the notebook: a cross-entropy less an entropy.
        Shows(
            forms.every(forms.has(forms.Sum), forms.has(forms.Information), forms.lacks(forms.Divergence)), DIVERGENCE
        ),
    ),
    missing="No line has the divergence in two parts, so that one sees which of them the parameter is in.",
)

# Goodfellow, Bengio and Courville 2016, section 5.5.
KL_TO_MLE = Derivation(
    FITTING,
    start=(DIVERGENCE, rf"\arg\min_\theta {DIVERGENCE}", rf"\min_\theta {DIVERGENCE}"),
    goal=Goal(
        (rf"\arg\min_\theta {DIVERGENCE} = \arg\max_\theta \mathbb{{E}}_{{x \sim p_{{data}}}}[\log p_\theta(x)]",)
    ),
    moves=(SPLIT_QUOTIENT,),
)
