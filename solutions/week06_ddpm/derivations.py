r"""The derivations of week 6: the marginal of the forward process, the mean of its posterior, and the bound.

Time counts as in the papers: $x_0$ is the data, $t = 1, \dots, T$, and $\alpha_t = 1 - \beta_t$. In the first two the
steps are normal: schedules are random, a side with noises in it is judged by its law given $x_0$, a density by its
values. In the third, steps are finite tables, chains of 2, 3 and 4 steps, and $q$ and $p_\theta$ two random chains,
the one forwards and the other backwards: nothing there needs them to be Gaussian.
"""

from __future__ import annotations

from autograder.derivation import Derivation, Goal, Move, Notation, forms
from autograder.derivation.declaration import Contains, Law, Passes, Quantity, Shows, Steps

FORWARD = Law(("q", r"q_\phi"), left=("x",))
REVERSE = Law((r"p_\theta", "p"), left=("x",))
NORMAL_STEPS = Steps(kind="normal")

# ------------------------------------------------------------------------------------------------------- the marginal

MARGINAL = Notation(steps=NORMAL_STEPS, laws=(FORWARD,), held=("x_0",), relevant=("x_t",))

EARLIER = forms.step("x", "t-1")
TWO_BACK = forms.step("x", "t-2")
NO_EARLIER = forms.neither(EARLIER)
ONE_NOISE = forms.noises(1, 1)
TWO_NOISES = forms.noises(2, 9)
FROM_THE_DATA = forms.neither(*(forms.step("x", index) for index in ("t-1", "t-2", "t-3", "t", "1", "2")))

TWO_STEPS = Move(
    "two_steps",
    any_of=(
        Shows(forms.every(forms.noises(1, 9), TWO_BACK), "x_t"),
        Shows(forms.every(TWO_NOISES, NO_EARLIER), "x_t"),  # by induction: at once from x_0
        Shows(forms.integrates("x", "t-1")),  # with densities
    ),
    missing="No line replaces the step before by what it came from.",
)
MERGE = Move(
    "merge",
    any_of=(
        Shows(forms.every(ONE_NOISE, TWO_BACK, NO_EARLIER), "x_t"),
        Passes(forms.every(TWO_NOISES, NO_EARLIER), forms.every(ONE_NOISE, NO_EARLIER), by="equality"),
        Passes(
            forms.integrates("x", "t-1"), forms.every(forms.has(forms.Normal), forms.lacks(forms.Over)), by="equality"
        ),
    ),
    missing="No line shows what becomes of the noises of two steps.",
)

# Ho et al. 2020 (arXiv:2006.11239), eq. (4), there without proof; by noises as in Luo 2022 (arXiv:2208.11970), on
# variational diffusion models. One may also start from the law of two steps or, by induction, from that of t.
DDPM_MARGINAL = Derivation(
    MARGINAL,
    start=("x_t", "q(x_t|x_{t-1})", "q(x_t|x_{t-2})", "q(x_t|x_0)"),
    goal=Goal(
        (
            r"x_t = \sqrt{\bar\alpha_t}\, x_0 + \sqrt{1-\bar\alpha_t}\, \epsilon",
            r"q(x_t|x_0) = \mathcal{N}(x_t; \sqrt{\bar\alpha_t}\, x_0, 1-\bar\alpha_t)",
        ),
        closed=forms.some(
            forms.every(ONE_NOISE, FROM_THE_DATA),
            forms.every(forms.count(forms.Normal, 1), forms.lacks(forms.Over, forms.Density)),
        ),
    ),
    moves=(TWO_STEPS, MERGE),
)

# ------------------------------------------------------------------------------------------------- the posterior's mean

POSTERIOR_MEAN = (
    r"\frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})}{1-\bar\alpha_t}x_t"
    r" + \frac{\sqrt{\bar\alpha_{t-1}}\beta_t}{1-\bar\alpha_t}x_0"
)
POSTERIOR = Notation(
    steps=NORMAL_STEPS,
    laws=(FORWARD,),
    held=("x_0",),
    relevant=("x_{t-1}",),  # `\propto`, and what a constant is free of
    # Fixed: what is equated with them has to have their value, and is no definition of a student's own.
    quantities=(
        Quantity((r"\tilde\mu_t", r"\tilde\mu"), POSTERIOR_MEAN, arguments=("A", "B"), fixed=True),
        Quantity(
            (r"\tilde\beta_t", r"\tilde\beta", r"\tilde\sigma_t^2"),
            r"\frac{1-\bar\alpha_{t-1}}{1-\bar\alpha_t}\beta_t",
            fixed=True,
        ),
    ),
)

