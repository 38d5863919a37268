# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] nbgrader={"grade_id": "title", "locked": true}
# # Week 3 · Latent variables and expectation maximisation
#
# Measure the heights of a thousand adults and the histogram will not be a good bell curve: it is two of them, one on
# top of the other. If the sex of each person had been written down, fitting would be last week's exercise, twice. It
# was not. It is a **latent variable**: it had a part in making the data, and it is not in the data.
#
# That is the situation of every generative model from here on. A model says how a hidden $z$ is drawn and how the
# visible $x$ follows from it; to learn it, one has to deal with all the $z$ that may have been. *Expectation
# maximisation* (EM; Dempster, Laird and Rubin 1977) is the oldest general answer and, where it can be carried out,
# often still the best: guess the hidden variables *softly*, as probabilities; fit the parameters as if the guess were
# data; guess again. No step size, and the likelihood never falls.
#
# When you are through you can
#
# 1. write down the likelihood of a mixture, and compute it where every density underflows (Part 1);
# 2. say what the posterior of a latent variable is, and compute it (Part 1);
# 3. derive and write both steps of EM for Gaussian mixtures, and say why no step lowers the likelihood (Part 2);
# 4. fit a mixture, and tell what EM does not promise (Part 3);
# 5. learn the same model by its gradient, and draw from it (Part 4).
#
# **Before you start:** entropy, Kullback-Leibler divergence and Jensen's inequality (week 1), maximum likelihood for
# the multivariate Gaussian (week 2). Nothing here needs a GPU.

# %% [markdown] nbgrader={"grade_id": "marking", "locked": true}
# ## How this notebook is marked
#
# Eleven cells hold one answer each, for you to write: seven functions, one formula, two derivations, and one question
# that is answered in words (3.2). Below each of the others stands `grader.check("name")`. It runs the **public** checks
# at once and tells you what is wrong. Later the same answer is asked again with **hidden** inputs: other shapes, other
# data, edges. The text above each cell says what is asked, so nothing in the hidden checks should surprise you; but
# passing the public ones is not yet full marks.
#
# - Only the answer cells are taken from your notebook, together with the imports below. **Write a helper function
#   into the answer cell that uses it**, and import there what else you need: there it cannot be overlooked. (What an
#   answer uses from a cell that you added is looked for and carried over, and the feedback says so.)
# - The name, and the order of the arguments, must stay as they are. Any callable will do, and it may call your other
#   answers.
# - What you return may be a tensor, a NumPy array or, where a single number is asked for, a Python number. Several
#   values may come back in any sequence: a tuple, a list, a named tuple.
# - A function leaves its arguments as they are: no `x -= mean`, no `covs[0] = ...`.
# - A slip is not paid for twice: where a function builds on an earlier one (`em_step` on `m_step`, say), it is also
#   judged with *your* earlier answer in the place of the right one.
# - **Derivations are written in LaTeX, as on paper**, below `%%derivation name`: one step a line, each with its
#   relation. Run the cell: each line is typeset, and beside it stands how it was read. Every line is judged by its
#   meaning, so it is yours how you write it and how many steps you take. There are points for where you start, for the
#   steps that the text asks for, for where you arrive, and for every line following from the one above. What cannot be
#   read by machine is read by a person.
# - **What you answer in words is read by a person**, who gives the points that stand above the answer's cell. Write into
#   that cell; formulas between dollar signs are typeset, pictures are not taken along.
# - Not asked, so not tested: no points at all, weights of exactly 0, components that no point belongs to, covariances
#   that are not positive definite.

# %% tags=["given"] nbgrader={"grade_id": "imports", "locked": true}
import math

import matplotlib.pyplot as plt
import numpy as np
import sympy
import torch

# %% nbgrader={"grade_id": "grader", "locked": true}
import otter

grader = otter.Notebook()

# %% nbgrader={"grade_id": "derivations", "locked": true}
# %load_ext autograder.student

# %% [markdown] nbgrader={"grade_id": "conventions", "locked": true}
# ## Conventions
#
# **A mixture** of $K$ Gaussians in $D$ dimensions is three tensors, everywhere in this order:
#
# | name | symbol | shape | |
# |---|---|---|---|
# | `weights` | $\pi_k$ | `(K,)` | positive, sum 1 |
# | `means` | $\mu_k$ | `(K, D)` | |
# | `covs` | $\Sigma_k$ | `(K, D, D)` | symmetric, positive definite, **full**: nothing says that they are diagonal |
#
# Data `x` is `(N, D)`, one point a row; also for $D = 1$ and $N = 1$. Responsibilities `resp` are `(N, K)`: a row for
# each point, a column for each component. Any of $N$, $D$, $K$ may be 1. All tensors are on the CPU.
#
# **Covariances are the maximum-likelihood ones**: divided by the (weighted) number of points, not by that number less
# one.
#
# **Precision.** What you return has the precision of what you are given: float64 in, float64 out; float32 in, float32
# out. More precision is never wrong. float64 inputs are judged as float64, so nothing on the way may pass through
# float32. float32 inputs are judged by what an ordinary float32 computation attains. Many people add a small number
# to a covariance's diagonal to keep it invertible. Up to $10^{-8}$ nobody minds; more is another model.
#
# **Logarithms** are natural. `num_components`, `num_steps` and `n` are Python ints.
#
# **Randomness.** Where a function draws, it draws everything from the `generator` that it is given, a
# `torch.Generator`: the same state gives the same result, and the global states of `torch`, `numpy` and `random` stay
# where they are.

# %% nbgrader={"grade_id": "demo_helpers", "locked": true}
# For the pictures below. Nothing here is marked.


def demo(figure):
    """Run a demonstration at once; where an answer that it needs is not written yet or fails, say so and go on."""
    name = figure.__name__
    try:
        figure()
    except NotImplementedError:
        plt.close("all")
        print(f"{name}: this cell shows something once the answers above it are written. Run it again then.")
    except Exception as error:
        plt.close("all")
        text = (str(error).splitlines() or ["no message"])[0]
        print(f"{name}: no picture with the answers above ({type(error).__name__}: {text}). See their grader.check.")
    return figure


