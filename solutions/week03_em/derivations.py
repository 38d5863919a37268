r"""The derivations of week 3: the bound that EM climbs, and its gap.

To the judge `x` and `z` have a few values each; $p_\theta(x, z)$ and $q(z)$ are tables drawn at random, and marginals
and conditionals follow from them. Sums and integrals over `z` are the same.
"""

from __future__ import annotations

from autograder.derivation import Derivation, Goal, Move, Notation, forms
from autograder.derivation.declaration import Law, Passes, Quantity, Shows

# A mean without a law (`E[…]`) is first taken under the law that stands first.
ANY_Q = Law(("q", r"q_\phi"), left=("z",))
MODEL = Law((r"p_\theta", "p"), left=("x", "z"))
BOUND = Quantity(
    (r"\mathcal{L}", "ELBO", "F", r"\mathcal{F}"),
    meaning=r"\mathbb{E}_{q(z)}\left[\log \frac{p_\theta(x,z)}{q(z)}\right]",
)
TABLES = Notation(finite=("x", "z"), laws=(ANY_Q, MODEL), quantities=(BOUND,), held=("x",))

EVIDENCE = r"\log p_\theta(x)"
WRITTEN_BOUND = r"\mathbb{E}_{q(z)}[\log p_\theta(x,z)] + H(q)"
TO_THE_POSTERIOR = r"D_{KL}(q(z) \,\|\, p_\theta(z|x))"

# With q under the logarithm: otherwise any log of a sum would do, p(x) itself among them, whatever follows it.
LOG_OF_MEAN_WITH_Q = forms.every(forms.log_of_mean, forms.in_log(forms.law("q")))

BOUNDED = Move(
    "bound",
    any_of=(
        Passes(LOG_OF_MEAN_WITH_Q, forms.mean_of_log),
        # Whoever writes down what is lost, and drops it, has done the same as by Jensen's inequality.
        Passes(forms.divergence_from("p", "z", "x"), forms.anything),
    ),
    missing="No line shows how the logarithm comes inside the mean under q, and what that costs.",
)

# Bishop 2006, section 9.4; with the entropy written as such, Neal and Hinton 1998.
EM_LOWER_BOUND = Derivation(
    TABLES,
    start=(EVIDENCE,),
    goal=Goal((rf"{EVIDENCE} \ge {WRITTEN_BOUND}",)),
    moves=(BOUNDED,),
)

# A divergence from the posterior says the name of what was to be shown; the posterior must stand in a mean of a log.
# Or Bayes' rule is put in at once, where the divergence from the posterior stands in the row before.
JOINT = forms.some(forms.density("p", "x,z", ""), forms.density("p", "z,x", ""), forms.density("p", "x", "z"))
BAYES = forms.under_mean(forms.in_log(forms.every(forms.density("p", "x", ""), JOINT)))

POSTERIOR = Move(
    "posterior",
    any_of=(
        Shows(forms.under_mean(forms.in_log(forms.density("p", "z", "x")))),
        Passes(forms.divergence_from("p", "z", "x"), BAYES, by="equality"),
    ),
    missing="No line shows the model's posterior under a logarithm, where it could be exchanged for something known.",
)

# Bishop 2006, eqs. (9.70) to (9.72). One may also begin at the divergence and solve for the evidence.
EM_GAP = Derivation(
    TABLES,
    start=(EVIDENCE, TO_THE_POSTERIOR),
    goal=Goal((rf"{EVIDENCE} = {WRITTEN_BOUND} + {TO_THE_POSTERIOR}",)),
    moves=(POSTERIOR,),
)
