r"""The derivations of week 4: the bound on the evidence, what is lost in it, and a divergence in closed form.

For the first two everything is a finite table to the judge: `x` and `z` have a few values each, $p_\theta(x, z)$ and
$q_\phi(z \mid x)$ are drawn at random, and marginals and conditionals follow from them. The third is on the line:
densities with a formula, and integrals by quadrature.
"""

from __future__ import annotations

from autograder.derivation import Derivation, Goal, Move, Notation, forms
from autograder.derivation.declaration import Law, Passes, Quantity, Real, Shows

# ---------------------------------------------------------------------------------------------- the bound and its gap

# A mean without a law (`E[…]`) is first taken under the law that stands first: the proposal.
PROPOSAL = Law((r"q_\phi", "q"), left=("z",), given=("x",))
MODEL = Law((r"p_\theta", "p"), left=("x", "z"))
ELBO = Quantity(
    (r"\mathcal{L}", "ELBO", r"\mathrm{ELBO}"),
    meaning=r"\mathbb{E}_{q_\phi(z|x)}\left[\log \frac{p_\theta(x,z)}{q_\phi(z|x)}\right]",
)
TABLES = Notation(finite=("x", "z"), laws=(PROPOSAL, MODEL), quantities=(ELBO,), held=("x",))

EVIDENCE = r"\log p_\theta(x)"
TO_THE_POSTERIOR = r"D_{KL}(q_\phi(z|x) \,\|\, p_\theta(z|x))"

# With q under the logarithm: otherwise any log of an integral would do, p(x) itself among them, whatever follows it.
LOG_OF_MEAN_WITH_Q = forms.every(forms.log_of_mean, forms.in_log(forms.law("q")))

JENSEN = Move(
    "jensen",
    any_of=(
        Passes(LOG_OF_MEAN_WITH_Q, forms.mean_of_log),
        # Whoever writes down what is lost, and drops it, has done the same as by Jensen's inequality.
        Passes(forms.divergence_from("p", "z", "x"), forms.anything),
    ),
    missing="No line shows how the logarithm comes inside the expectation, and what that costs.",
)

# Kingma and Welling 2014 (arXiv:1312.6114), eqs. (2) and (3); by Jensen as in Jordan et al. 1999.
ELBO_JENSEN = Derivation(
    TABLES,
    start=(EVIDENCE,),
    goal=Goal(
        (r"\log p_\theta(x) \ge \mathbb{E}_{q_\phi(z|x)}[\log p_\theta(x|z)] - D_{KL}(q_\phi(z|x) \,\|\, p(z))",),
    ),
    moves=(JENSEN,),
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

# Kingma and Welling 2014, eq. (1). One may also begin at the divergence and solve for the evidence.
ELBO_GAP = Derivation(
    TABLES,
    start=(EVIDENCE, TO_THE_POSTERIOR),
    goal=Goal(
        (
            r"\log p_\theta(x) = \mathbb{E}_{q_\phi(z|x)}\left[\log \frac{p_\theta(x,z)}{q_\phi(z|x)}\right] + "
            + TO_THE_POSTERIOR,
        )
    ),
    moves=(POSTERIOR,),
)

# ------------------------------------------------------------------------------------------- a divergence of Gaussians

POSITIVE = (0.0, float("inf"))
LINE = Notation(
    # `epsilon` for those who write z = mu + sigma epsilon; `x` for those who call the variable so.
    line=("z", "x", "epsilon"),
    reals=(Real("mu", -1.5, 1.5), Real("sigma", 0.6, 1.7, POSITIVE)),
    laws=(
        Law(("q", r"q_\phi"), left=("z",), formula=r"\mathcal{N}(z; \mu, \sigma^2)"),
        Law(("p",), left=("z",), formula=r"\mathcal{N}(z; 0, 1)"),
    ),
)

MEAN = Move(
    "mean",
    any_of=(Shows(forms.every(forms.has(forms.Mean, forms.Over), forms.lacks(forms.Divergence))),),
    missing="No line writes the divergence out as an expectation, or as an integral.",
)

# Kingma and Welling 2014, appendix B, with the opposite sign.
GAUSSIAN_KL_CLOSED_FORM = Derivation(
    LINE,
    start=(r"D_{KL}(q \,\|\, p)",),
    goal=Goal(
        (r"D_{KL}(q \,\|\, p) = \frac12\left(\mu^2 + \sigma^2 - 1 - \log \sigma^2\right)",), closed=forms.WORKED_OUT
    ),
    moves=(MEAN,),
)