def shaped(value, shape, answer):
    """What `answer` returned, as a float64 tensor of the shape that is expected."""
    value = torch.as_tensor(value).detach().double()
    if value.shape != torch.Size(shape):
        raise ValueError(f"{answer} gave shape {tuple(value.shape)}, expected {tuple(shape)}")
    return value


def mixture(values, K, D, answer):
    """Weights, means and covariances that `answer` returned."""
    weights, means, covs = values
    shapes = ((K,), (K, D), (K, D, D))
    return tuple(shaped(v, s, answer) for v, s in zip((weights, means, covs), shapes, strict=True))


def three_clusters(generator):
    """Three elongated clusters in the plane, 60, 90 and 150 points: (300, 2), float64."""
    roots = torch.tensor([[[1.0, 0.0], [0.9, 0.4]], [[0.5, 0.0], [0.0, 1.0]], [[1.2, 0.0], [-0.8, 0.5]]]).double()
    means = torch.tensor([[-3.0, -2.0], [3.5, -2.0], [0.5, 3.0]], dtype=torch.float64)
    parts = [
        mean + torch.randn(n, 2, dtype=torch.float64, generator=generator) @ root.T
        for n, mean, root in zip((60, 90, 150), means, roots, strict=True)
    ]
    return torch.cat(parts)


def ellipses(axis, means, covs):
    """Where each component is two standard deviations from its mean."""
    angle = torch.linspace(0, 2 * math.pi, 100, dtype=torch.float64)
    circle = torch.stack([angle.cos(), angle.sin()])
    for mean, cov in zip(means, covs, strict=True):
        x, y = mean[:, None] + 2 * torch.linalg.cholesky(cov) @ circle
        axis.plot(x, y, color="black", lw=1.2)
        axis.plot(*mean, "+", color="black")


def points(axis, x, resp=None, title=""):
    """Points of the plane, in the mixture of red, green and blue that their responsibilities say."""
    colour = "0.6" if resp is None else resp.clamp(0, 1).numpy()
    axis.scatter(x[:, 0], x[:, 1], s=6, c=colour)
    axis.set(title=title, xlim=(-7, 7), ylim=(-6, 7), aspect="equal", xticks=[], yticks=[])


# %% [markdown] nbgrader={"grade_id": "part1", "locked": true}
# ## Part 1 · A mixture and its hidden variable
#
# ### The model
#
# Each point comes about in two steps. First a component is drawn, $p(z = k) = \pi_k$; then a point from that
# component, $p(x \mid z = k) = N(x; \mu_k, \Sigma_k)$. We see $x$ alone, so its density is the **marginal** over $z$,
#
# $$p(x) = \sum_{k=1}^{K} \underbrace{\pi_k}_{p(z = k)}\, \underbrace{N(x; \mu_k, \Sigma_k)}_{p(x \mid z = k)},
# \qquad
# N(x; \mu, \Sigma) = \frac{\exp\!\big({-\tfrac12}(x - \mu)^T \Sigma^{-1} (x - \mu)\big)}{\sqrt{(2\pi)^D \det\Sigma}}$$
#
# (Bishop 2006, eqs. (9.12) and (2.43)). A weighted sum of *densities*, not of variables: the sum of two normal
# variables is normal again, a mixture of two normals has two humps if they lie far enough apart.
#
# ### Why not simply maximise the likelihood?
#
# With $\theta$ for all parameters together, the log likelihood of $N$ independent points is
#
# $$\ell(\theta) = \sum_{i=1}^{N} \log \sum_{k=1}^{K} \pi_k N(x_i; \mu_k, \Sigma_k)$$
#
# (Bishop 2006, eq. (9.14)). In week 2 the logarithm met the exponential of a Gaussian and only a quadratic was left.
# Here a *sum* stands between the two. Setting the gradient to zero gives equations in which every parameter depends
# on all the others: no closed form. If the $z_i$ were known, the sum would be gone. Keep that in mind.

# %% [markdown] nbgrader={"grade_id": "gmm_log_likelihood_text", "locked": true}
# ### 1.1 The log likelihood, also far away
#
# The formula as it stands fails on a computer. Take one point at a distance of 50 standard deviations from every
# mean: each density is about $e^{-1250}$, which in float64 is 0 (the smallest positive number is about
# $e^{-744}$), and $\log 0 = -\infty$. One outlier, and the likelihood of all data is gone. The cure is never to leave
# logarithms. With $a_k = \log \pi_k + \log N(x; \mu_k, \Sigma_k)$ and $a_{\max}$ the largest of them,
#
# $$\log \sum_k e^{a_k} = a_{\max} + \log \sum_k e^{a_k - a_{\max}}.$$
#
# The largest term of the sum on the right is now $e^0 = 1$; what underflows beside it did not matter.
#
# For the Gaussian itself you need $(x - \mu)^T\Sigma^{-1}(x - \mu)$ and $\log\det\Sigma$. Both come out of the
# Cholesky factor, $\Sigma = LL^T$ with $L$ lower triangular: the quadratic form is $\lVert L^{-1}(x - \mu)\rVert^2$,
# and $\log\det\Sigma$ is twice the sum of the logarithms of $L$'s diagonal. (An inverse and `torch.logdet` do as
# well for the covariances in this notebook.)
#
# **Write** `gmm_log_likelihood(x, weights, means, covs)`: a single number, shape `()`, the **sum** over all points of
# $\log p(x_i)$. Not the mean, and not its negative.
#
# *Example:* $D = 1$, weights $(\tfrac12, \tfrac12)$, means $\pm 1$, variances 1, one point $x = 0$. Both densities
# are $e^{-1/2}/\sqrt{2\pi} = 0.24197$, so is their average, and the log likelihood is $-\tfrac12 -
# \tfrac12\log 2\pi = -1.4189$. At $x = 100$ it is
# $\log\tfrac12 - \tfrac12 \cdot 99^2 - \tfrac12\log 2\pi = -4902.11$: a finite number.
#
# *Marked:* values, in float64 and float32; other shapes; a single component; points that are 50 standard deviations
# and more from every mean; arguments unchanged.