BAYES_FOR_THE_STEP = Move(
    "bayes",
    any_of=(
        Shows(forms.every(forms.density("q", "x_t"), forms.density("q", "x_t-1", "x_0"))),
        Shows(forms.count(forms.Normal, 2)),
    ),
    missing="No line writes the posterior by laws that are known.",
)
SQUARE = Move(
    "square",
    any_of=(Shows(forms.every(forms.lacks(forms.Density, forms.Normal, forms.Over), EARLIER)),),
    missing="No line shows how the exponent depends on the step before.",
)

# Ho et al. 2020, eqs. (6) and (7).
DDPM_POSTERIOR_MEAN = Derivation(
    POSTERIOR,
    start=("q(x_{t-1}|x_t,x_0)", r"\log q(x_{t-1}|x_t,x_0)"),
    goal=Goal((r"\tilde\mu_t = " + POSTERIOR_MEAN,), closed=forms.WORKED_OUT),
    moves=(BAYES_FOR_THE_STEP, SQUARE),
)

# ---------------------------------------------------------------------------------------------------------- the bound

PRIOR_TERM = r"D_{KL}(q(x_T|x_0) \,\|\, p(x_T))"
CHAINS = Notation(
    steps=Steps(),
    laws=(FORWARD, REVERSE),
    held=("x_0",),
    quantities=(
        Quantity(("L_T",), PRIOR_TERM),
        Quantity(("L_0",), r"-\mathbb{E}_{q(x_1|x_0)}[\log p(x_0|x_1)]"),
        # L_s is the term that the papers call L_{t-1} at t = s + 1.
        Quantity(
            ("L_s",),
            r"\mathbb{E}_{q(x_{s+1}|x_0)}[D_{KL}(q(x_s|x_{s+1},x_0) \,\|\, p(x_s|x_{s+1}))]",
            index=("s", "1", "T-1"),
        ),
    ),
)

OF_ONE_EXAMPLE = (
    rf"-\log p(x_0) \le {PRIOR_TERM}"
    r" + \sum_{t=2}^T \mathbb{E}_{q(x_t|x_0)}[D_{KL}(q(x_{t-1}|x_t,x_0) \,\|\, p(x_{t-1}|x_t))]"
    r" - \mathbb{E}_{q(x_1|x_0)}[\log p(x_0|x_1)]"
)
OF_ALL_DATA = (
    rf"\mathbb{{E}}_{{q(x_0)}}[-\log p(x_0)] \le \mathbb{{E}}_{{q(x_0)}}[{PRIOR_TERM}]"
    r" + \sum_{t=2}^T \mathbb{E}_{q(x_0)}[\mathbb{E}_{q(x_t|x_0)}[D_{KL}(q(x_{t-1}|x_t,x_0) \,\|\, p(x_{t-1}|x_t))]]"
    r" - \mathbb{E}_{q(x_0)}[\mathbb{E}_{q(x_1|x_0)}[\log p(x_0|x_1)]]"
)

JENSEN = Move(
    "jensen",
    any_of=(
        # To the mean of a log of the two chains, not to the sum of divergences, which would be the goal at once.
        Passes(
            forms.anything,
            forms.every(forms.mean_of_log, forms.in_log(forms.law("q")), forms.lacks(forms.Divergence)),
        ),
        Passes(forms.divergence_from("p", "x_1:T", "x_0"), forms.anything),  # what is lost, written down and dropped
    ),
    missing="No line passes from the logarithm of the evidence to an expectation of logarithms of the two chains.",
)
BAYES_FOR_THE_CHAIN = Move(
    "bayes",
    any_of=(
        Contains(("q(x_{t-1}|x_t,x_0)",), forms.has(forms.Density)),
        Shows(forms.in_log(forms.density("q", "x_t-1", "x_t,x_0"))),
    ),
    missing="No line turns a step of the forward process round.",
)

# Ho et al. 2020, eq. (5) and appendix A; Sohl-Dickstein et al. 2015 (arXiv:1503.03585), appendix B.
DDPM_ELBO = Derivation(
    CHAINS,
    start=(r"-\log p(x_0)", r"\mathbb{E}_{q(x_0)}[-\log p(x_0)]"),
    goal=Goal((OF_ONE_EXAMPLE, OF_ALL_DATA)),
    moves=(JENSEN, BAYES_FOR_THE_CHAIN),
)