# %% nbgrader={"grade_id": "gmm_log_likelihood", "solution": true}
def gmm_log_likelihood(x, weights, means, covs):
    """Sum over all points of the log density of the mixture, finite however far from every mean a point is.

    x: (N, D). weights: (K,). means: (K, D). covs: (K, D, D).
    Returns ().
    """
    ### BEGIN SOLUTION
    normals = torch.distributions.MultivariateNormal(means, covs)
    return torch.logsumexp(weights.log() + normals.log_prob(x[:, None]), dim=1).sum()
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_gmm_log_likelihood", "grade": true, "locked": true}
grader.check("gmm_log_likelihood")


# %% nbgrader={"grade_id": "show_density", "locked": true}
@demo
def show_density():
    """Where a mixture has one hump and where two: its density along a line, means ever farther apart."""
    grid = torch.linspace(-6, 6, 161, dtype=torch.float64)
    weights, covs = torch.tensor([0.35, 0.65]).double(), torch.ones(2, 1, 1, dtype=torch.float64)
    _, axes = plt.subplots(1, 4, figsize=(12.5, 2.4), sharey=True)
    for axis, apart in zip(axes, [1.0, 2.0, 3.0, 6.0], strict=True):
        means = torch.tensor([[-apart / 2], [apart / 2]], dtype=torch.float64)
        logs = [
            shaped(gmm_log_likelihood(p.reshape(1, 1), weights, means, covs), (), "gmm_log_likelihood") for p in grid
        ]
        axis.plot(grid, torch.stack(logs).exp(), color="black")
        for weight, mean in zip(weights, means, strict=True):
            bell = weight * torch.exp(-0.5 * (grid - mean) ** 2) / math.sqrt(2 * math.pi)
            axis.fill_between(grid, bell, alpha=0.4)
        axis.set(title=f"means {apart:g} apart", xlabel="x")
    axes[0].set_ylabel("density")
    plt.show()


# %% [markdown] nbgrader={"grade_id": "responsibilities_text", "locked": true}
# ### 1.2 Whose point is it? The posterior of the hidden variable
#
# Given the parameters, Bayes' rule says what a point tells about its component:
#
# $$r_{ik} = p(z_i = k \mid x_i)
# = \frac{\pi_k N(x_i; \mu_k, \Sigma_k)}{\sum_{j} \pi_j N(x_i; \mu_j, \Sigma_j)}$$
#
# (Bishop 2006, eq. (9.13)). This is the **responsibility** that component $k$ takes for point $i$. The rows of
# $r$ sum to 1. It is a *soft* assignment: a point half way between two equal components belongs to each by
# one half, and that is not a lack of decision but what the data say.
#
# Far from every mean numerator and denominator are both 0 in floating point, and $0 / 0$ is `nan`. But the
# responsibilities there are well defined: they depend on the *differences* of the logarithms $a_k$. (Adding a
# small number to the denominator is no cure: then the rows no longer sum to 1.)
#
# **Write** `responsibilities(x, weights, means, covs)`: `(N, K)`, rows summing to 1.
#
# *Example:* $D = 1$, weights $(\tfrac12, \tfrac12)$, means $1$ and $-1$, variances 1, one point $x = \tfrac12$: the
# densities are as $e^{-1/8}$ to $e^{-9/8}$, so the responsibilities are $1 / (1 + e^{-1}) = 0.7311$ and $0.2689$.
# With weights $(0.1, 0.9)$ they are as $0.1$ to $0.9\,e^{-1} = 0.3311$: $0.2320$ and $0.7680$. The prior counts.
#
# *Marked:* values, in float64 and float32; other shapes; a single component; points that are 50 standard deviations
# and more from every mean (in float32 20 to 25), some of them undecided even there; arguments unchanged.


# %% nbgrader={"grade_id": "responsibilities", "solution": true}
def responsibilities(x, weights, means, covs):
    """Posterior probability of each component for each point, also where every density underflows.

    x: (N, D). weights: (K,). means: (K, D). covs: (K, D, D).
    Returns (N, K), rows summing to 1.
    """
    ### BEGIN SOLUTION
    normals = torch.distributions.MultivariateNormal(means, covs)
    return torch.softmax(weights.log() + normals.log_prob(x[:, None]), dim=1)
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_responsibilities", "grade": true, "locked": true}
grader.check("responsibilities")

# %% [markdown] nbgrader={"grade_id": "responsibility_expr_text", "locked": true}
# ### 1.3 The smallest case in closed form
#
# Two components of equal weight on the line, with unit variances, at $+m$ and at $-m$:
#
# $$p(x) = \tfrac12 N(x; m, 1) + \tfrac12 N(x; -m, 1).$$
#
# Which function of $x$ is the responsibility of the component at $+m$? You will know it: it is the unit of many
# neural networks, and logistic regression *assumes* what here is a result (Bishop 2006, section 4.2).
#
# **Write** `responsibility_expr`: a SymPy expression in the symbols `x` and `m` (no function: the expression itself
# is bound to the name), the posterior probability that a point at $x$ is from the component at $+m$. Any form that
# equals it will do, simplified or not. Symbols count by their name, whatever assumptions you make about them.
#
# *Example:* the value at $x = \tfrac12$, $m = 1$ is $0.7311$, as above. At $x = 0$ it is $\tfrac12$ for every $m$, and
# at $m = 0$ it is $\tfrac12$ for every $x$.
#
# *Marked:* whether the expression is the right function of $x$ and $m$.

# %% nbgrader={"grade_id": "responsibility_expr", "solution": true}
x, m = sympy.symbols("x m", real=True)
### BEGIN SOLUTION
responsibility_expr = 1 / (1 + sympy.exp(-2 * m * x))
### END SOLUTION

# %% nbgrader={"grade_id": "check_responsibility_expr", "grade": true, "locked": true}
grader.check("responsibility_expr")


# %% nbgrader={"grade_id": "show_posterior", "locked": true}
@demo
def show_posterior():
    """The responsibility along the line for four m: the farther apart, the harder the decision."""
    at = np.linspace(-3, 3, 241)
    _, axis = plt.subplots(figsize=(5.5, 2.8))
    symbols = sympy.symbols("x m", real=True)
    for value in [0.25, 0.5, 1, 3]:
        curve = sympy.lambdify(symbols[0], sympy.sympify(responsibility_expr).subs(symbols[1], value), "numpy")
        axis.plot(at, curve(at) * np.ones_like(at), label=f"m = {value:g}")
    axis.set(xlabel="x", ylabel="p(z = + | x)", title="Whose point is x?")
    axis.legend()
    plt.show()


# %% [markdown] nbgrader={"grade_id": "part2", "locked": true}
# ## Part 2 · Expectation maximisation
#
# ### A lower bound that can be maximised
#
# Take *any* distribution $q(z)$ over the hidden variable. Then
#
# $$\log p_\theta(x) \;\ge\; \mathbb E_{q(z)}\big[\log p_\theta(x, z)\big] + H(q),$$
#
# where $H$ is the entropy. What has been gained? On the right, the logarithm meets
# $p_\theta(x, z) = \pi_z N(x; \mu_z, \Sigma_z)$, a product, and the sum that was in the way is gone.
#
# **Derive** `em_lower_bound`: from $\log p_\theta(x)$ to this bound. Write $p_\theta(x)$ as a sum over $z$, multiply and divide
# by $q(z)$, and Jensen's inequality (week 1) does the rest. `p` may stand for $p_\theta$ and `q` for $q(z)$; $z$ is summed or
# integrated over by its name (`\sum_z`, not `\sum_k`). The entropy is `H(q)`; the bound may be called `\mathcal L`,
# `\mathcal F` or `F` on the way.
#
# *Marked:* that it starts at $\log p_\theta(x)$; that the step is to be seen at which the logarithm comes inside, from a
# mean in which $q$ stands to a mean of logarithms (whoever writes down the gap of the next question and drops it has shown
# as much); that it arrives, at the mean of $\log p_\theta(x, z)$ and $H(q)$ by its name; that every line follows from the one
# above.

# %% nbgrader={"grade_id": "em_lower_bound", "solution": true}
# %%derivation em_lower_bound
# ### BEGIN SOLUTION
# \log p_\theta(x) &= \log \sum_z p_\theta(x, z) \\
#  &= \log \sum_z q(z)\, \frac{p_\theta(x, z)}{q(z)} \\
#  &\ge \sum_z q(z) \log \frac{p_\theta(x, z)}{q(z)} && \text{(Jensen)} \\
#  &= \sum_z q(z) \log p_\theta(x, z) - \sum_z q(z) \log q(z) \\
#  &= \mathbb{E}_{q(z)}[\log p_\theta(x, z)] + H(q)
# ### END SOLUTION

# %% nbgrader={"grade_id": "check_em_lower_bound", "grade": true, "locked": true}
grader.check("em_lower_bound")

# %% [markdown] nbgrader={"grade_id": "em_gap_text", "locked": true}
# ### How good is the bound?
#
# Its gap is a divergence that you know:
#
# $$\log p_\theta(x) - \Big(\mathbb E_{q(z)}\big[\log p_\theta(x, z)\big] + H(q)\Big)
# = D_{KL}\big(q(z) \,\|\, p_\theta(z \mid x)\big)$$
#
# (Bishop 2006, eqs. (9.70) to (9.72); Neal and Hinton 1998).
#
# **Derive** `em_gap`: this equation, from $\log p_\theta(x)$, from the difference on the left or from the divergence. It
# rests on $p_\theta(x, z) = p_\theta(z \mid x)\,p_\theta(x)$ and on $\sum_z q(z) = 1$. Terms may stand on either side; letters
# are as above.
#
# *Marked:* that it starts at one of these; that the posterior $p_\theta(z \mid x)$ is to be seen under a logarithm in a mean,
# before it disappears in a divergence or after it comes out of one; that it arrives, at an *equality* with $\log
# p_\theta(x)$, the mean, $H(q)$ and the divergence in it; that every line follows from the one above.

# %% nbgrader={"grade_id": "em_gap", "solution": true}
# %%derivation em_gap
# ### BEGIN SOLUTION
# D_{KL}(q(z) \,\|\, p_\theta(z|x)) &= \sum_z q(z) \log \frac{q(z)}{p_\theta(z|x)} \\
#  &= \sum_z q(z) \log \frac{q(z)\, p_\theta(x)}{p_\theta(x, z)} \\
#  &= \log p_\theta(x) - \sum_z q(z) \log p_\theta(x, z) + \sum_z q(z) \log q(z) \\
#  &= \log p_\theta(x) - \left(\mathbb{E}_{q(z)}[\log p_\theta(x, z)] + H(q)\right)
# ### END SOLUTION

# %% nbgrader={"grade_id": "check_em_gap", "grade": true, "locked": true}
grader.check("em_gap")

# %% [markdown] nbgrader={"grade_id": "em_text", "locked": true}
# ### Two things to maximise over
#
# The second equation contains the first, because a divergence is never negative. It says more: the bound *touches*
# exactly when $q$ is the posterior.
#
# So there are two things to maximise the bound over, and EM takes them in turn:
#
# - **E step.** The parameters stay; $q$ is chosen best: $q(z_i) = p_\theta(z_i \mid x_i)$, the responsibilities. The
#   bound now touches the log likelihood at the present $\theta$.
# - **M step.** $q$ stays; the parameters are chosen best. The bound rises (or stays), and the log likelihood, which is
#   never below it, rises at least as much.
#
# So **no step lowers the likelihood** (Dempster, Laird and Rubin 1977, theorem 1). Note what this rests on: that the E
# step is exact. Next week the posterior is out of reach, $q$ will be a network's best effort, the gap stays open, and
# the bound gets a name of its own: ELBO.

# %% nbgrader={"grade_id": "show_bound", "locked": true}


@demo
def show_bound():
    """Log likelihood as a function of one mean, and the bounds that touch it at two places."""
    data = torch.tensor([-2.2, -1.7, -1.1, 0.4, 1.9, 2.6], dtype=torch.float64)[:, None]
    weights, covs = torch.tensor([0.5, 0.5]).double(), torch.ones(2, 1, 1, dtype=torch.float64)
    grid = torch.linspace(-3, 3, 121, dtype=torch.float64)

    def at(mean):
        return torch.tensor([[-1.5], [float(mean)]], dtype=torch.float64)

    def likelihood(mean):
        return shaped(gmm_log_likelihood(data, weights, at(mean), covs), (), "gmm_log_likelihood").item()

    def bound(mean, q):
        log_joint = weights.log() - 0.5 * (data - at(mean).T) ** 2 - 0.5 * math.log(2 * math.pi)
        return (q * (log_joint - q.log())).sum().item()

    _, axis = plt.subplots(figsize=(6.5, 3.4))
    axis.plot(grid, [likelihood(mean) for mean in grid], color="black", label="log likelihood")
    mean = -0.5
    for step, colour in enumerate(["tab:orange", "tab:green"]):
        q = shaped(responsibilities(data, weights, at(mean), covs), (6, 2), "responsibilities")
        axis.plot(grid, [bound(m, q) for m in grid], color=colour, label=f"bound, E step {step + 1}")
        axis.plot(mean, likelihood(mean), "o", color=colour)
        mean = float((q[:, 1] @ data[:, 0]) / q[:, 1].sum())  # the M step for this one parameter
    axis.plot(mean, likelihood(mean), "o", color="black")
    axis.set(xlabel=r"$\mu_2$, all else fixed", ylim=(-22, -8), title="Each E step touches, each M step climbs")
    axis.legend()
    plt.show()


# %% [markdown] nbgrader={"grade_id": "m_step_text", "locked": true}
# ### 2.1 The M step
#
# Given responsibilities, maximise
#
# $$\sum_{i=1}^{N} \sum_{k=1}^{K} r_{ik} \big(\log \pi_k + \log N(x_i; \mu_k, \Sigma_k)\big)$$
#
# over all parameters. Each component is by itself: it is last week's maximum likelihood with point $i$ counted $r_{ik}$
# times. So with the *effective number* of points $N_k = \sum_i r_{ik}$, which need not be whole,
#
# $$\pi_k = \frac{N_k}{N}, \qquad \mu_k = \frac{1}{N_k} \sum_i r_{ik}\, x_i, \qquad
# \Sigma_k = \frac{1}{N_k} \sum_i r_{ik}\, (x_i - \mu_k)(x_i - \mu_k)^T$$
#
# (Bishop 2006, eqs. (9.24) to (9.27)). The $\mu_k$ in $\Sigma_k$ is the *new* one. The weights are the one place where
# a constraint, $\sum_k \pi_k = 1$, needs a Lagrange multiplier.
#
# **Write** `m_step(x, resp)`: the three values `weights (K,)`, `means (K, D)`, `covs (K, D, D)`, in this order. The
# exact maximiser: full covariances, divided by $N_k$; at most $10^{-8}$ added to their diagonals. `resp` is `(N, K)`,
# its rows sum to 1, and no component is empty. Nothing says that its entries are 0 or 1.
#
# *Example:* points $0, 2, 4$ on a line and responsibilities $(1, 0), (\tfrac12, \tfrac12), (0, 1)$: $N_1 = \tfrac32$,
# so $\pi_1 = \tfrac12$, $\mu_1 = (0 + \tfrac12 \cdot 2) / \tfrac32 = \tfrac23$ and
# $\Sigma_1 = \big(\tfrac49 + \tfrac12 \cdot \tfrac{16}{9}\big) / \tfrac32 = \tfrac{8}{9}$.
#
# *Marked:* each of the three values; other shapes; hard assignments; a single component; float32; arguments unchanged.


# %% nbgrader={"grade_id": "m_step", "solution": true}
def m_step(x, resp):
    """Parameters that maximise the expected complete-data log likelihood.

    x: (N, D). resp: (N, K), rows summing to 1.
    Returns (weights, means, covs) of shapes (K,), (K, D), (K, D, D).
    """
    ### BEGIN SOLUTION
    counts = resp.sum(dim=0)
    means = resp.T @ x / counts[:, None]
    away = x[:, None] - means
    covs = torch.einsum("nk,nkd,nke->kde", resp, away, away) / counts[:, None, None]
    return counts / len(x), means, covs
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_m_step", "grade": true, "locked": true}
grader.check("m_step")

# %% [markdown] nbgrader={"grade_id": "em_step_text", "locked": true}
# ### 2.2 A whole step
#
# **Write** `em_step(x, weights, means, covs)`: one E step and one M step; the new `weights`, `means` and `covs`, in
# this order.
#
# *Example:* points $-1$ and $1$ on a line, weights $(\tfrac12, \tfrac12)$, means $\mp\tfrac12$, variances 1. By 1.3
# with $m = \tfrac12$ the responsibilities of the second component are $1/(1 + e) = 0.2689$ and $0.7311$. They sum to 1,
# so its weight stays $\tfrac12$; its new mean is $0.7311 - 0.2689 = 0.4621$ and its new variance is
# $1 - 0.4621^2 = 0.7864$. (These means move *inwards*, and rightly so. The two points together have variance 1, just
# that of each component: with variances of 1 the best place for both means would be 0.)
#
# *Marked:* each of the three values; other shapes; a single component; data with points 50 standard deviations and
# more from every mean; float32; arguments unchanged.


# %% nbgrader={"grade_id": "em_step", "solution": true}
def em_step(x, weights, means, covs):
    """One exact E step and one exact M step.

    x: (N, D). weights: (K,). means: (K, D). covs: (K, D, D).
    Returns (weights, means, covs) of the same shapes.
    """
    ### BEGIN SOLUTION
    return m_step(x, responsibilities(x, weights, means, covs))
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_em_step", "grade": true, "locked": true}
grader.check("em_step")


# %% nbgrader={"grade_id": "show_em", "locked": true}
@demo
def show_em():
    """EM at work: the same data after 0, 1, 5, 15 and 40 steps, and the likelihood on the way."""
    x = three_clusters(torch.Generator().manual_seed(0))
    state = (
        torch.full((3,), 1 / 3, dtype=torch.float64),
        torch.tensor([[-1.0, 0.5], [0.0, -1.0], [1.0, 0.5]], dtype=torch.float64),
        4 * torch.eye(2, dtype=torch.float64).expand(3, 2, 2),
    )
    _, axes = plt.subplots(1, 6, figsize=(14, 2.7), layout="constrained")
    shown, values = {0: axes[0], 1: axes[1], 5: axes[2], 15: axes[3], 40: axes[4]}, []
    for step in range(41):
        values.append(float(shaped(gmm_log_likelihood(x, *state), (), "gmm_log_likelihood")) / len(x))
        if step in shown:
            resp = shaped(responsibilities(x, *state), (len(x), 3), "responsibilities")
            points(shown[step], x, resp, f"{step} steps" if step != 1 else "1 step")
            ellipses(shown[step], *state[1:])
        state = mixture(em_step(x, *state), 3, 2, "em_step")
    axes[5].plot(values, ".-", color="black")
    axes[5].set(title="log likelihood per point", xlabel="step")
    plt.show()


# %% [markdown] nbgrader={"grade_id": "em_questions", "locked": true}
# **Look at it.** The colours are responsibilities: red, green and blue mixed as a point belongs to the three
# components. In which steps does the likelihood gain most? When are there still points of a mixed colour, and where? EM
# often seems to have stopped and then goes on: a flat stretch of the curve is no proof of convergence.

# %% [markdown] nbgrader={"grade_id": "part3", "locked": true}
# ## Part 3 · Fitting, and what EM does not promise
#
# - **It climbs, and that is all.** From a poor start it ends on a lower hill: two components share a cluster while
#   a third covers two. So run it from several starts and keep the best.
# - **The top may be infinite.** Put one mean exactly on one data point and let its covariance shrink to zero: the
#   density there grows without bound, while the other component looks after the rest. With $K \ge 2$ the likelihood has
#   no maximum (Bishop 2006, section 9.2.1). What is wanted is a good *local* maximum. Most libraries keep covariances
#   away from 0 by a small addition to the diagonal.
# - **Names are arbitrary.** Permute the components and the density is the same. So a fit is not judged by its
#   parameters here, but by the likelihood that it reaches.

# %% [markdown] nbgrader={"grade_id": "fit_gmm_text", "locked": true}
# ### 3.1 Fit a mixture
#
# A start that works: weights $1/K$, means at $K$ *different* data points chosen at random, each covariance that of all
# data (or the identity where clusters have about that size). All components alike would be no start at all: then all
# responsibilities of a point are equal, and so they stay for ever. Better starts spread the means out (k-means++,
# Arthur and Vassilvitskii 2007). A run in which a covariance shrinks towards a singular one
# (see above) can be given up; $10^{-6}$ on the diagonals keeps it from failing, and does no harm here.
#
# **Write** `fit_gmm(x, num_components, num_steps, generator)`: `weights`, `means` and `covs`, after at most `num_steps`
# steps of EM from any start you like. If you try several starts, each may take that many. All randomness comes from
# `generator`; a start without any is allowed.
#
# *Example:* with `num_components = 1` the result does not depend on the start: one step leads to the mean and the
# (1/N) covariance of the data, and further steps stay there.
#
# *Marked:* the **mean log likelihood per point** that the fit reaches on 150 to 200 points in the plane, in two
# clusters that lie well apart (along the axes and slanted, of different sizes) and in three. Your function is called
# three times on one generator, and the best fit counts; one that ends in an error counts as none. (From a start among
# the data a collapse is rare; from elsewhere a component may catch two points only and become singular.) The bar lies
# below what the true clusters reach, low enough that EM from random data points gets over it on at least 999 of 1000
# seeds, and high enough that neither the start, nor (as a rule) a single step, nor diagonal covariances for slanted
# clusters get there. `num_steps` is 15 or more there. A single component is compared by its values, also after a
# single step, with some tolerance ($10^{-6}$ on the diagonal passes). float32 as well. Reproducible from the
# generator; arguments unchanged.


# %% nbgrader={"grade_id": "fit_gmm", "solution": true}
def fit_gmm(x, num_components, num_steps, generator):
    """A mixture fitted to x by EM.

    x: (N, D). num_components: int, K. num_steps: int, most EM steps from a start. generator: torch.Generator, the only
    source of randomness.
    Returns (weights, means, covs) of shapes (K,), (K, D), (K, D, D).
    """
    ### BEGIN SOLUTION
    best, highest = None, -math.inf
    for _ in range(3):
        means = x[torch.randperm(len(x), generator=generator)[:num_components]]
        weights = torch.ones_like(means[:, 0]) / num_components
        covs = torch.stack([torch.cov(x.T).reshape(x.T.shape[0], -1)] * num_components)
        for _ in range(num_steps):
            weights, means, covs = em_step(x, weights, means, covs)
        reached = float(gmm_log_likelihood(x, weights, means, covs))
        if reached > highest:
            best, highest = (weights, means, covs), reached
    return best
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_fit_gmm", "grade": true, "locked": true}
grader.check("fit_gmm")


# %% nbgrader={"grade_id": "show_local", "locked": true}
@demo
def show_local():
    """Where 40 steps of EM end from sixty single random starts, and the best and the worst end."""
    x = three_clusters(torch.Generator().manual_seed(0))
    generator = torch.Generator().manual_seed(1)
    cov = torch.eye(2, dtype=torch.float64)
    ends = []
    for _ in range(60):
        start = torch.randperm(len(x), generator=generator)[:3]
        state = (torch.full((3,), 1 / 3, dtype=torch.float64), x[start], cov.expand(3, 2, 2))
        for _ in range(40):
            weights, means, covs = mixture(em_step(x, *state), 3, 2, "em_step")
            state = (weights, means, covs + 0.01 * torch.eye(2, dtype=torch.float64))  # no component may collapse
        ends.append((float(shaped(gmm_log_likelihood(x, *state), (), "gmm_log_likelihood")) / len(x), state))
    ends.sort(key=lambda end: end[0])
    _, axes = plt.subplots(1, 3, figsize=(11, 3.2))
    axes[0].plot([value for value, _ in ends], ".", color="black")
    axes[0].set(title="sixty starts, in order", ylabel="log likelihood per point", xlabel="start")
    for axis, (value, state), word in zip(axes[1:], (ends[0], ends[-1]), ("worst", "best"), strict=True):
        points(axis, x, shaped(responsibilities(x, *state), (len(x), 3), "responsibilities"), f"{word}: {value:.3f}")
        ellipses(axis, *state[1:])
    plt.show()


# %% [markdown] nbgrader={"grade_id": "em_collapse_text", "locked": true}
# ### 3.2 Why the highest likelihood is not wanted
#
# You fit two Gaussians, nothing keeps their covariances from shrinking, and a friend proposes to run EM from a million
# starts and to report whichever fit has the highest likelihood of all.
#
# **Answer in words**, in some six sentences with a formula where it helps: why would the winner be worthless? Say what one
# component does there and what the other one is needed for; why the same cannot happen when a *single* Gaussian is fitted to
# points that differ; and what you would do about it, and at what price.

# %% [markdown] nbgrader={"grade_id": "em_collapse", "solution": true}
# ### BEGIN SOLUTION
# Put the mean of one component on a data point $x_1$ and shrink its covariance, $\Sigma = \varepsilon I$. Its density at
# $x_1$ is $(2 \pi \varepsilon)^{-D/2}$, which grows without bound as $\varepsilon \to 0$, and so does the first addend of
# the log likelihood. The other addends stay bounded from below, because the second component gives each of the other
# points some density of its own. So the supremum is infinite, and it says nothing about any point but one.
#
# A single Gaussian has to give density to all points. Those away from its mean cost $-\|x_i - \mu\|^2 / (2 \varepsilon)$,
# which falls faster than $-\tfrac D2 \log \varepsilon$ rises. There the likelihood has a maximum: mean and covariance of
# the data.
#
# So I would keep the covariances away from 0, by a prior or a small addition to the diagonal, and take the best among the
# fits that did not collapse. The price is a bias: the covariances come out a little too wide, and how much has to be chosen.
# ### END SOLUTION

# %% [markdown] nbgrader={"grade_id": "kmeans_text", "locked": true}
# ### 3.3 K-means is the hard limit
#
# Let all covariances be $\varepsilon I$, fixed, and all weights equal. As $\varepsilon \to 0$ the responsibility of the
# nearest mean goes to 1 and the others to 0 (but for ties); each new mean becomes the average of the points that it is
# nearest to. That is K-means (Bishop 2006, section 9.3.2). So K-means believes in round clusters of equal width, and
# decides. With $\varepsilon = 1$ the model is that of the next question.

# %% [markdown] nbgrader={"grade_id": "part4", "locked": true}
# ## Part 4 · The same model by gradients, and draws from it
#
# ### 4.1 A loss for the means
#
# EM needs an exact posterior and an M step in closed form. The gradient of the log likelihood needs no M step, and that
# of a bound (with any $q$) no exact posterior either, so most latent variable models are trained by gradients today.
# Take equal weights and unit covariances, so that only the means are free (*soft K-means* with stiffness 1, MacKay
# 2003, chapters 20 and 22):
#
# $$L(\mu) = -\sum_{i=1}^{N} \log \frac1K \sum_{k=1}^{K} N(x_i; \mu_k, I),
# \qquad
# \nabla_{\mu_k} L = \sum_{i=1}^{N} r_{ik}\,(\mu_k - x_i).$$
#
# The gradient is worth a derivation of your own: differentiating a $\log\sum\exp$ *makes* the responsibilities appear.
# Its zeros are the fixed points of EM's update of the means, $\mu_k = \sum_i r_{ik} x_i / N_k$.
#
# **Write** `soft_kmeans_loss(means, x)`: `(K, D), (N, D) -> ()`, all constants included. Mind the order of the
# arguments. It has to be differentiable in `means`: stay with torch operations from the argument to the result. And
# stable: where every density underflows, value *and* gradient are still finite and right. (Clamping before the
# logarithm gives a finite value and the gradient 0: means that all start far from the data never move.)
#
# *Example:* $D = 1$, means $\pm 1$, a single point $0$: $\tfrac12 + \tfrac12\log 2\pi = 1.4189$, as in 1.1. Both
# responsibilities are $\tfrac12$, so the gradient is $\tfrac12 (1 - 0) = \tfrac12$ in the first mean and $-\tfrac12$ in
# the second: downhill, both move towards the point.
#
# *Marked:* values and the gradient in `means`, near, in float64 and float32, and 50 to 1000 away from every mean, in
# float64; other shapes; a single mean; arguments unchanged.


# %% nbgrader={"grade_id": "soft_kmeans_loss", "solution": true}
def soft_kmeans_loss(means, x):
    """Negative log likelihood of a mixture with equal weights and unit covariances.

    means: (K, D). x: (N, D).
    Returns a 0-d tensor, differentiable in means.
    """
    ### BEGIN SOLUTION
    squared = (x[:, None] - means).square().sum(dim=2)
    constant = math.log(len(means)) + x.shape[1] / 2 * math.log(2 * math.pi)
    return (constant - torch.logsumexp(-squared / 2, dim=1)).sum()
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_soft_kmeans_loss", "grade": true, "locked": true}
grader.check("soft_kmeans_loss")


# %% nbgrader={"grade_id": "show_descent", "locked": true}
@demo
def show_descent():
    """Gradient descent from three starts, a colour for each: the paths of the means down the loss."""
    x = three_clusters(torch.Generator().manual_seed(0))
    _, axis = plt.subplots(figsize=(4.6, 4.2))
    points(axis, x, title="80 steps of gradient descent, 3 means")
    for seed in range(3):
        generator = torch.Generator().manual_seed(seed)
        means = (3 * torch.randn(3, 2, dtype=torch.float64, generator=generator)).requires_grad_()
        path = []
        for _ in range(80):
            path.append(means.detach().clone())
            (slope,) = torch.autograd.grad(soft_kmeans_loss(means, x), means)
            with torch.no_grad():
                means -= 0.5 / len(x) * slope
        path = torch.stack(path)
        for k in range(3):
            axis.plot(path[:, k, 0], path[:, k, 1], "-", lw=1.2, color=f"C{seed}")
            axis.plot(*path[0, k], "o", ms=4, color=f"C{seed}")
            axis.plot(*path[-1, k], "X", ms=8, color=f"C{seed}", mec="black")
    plt.show()


# %% [markdown] nbgrader={"grade_id": "sample_gmm_text", "locked": true}
# ### 4.2 Drawing from a mixture
#
# A generative model generates. Here that is *ancestral* sampling: the hidden variable first, then what follows from it.
#
# **Write** `sample_gmm(n, weights, means, covs, generator)`: `n` independent draws from the mixture, `(n, D)`,
# floating. **Each draw has a component of its own**, drawn with probabilities `weights`. A draw from $N(\mu, \Sigma)$
# is $\mu + L\epsilon$ with $\Sigma = LL^T$ and $\epsilon \sim N(0, I)$. *All* randomness comes from `generator`: same
# state, same draws; two calls in a row differ. In which order you draw is up to you; but the rows must be independent,
# so do not return them sorted by component, and do not fix how many come from each.
#
# (`torch.distributions` takes no generator. `torch.multinomial`, `torch.randn`, `torch.rand` do.)
#
# *Example:* weights $(\tfrac12, \tfrac12)$, means $\pm 1$, variances 1: the draws have mean 0 and variance $1 + 1 = 2$,
# the variance within the components plus that of their means.
#
# *Marked:* the **law of the draws**, by statistical tests on some thousands of them (mean, variance, shape,
# independence), in the plane, in three dimensions, for a single component, and over many calls for a few draws each.
# Each refuses a right answer once in a million times at the most. That all randomness comes from the generator;
# arguments unchanged.


# %% nbgrader={"grade_id": "sample_gmm", "solution": true}
def sample_gmm(n, weights, means, covs, generator):
    """n independent draws from the mixture.

    n: int. weights: (K,). means: (K, D). covs: (K, D, D). generator: torch.Generator, the only source of randomness.
    Returns (n, D).
    """
    ### BEGIN SOLUTION
    component = torch.multinomial(weights, n, replacement=True, generator=generator)
    noise = torch.randn(n, means.shape[1], dtype=means.dtype, generator=generator)
    return means[component] + torch.einsum("nij,nj->ni", torch.linalg.cholesky(covs)[component], noise)
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_sample_gmm", "grade": true, "locked": true}
grader.check("sample_gmm")


# %% nbgrader={"grade_id": "show_samples", "locked": true}
@demo
def show_samples():
    """The whole way: data, a fit, and draws from the fitted mixture that were in no data."""
    x = three_clusters(torch.Generator().manual_seed(0))
    fitted = mixture(fit_gmm(x, 3, 30, torch.Generator().manual_seed(2)), 3, 2, "fit_gmm")
    draws = shaped(sample_gmm(300, *fitted, torch.Generator().manual_seed(3)), (300, 2), "sample_gmm")
    _, axes = plt.subplots(1, 3, figsize=(11, 3.4))
    points(axes[0], x, title="data")
    points(axes[1], x, shaped(responsibilities(x, *fitted), (300, 3), "responsibilities"), "the fit")
    ellipses(axes[1], *fitted[1:])
    points(axes[2], draws, title="draws from the fit")
    plt.show()


# %% [markdown] nbgrader={"grade_id": "today", "locked": true}
# ## Where this is used today
#
# - **Variational autoencoders and diffusion models** are latent variable models trained on the bound of Part 2. In the
#   place of the exact E step the first have a network, the second a $q$ that is fixed once for all. Week 4 takes the
#   bound, week 6 chains it.
# - **Missing data.** Whatever is not observed is a latent variable: EM was made for incomplete data, and is still one
#   of the ways in which statistics packages treat them.
# - **Hidden Markov models** are fitted by the Baum-Welch algorithm, which is EM and older than the name (Baum et al.
#   1970). Much of the speech recognition before deep networks was mixtures of Gaussians inside hidden Markov models.
# - **Mixtures of experts.** The gate of a mixture of experts is $p(z \mid x)$; in many of today's large language models
#   it picks a few of many sub-networks for each token. Jordan and Jacobs (1994) trained theirs by EM.
# - **Clustering with uncertainty**, background subtraction in video, fitting of point clouds, and quick density models
#   of a network's features wherever an anomaly is to be noticed.
#
# ## Before you hand in
#
# Restart the kernel, run all cells from the top, and look whether each `grader.check` is content. Then save, and hand
# in this file.
#
# ## References
#
# - D. Arthur, S. Vassilvitskii. *k-means++: the advantages of careful seeding.* SODA 2007
# - L. Baum, T. Petrie, G. Soules, N. Weiss. *A maximization technique occurring in the statistical analysis of
#   probabilistic functions of Markov chains.* Annals of Mathematical Statistics 41, 1970
# - C. Bishop. *Pattern recognition and machine learning.* Springer, 2006
# - A. Dempster, N. Laird, D. Rubin. *Maximum likelihood from incomplete data via the EM algorithm.* Journal of the
#   Royal Statistical Society B 39, 1977
# - M. Jordan, R. Jacobs. *Hierarchical mixtures of experts and the EM algorithm.* Neural Computation 6, 1994
# - D. MacKay. *Information theory, inference, and learning algorithms.* Cambridge University Press, 2003
# - R. Neal, G. Hinton. *A view of the EM algorithm that justifies incremental, sparse, and other variants.* In:
#   Learning in Graphical Models, 1998
