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
# # Week 4 · Variational inference and the VAE
#
# Behind every photograph of a face stand a few things that the camera did not write down: who it is, where the light
# comes from, which way the head is turned. A *latent variable model* tells the story in this order. First draw the
# hidden causes $z$ from a simple law $p(z)$, then the data from $p_\theta(x \mid z)$. With a neural network in the
# second step such a model can describe very complicated data. The price: the likelihood of what was seen,
#
# $$p_\theta(x) = \int p_\theta(x \mid z)\, p(z)\, dz,$$
#
# is an integral over everything that could have been hidden, and nobody can compute it. Last week the hidden thing
# was one of $K$ clusters, the integral a sum of $K$ terms, and EM worked because the posterior $p_\theta(z \mid x)$
# came out of Bayes' rule. With a network there is no such luck.
#
# **Variational inference** replaces the integral by an optimisation. Choose a family of simple laws $q(z)$, measure
# how far each is from the posterior, and take the nearest; what is measured on the way is a lower bound on
# $\log p_\theta(x)$, the **ELBO** (*evidence lower bound*), and a bound that can be computed can be climbed. The
# **variational autoencoder** of Kingma and Welling (2014, [arXiv:1312.6114](https://arxiv.org/abs/1312.6114)), found
# at the same time by Rezende, Mohamed and Wierstra (2014, [arXiv:1401.4082](https://arxiv.org/abs/1401.4082)), lets a
# second network propose $q$ for each $x$ and trains both by gradient ascent on that bound. That is what you build here.
#
# When you are through you can
#
# 1. say how far apart two Gaussians are, and in which direction you measured (Part 1);
# 2. write down the bound, name its two terms, and say what exactly is lost in it (Part 2);
# 3. draw random numbers through which gradients pass, estimate the bound without bias, and train a VAE (Part 3);
# 4. tighten the bound by importance weights (Part 4).
#
# **Before you start:** Kullback-Leibler divergence and Jensen's inequality (week 1), maximum likelihood (week 2), EM
# (week 3). Nothing here needs a GPU.

# %% [markdown] nbgrader={"grade_id": "marking", "locked": true}
# ## How this notebook is marked
#
# Ten cells hold one answer each, for you to write: six functions, one formula and three derivations. Below each of
# them stands `grader.check("name")`. It runs the **public** checks at once and tells you what is wrong. Later the
# same answer is asked again with **hidden** inputs: other shapes, other precision, edges. The text above each cell
# says what is asked, so nothing in the hidden checks should surprise you; but passing the public ones is not yet full
# marks.
#
# - Only the answer cells are taken from your notebook, together with the imports and with `encode` and `decode`
#   below. **Write a helper function into the answer cell that uses it**, and import there what else you need: there
#   it cannot be overlooked. (What an answer uses from a cell that you added is looked for and carried over, and the
#   feedback says so.)
# - The name, and the order of the arguments, must stay as they are. Any callable will do, and it may call your other
#   answers.
# - What you return may be a tensor, a NumPy array or a list of numbers. The gradient of `reparameterize` is marked,
#   so that one has to stay in torch.
# - A function leaves its arguments as they are: no `logvar *= 0.5`, no `x[x == 0] = -1`.
# - A slip is not paid for twice: `gaussian_kl_between` is also judged with *your* `gaussian_kl` in the place of the
#   right one, and `elbo` with your `gaussian_kl` and your `bernoulli_recon`.
# - **Derivations are written in LaTeX, as on paper**, below `%%derivation name`: one step a line, each with its
#   relation. Every line is judged by its meaning, so it is yours how you write it and how many steps you take. There are
#   points for where you start, for the step that the text asks for, for where you arrive, and for every line following
#   from the one above. What cannot be read by machine is read by a person.
# - Not asked, so not tested: empty batches, no samples (`num_samples = 0`), log variances so large that their
#   exponential overflows, importance weights of 0.

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
# **Shapes.** `B` is the size of the batch. `D` is the number of entries of one example: coordinates of a Gaussian, or
# pixels of an image. A function of a batch of shape `(B, D)` that returns one number for each example returns `(B,)`:
# it adds up over `D` and never over `B`. `B` and `D` may be 1.
#
# **Variances come as logarithms.** `logvar` is $\log \sigma^2$: not $\log\sigma$, not $\sigma^2$. Any real number is a
# legal log variance, so a network may return it as it is; $\sigma$ is $e^{\texttt{logvar} / 2}$. A Gaussian
# here has *diagonal* covariance, one mean and one log variance for each coordinate. Logarithms are natural.
#
# **Binary data.** `x` holds zeros and ones, as floats, as int64 or as bool. All three have to work. A probability $y$
# of a pixel being 1 comes as its **logit** $\ell = \log \frac{y}{1 - y}$, so that
# $y = \mathrm{sigmoid}(\ell) = 1 / (1 + e^{-\ell})$.
#
# **Precision.** What you return has the precision of the floating tensors that you are given: float64 in, float64
# out; float32 in, float32 out. More precision is never wrong. float64 inputs are judged as float64, so nothing on the
# way may pass through float32; float32 inputs by what an ordinary float32 computation attains. All tensors are on the
# CPU.
#
# **Randomness.** A function that draws takes everything from the `generator` that it is given, a `torch.Generator`:
# the same state of the generator gives the same draws, successive calls give different ones, and the global states of
# `torch`, `numpy` and `random` stay where they are. In which order you draw is up to you.

# %% nbgrader={"grade_id": "demo_helpers", "locked": true}
# For the pictures below. Nothing here is marked.


def demo(figure):
    """Run a demonstration at once; where an answer that it needs is not written yet or fails, say so and go on."""
    name = figure.__name__
    try:
        figure()
    except (NotImplementedError, NameError):
        plt.close("all")
        print(f"{name}: this cell shows something once the answers above it are written. Run it again then.")
    except Exception as error:
        plt.close("all")
        text = (str(error).splitlines() or ["no message"])[0]
        print(f"{name}: no picture with the answers above ({type(error).__name__}: {text}). See their grader.check.")
    return figure


def shaped(value, shape, answer):
    """What `answer` returned, as a tensor. Another shape than the expected one would fill pictures, or the memory."""
    value = torch.as_tensor(value)
    if value.shape != torch.Size(shape):
        raise ValueError(f"{answer} gave shape {tuple(value.shape)}, expected {tuple(shape)}")
    return value


def normal_density(z, mean, std):
    return torch.exp(-0.5 * ((z - mean) / std) ** 2) / (std * math.sqrt(2 * math.pi))


# %% [markdown] nbgrader={"grade_id": "part1", "locked": true}
# ## Part 1 · How far apart are two Gaussians?
#
# The Kullback-Leibler divergence of week 1 for densities,
#
# $$D_{KL}(q \,\|\, p) = \mathbb E_{z \sim q}\!\left[\log \frac{q(z)}{p(z)}\right] = \int q(z) \log \frac{q(z)}{p(z)}\,
# dz,$$
#
# is never negative, and 0 only if the two laws are the same (Cover and Thomas 2006, theorem 8.6.1). For most pairs
# of laws it is an integral that one has to estimate. For Gaussians it is a short formula, which is one reason why
# variational methods like Gaussians so much.

# %% [markdown] nbgrader={"grade_id": "gaussian_kl_text", "locked": true}
# ### 1.1 From the standard normal
#
# In one coordinate,
#
# $$D_{KL}\big(N(\mu, \sigma^2) \,\|\, N(0, 1)\big) = \tfrac12\left(\mu^2 + \sigma^2 - 1 - \log \sigma^2\right)$$
#
# (Kingma and Welling 2014, appendix B, who write it with the opposite sign). Three things can be read off. The mean
# costs $\tfrac12\mu^2$, whatever the width is. The width costs $\tfrac12(\sigma^2 - 1 - \log\sigma^2)$, which is 0 at
# $\sigma = 1$ and positive elsewhere, since $\log u \le u - 1$. And a $q$ that
# becomes a point, $\sigma \to 0$, is infinitely far away, but slowly so: only as $\log \frac1\sigma$.
#
# *Where it comes from* (`gaussian_kl_closed_form`, below). Write $\log q - \log
# p$ as a polynomial of degree two in $z$ and take its expectation under $q$. All that is needed of $q$ is $\mathbb
# E[z] = \mu$ and $\mathbb E[z^2] = \mu^2 + \sigma^2$.
#
# With several independent coordinates the log densities are sums, so the divergence is the **sum over the
# coordinates**.
#
# **Write** `gaussian_kl(mu, logvar)`: `(B, D), (B, D) -> (B,)`, the divergence of
# $N(\mu, \mathrm{diag}(e^{\texttt{logvar}}))$ from $N(0, I)$, for each example.
#
# *Example:* $\mu = (1, 0)$ and `logvar` $= (0, \log 4)$. The first coordinate gives $\tfrac12(1 + 1 - 1 - 0) = 0.5$,
# the second $\tfrac12(0 + 4 - 1 - \log 4) = 0.8069$; together $1.3069$.
#
# *Marked:* values for several `B` and `D`, 1 among them, in float64 and float32; log variances down to $-30$;
# arguments unchanged.


# %% nbgrader={"grade_id": "gaussian_kl", "solution": true}
def gaussian_kl(mu, logvar):
    """KL(N(mu, diag(exp(logvar))) || N(0, I)) for each example.

    mu, logvar: (B, D).
    Returns (B,).
    """
    ### BEGIN SOLUTION
    return 0.5 * (mu**2 + logvar.exp() - 1 - logvar).sum(dim=-1)
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_gaussian_kl", "grade": true, "locked": true}
grader.check("gaussian_kl")

# %% [markdown] nbgrader={"grade_id": "gaussian_kl_closed_form_text", "locked": true}
# ### The formula, in your own hand
#
# **Derive** `gaussian_kl_closed_form`: from $D_{KL}(q \,\|\, p)$ with $q = N(\mu, \sigma^2)$ and $p = N(0, 1)$ to the
# closed form of 1.1,
#
# $$D_{KL}\big(N(\mu, \sigma^2) \,\|\, N(0, 1)\big) = \tfrac12\left(\mu^2 + \sigma^2 - 1 - \log \sigma^2\right),$$
#
# or any other way of writing it in which nothing is left to be worked out. The densities may be written `q(z)` and
# `p(z)`, `\mathcal N(z; \mu, \sigma^2)` and `\mathcal N(z; 0, 1)`, or in full; the variable is `z` or `x`; $D_{KL}$ takes
# the laws by either name. That $\mathbb E_q[z] = \mu$ and $\mathbb E_q[z^2] = \mu^2 + \sigma^2$ may be used as known. Run
# the cell: each line is typeset, and beside it stands how it was read.
#
# *Marked:* that it starts at the divergence; that the divergence is to be seen as an expectation or an integral, written
# out; that it arrives at a closed form; that every line follows from the one above.

# %% nbgrader={"grade_id": "gaussian_kl_closed_form", "solution": true}
# %%derivation gaussian_kl_closed_form
# ### BEGIN SOLUTION
# D_{KL}(\mathcal{N}(\mu, \sigma^2) \,\|\, \mathcal{N}(0, 1)) &= \mathbb{E}_q[\log q(z) - \log p(z)] \\
#  &= \mathbb{E}_q\left[-\frac12 \log(2\pi\sigma^2) - \frac{(z-\mu)^2}{2\sigma^2} + \frac12 \log(2\pi) + \frac{z^2}{2}\right] \\
#  &= -\frac12 \log \sigma^2 - \frac{1}{2\sigma^2} \mathbb{E}_q[(z-\mu)^2] + \frac12 \mathbb{E}_q[z^2] \\
#  &= -\frac12 \log \sigma^2 - \frac12 + \frac12 (\mu^2 + \sigma^2) \\
#  &= \frac12 \left(\mu^2 + \sigma^2 - 1 - \log \sigma^2\right)
# ### END SOLUTION

# %% nbgrader={"grade_id": "check_gaussian_kl_closed_form", "grade": true, "locked": true}
grader.check("gaussian_kl_closed_form")

# %% [markdown] nbgrader={"grade_id": "kl_slope_text", "locked": true}
# ### 1.2 Which way the width is pulled
#
# Whoever climbs the bound of Part 2 comes *down* this divergence, so its slope is a force on $q$. In $\mu$ it is
# $\mu$: a spring towards 0. What is it in $\sigma$?
#
# **Write** `kl_slope`: not a function but a **SymPy expression** in the symbol `sigma`, $\sigma > 0$:
#
# $$\frac{\partial}{\partial \sigma}\, D_{KL}\big(N(\mu, \sigma^2) \,\|\, N(0, 1)\big).$$
#
# The derivative is in $\sigma$, not in $\sigma^2$ and not in $\log\sigma^2$. It does not depend on $\mu$: **the answer
# has the symbol `sigma` and no other.** Any form of it will do, simplified or not; an unevaluated `sympy.Derivative` is
# worked out. Symbols count by their names, so it does not matter whether you tell SymPy that `sigma` is positive.
#
# *Example of such an answer:* for the derivative of $\sigma^3$ you would write `kl_slope = 3 * sigma**2`, or
# `kl_slope = sympy.diff(sigma**3, sigma)`.
#
# Check yours at three places before you go on: at $\sigma = 1$, where the two laws are equally wide; for a $q$ that is
# nearly a point; for one that is very wide. Which way does each want to go, and how hard is it pushed?
#
# *Marked:* whether your expression equals the derivative for every $\sigma > 0$.

# %% nbgrader={"grade_id": "kl_slope", "solution": true}
sigma = sympy.Symbol("sigma", positive=True)
### BEGIN SOLUTION
kl_slope = sigma - 1 / sigma
### END SOLUTION

# %% nbgrader={"grade_id": "check_kl_slope", "grade": true, "locked": true}
grader.check("kl_slope")


# %% nbgrader={"grade_id": "show_slope", "locked": true}
@demo
def show_slope():
    """The divergence from N(0, 1) in the width, for three means; and tangents with your slope."""
    widths = torch.linspace(0.05, 3, 300, dtype=torch.float64)[:, None]

    def divergence(mean, width):
        return shaped(gaussian_kl(torch.full_like(width, mean), 2 * width.log()), (len(width),), "gaussian_kl")

    _, axis = plt.subplots(figsize=(6.5, 3.6))
    for mean in (0.0, 1.0, 1.5):
        axis.plot(widths[:, 0], divergence(mean, widths), label=rf"$\mu$ = {mean:g}")
    (symbol,) = kl_slope.free_symbols
    for at in (0.25, 0.5, 1.0, 1.6, 2.4):
        slope, height = float(kl_slope.subs(symbol, at)), divergence(0.0, torch.tensor([[at]], dtype=torch.float64))
        reach = 0.3 / math.sqrt(1 + slope**2)
        axis.plot([at - reach, at + reach], [height - slope * reach, height + slope * reach], color="black", lw=1)
    axis.set(xlabel=r"$\sigma$", ylim=(-0.2, 4), title=r"$D_{KL}(N(\mu, \sigma^2) \,\|\, N(0, 1))$ and its slope")
    axis.legend()
    plt.show()


# %% [markdown] nbgrader={"grade_id": "gaussian_kl_between_text", "locked": true}
# ### 1.3 Between any two
#
# Not every prior is standard, and in a hierarchy of latent variables (or in the diffusion models of week 6) both laws
# depend on something. For $q = N(\mu_q, \sigma_q^2)$ and $p = N(\mu_p, \sigma_p^2)$, in each coordinate,
#
# $$D_{KL}(q \,\|\, p) = \tfrac12\left(\frac{(\mu_q - \mu_p)^2}{\sigma_p^2} + \frac{\sigma_q^2}{\sigma_p^2} - 1
# - \log\frac{\sigma_q^2}{\sigma_p^2}\right)$$
#
# (Rasmussen and Williams 2006, eq. (A.23), for diagonal covariance matrices). Distances of means are measured
# in standard deviations of $p$, the **second** argument: far away is where $p$ says that one does not come.
#
# The divergence does not change when both laws are shifted and stretched together. Is there a way to get this function
# from that of 1.1?
#
# **Write** `gaussian_kl_between(mu_q, logvar_q, mu_p, logvar_p)`: four times `(B, D)` to `(B,)`.
#
# *Example:* $q = N(1, 1)$ and $p = N(0, 4)$: $\tfrac12(\tfrac14 + \tfrac14 - 1 + \log 4) = 0.4431$. The other way
# round, $D_{KL}(p \,\|\, q) = \tfrac12(1 + 4 - 1 - \log 4) = 1.3069$.
#
# *Marked:* values for several `B` and `D`, in float64 and float32; narrow laws; equal laws, where the divergence is 0
# up to rounding; arguments unchanged.


# %% nbgrader={"grade_id": "gaussian_kl_between", "solution": true}
def gaussian_kl_between(mu_q, logvar_q, mu_p, logvar_p):
    """KL(N(mu_q, diag(exp(logvar_q))) || N(mu_p, diag(exp(logvar_p)))) for each example.

    All four: (B, D).
    Returns (B,).
    """
    ### BEGIN SOLUTION
    ratio = logvar_q - logvar_p
    distance = (mu_q - mu_p) ** 2 / logvar_p.exp()
    return 0.5 * (distance + ratio.exp() - 1 - ratio).sum(dim=-1)
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_gaussian_kl_between", "grade": true, "locked": true}
grader.check("gaussian_kl_between")


# %% nbgrader={"grade_id": "show_two_directions", "locked": true}
@demo
def show_two_directions():
    """Left: both directions for two centred normals. Right: the nearest Gaussian to a law with two humps, both ways."""
    _, (left, right) = plt.subplots(1, 2, figsize=(11, 3.6))
    ratio = torch.linspace(0.2, 4, 200, dtype=torch.float64)[:, None]
    zero, logvar = torch.zeros_like(ratio), 2 * ratio.log()
    there = shaped(gaussian_kl_between(zero, logvar, zero, zero), (200,), "gaussian_kl_between")
    back = shaped(gaussian_kl_between(zero, zero, zero, logvar), (200,), "gaussian_kl_between")
    left.plot(ratio[:, 0], there, label=r"$D_{KL}(N(0, \sigma^2) \,\|\, N(0, 1))$")
    left.plot(ratio[:, 0], back, label=r"$D_{KL}(N(0, 1) \,\|\, N(0, \sigma^2))$")
    left.set(xlabel=r"$\sigma$", ylim=(0, 5), title="the two directions are different")
    left.legend()

    z = torch.linspace(-8, 8, 1601, dtype=torch.float64)
    step = (z[1] - z[0]).item()
    p = 0.6 * normal_density(z, -1.8, 0.7) + 0.4 * normal_density(z, 1.8, 0.7)
    means, widths = torch.meshgrid(torch.linspace(-3, 3, 61), torch.linspace(0.3, 3, 55), indexing="ij")
    q = normal_density(z, means.reshape(-1, 1).double(), widths.reshape(-1, 1).double())
    tiny = 1e-300
    q_from_p = (q * ((q + tiny).log() - (p + tiny).log())).sum(1) * step
    p_from_q = (p * ((p + tiny).log() - (q + tiny).log())).sum(1) * step
    right.fill_between(z, p, color="lightgrey", label="p")
    right.plot(z, q[q_from_p.argmin()], label=r"least $D_{KL}(q \,\|\, p)$")
    right.plot(z, q[p_from_q.argmin()], label=r"least $D_{KL}(p \,\|\, q)$")
    right.set(xlabel="z", xlim=(-6, 6), title="the nearest Gaussian q, measured both ways")
    right.legend()
    plt.show()


# %% [markdown] nbgrader={"grade_id": "directions_question", "locked": true}
# **Look at it.** On the left: which direction punishes a $q$ that is too wide, which one a $q$ that is too narrow? On
# the right (no answer of yours is in that picture): $D_{KL}(q \,\|\, p)$ is large where $q$ puts mass and $p$ has
# none, so its minimiser sits on one hump and forgets the other. $D_{KL}(p \,\|\, q)$ is large where $p$ has mass and
# $q$ none, so its minimiser covers everything, the empty middle included. Maximum likelihood is the second kind (week
# 1). **Variational inference is the first kind**: it needs expectations under $q$ only, from which we can draw.

# %% [markdown] nbgrader={"grade_id": "part2", "locked": true}
# ## Part 2 · A bound on the evidence
#
# ### The model
#
# The prior is $p(z) = N(0, I)$ in $L$ dimensions. The data is an image of $D$ pixels that are 0 or 1. A network, the
# **decoder**, turns $z$ into the logits of $D$ probabilities, and given $z$ the pixels are independent:
#
# $$p_\theta(x \mid z) = \prod_{d=1}^{D} y_d^{x_d} (1 - y_d)^{1 - x_d}, \qquad y = \mathrm{sigmoid}(\ell_\theta(z))$$
#
# (Kingma and Welling 2014, appendix C.1). Given $z$ only: since all pixels hang on the same $z$, the image as a whole
# can be as structured as the decoder permits.
#
# ### The bound
#
# Take *any* density $q(z \mid x)$ that is positive where the posterior is. Then
#
# $$\log p_\theta(x) \;\ge\; \underbrace{\mathbb E_{q(z \mid x)}\big[\log p_\theta(x \mid z)\big]}_{\text{reconstruction}}
# \;-\; \underbrace{D_{KL}\big(q(z \mid x) \,\|\, p(z)\big)}_{\text{divergence from the prior}} \;=:\; \mathrm{ELBO}(x)$$
#
# (Kingma and Welling 2014, eqs. (2) and (3)). *Where it comes from* (`elbo_jensen`): multiply and divide by
# $q(z \mid x)$ under the integral, so that it becomes an expectation under $q$; the logarithm is concave, so Jensen's
# inequality lets it go inside; then part the logarithm of the quotient into the two terms.
#
# *What is lost* (`elbo_gap`) can be said exactly:
#
# $$\log p_\theta(x) = \mathrm{ELBO}(x) + D_{KL}\big(q(z \mid x) \,\|\, p_\theta(z \mid x)\big)$$
#
# (Kingma and Welling 2014, eq. (1)). It rests on Bayes' rule, $p_\theta(z \mid x) = p_\theta(x, z) / p_\theta(x)$, and
# on $\log p_\theta(x)$ having no $z$ in it, so that it is its own expectation. Read what it
# says. The bound is tight if and only if $q$ *is* the posterior. For a fixed model, climbing
# the bound in $q$ brings $q$ nearer to the posterior, without anybody having to know the posterior: it is hidden in
# both sides of the equation. And climbing in $\theta$ pushes up the likelihood, or closes the gap, or both. EM (week 3)
# does the same in turns, and there $q$ could be made exact.
#
# The two terms pull in opposite directions. The reconstruction wants $q$ to be a point at the best $z$; the
# divergence wants it to be the prior and to know nothing of $x$. In the words of coding: the divergence is what it
# costs to send $z$, minus the reconstruction is what it then costs to send $x$.

# %% [markdown] nbgrader={"grade_id": "elbo_jensen_text", "locked": true}
# ### The bound, in your own hand
#
# **Derive** `elbo_jensen`: from $\log p_\theta(x)$ to
#
# $$\log p_\theta(x) \;\ge\; \mathbb E_{q_\phi(z \mid x)}\big[\log p_\theta(x \mid z)\big] - D_{KL}\big(q_\phi(z \mid
# x) \,\|\, p(z)\big)$$
#
# by Jensen's inequality. Run the cell: each line is typeset, and beside it stands how it was read. `q` may stand for
# $q_\phi(z \mid x)$ and `p` for $p_\theta$; sums and integrals over $z$ are both understood. A divergence may be written
# `D_{KL}`, `\mathrm{KL}` or `KL`, the bound on the way be called `\mathrm{ELBO}` or `\mathcal L`.
#
# *Marked:* that it starts at $\log p_\theta(x)$; that the step is to be seen at which the logarithm comes inside, from a
# mean in which $q$ stands to a mean of logarithms (whoever writes the gap below and drops it has shown as much); that it
# arrives; that every line follows from the one above.

# %% nbgrader={"grade_id": "elbo_jensen", "solution": true}
# %%derivation elbo_jensen
# ### BEGIN SOLUTION
# \log p_\theta(x) &= \log \int p_\theta(x, z)\, dz \\
#  &= \log \mathbb{E}_{q_\phi(z|x)}\left[\frac{p_\theta(x, z)}{q_\phi(z|x)}\right] \\
#  &\ge \mathbb{E}_{q_\phi(z|x)}\left[\log \frac{p_\theta(x, z)}{q_\phi(z|x)}\right] && \text{(Jensen)} \\
#  &= \mathbb{E}_{q_\phi(z|x)}[\log p_\theta(x|z)] + \mathbb{E}_{q_\phi(z|x)}\left[\log \frac{p(z)}{q_\phi(z|x)}\right] \\
#  &= \mathbb{E}_{q_\phi(z|x)}[\log p_\theta(x|z)] - D_{KL}(q_\phi(z|x) \,\|\, p(z))
# ### END SOLUTION

# %% nbgrader={"grade_id": "check_elbo_jensen", "grade": true, "locked": true}
grader.check("elbo_jensen")

# %% [markdown] nbgrader={"grade_id": "elbo_gap_text", "locked": true}
# ### What is lost, in your own hand
#
# **Derive** `elbo_gap`: from $\log p_\theta(x)$, or from the divergence, to
#
# $$\log p_\theta(x) = \mathrm{ELBO} + D_{KL}\big(q_\phi(z \mid x) \,\|\, p_\theta(z \mid x)\big).$$
#
# The bound may be written out, in one term or as in `elbo_jensen`, or be called `\mathrm{ELBO}` or `\mathcal L`, which both
# stand for $\mathbb E_{q_\phi(z \mid x)}\big[\log \frac{p_\theta(x, z)}{q_\phi(z \mid x)}\big]$. Terms may stand on either
# side. Bayes' rule and the definition of the divergence may be used; `q` and `p` as above.
#
# *Marked:* that it starts at the evidence or at the divergence; that the posterior $p_\theta(z \mid x)$ is to be seen under
# a logarithm in a mean, before it disappears in a divergence or after it comes out of one; that it arrives, at an
# *equality* with the bound and the divergence in it; that every line follows from the one above.

# %% nbgrader={"grade_id": "elbo_gap", "solution": true}
# %%derivation elbo_gap
# ### BEGIN SOLUTION
# \log p_\theta(x) &= \mathbb{E}_{q_\phi(z|x)}[\log p_\theta(x)] \\
#  &= \mathbb{E}_{q_\phi(z|x)}\left[\log \frac{p_\theta(x, z)}{p_\theta(z|x)}\right] && \text{(Bayes)} \\
#  &= \mathbb{E}_{q_\phi(z|x)}\left[\log \frac{p_\theta(x, z)}{q_\phi(z|x)}\right]
#   + \mathbb{E}_{q_\phi(z|x)}\left[\log \frac{q_\phi(z|x)}{p_\theta(z|x)}\right] \\
#  &= \mathrm{ELBO} + D_{KL}(q_\phi(z|x) \,\|\, p_\theta(z|x))
# ### END SOLUTION

# %% nbgrader={"grade_id": "check_elbo_gap", "grade": true, "locked": true}
grader.check("elbo_gap")

# %% [markdown] nbgrader={"grade_id": "bernoulli_recon_text", "locked": true}
# ### 2.1 The reconstruction term
#
# For one $z$ the logarithm of $p_\theta(x \mid z)$ is
#
# $$\log p_\theta(x \mid z) = \sum_{d=1}^{D} \big(x_d \log y_d + (1 - x_d) \log(1 - y_d)\big), \qquad y_d =
# \mathrm{sigmoid}(\ell_d).$$
#
# It is minus the binary cross-entropy, **added up** over the pixels. (Deep learning libraries like to take means. A
# mean over $D$ pixels would weigh the reconstruction $D$ times less against the divergence, and what comes out would
# bound nothing.)
#
# Computed as it stands, the formula breaks. In float32, $\mathrm{sigmoid}(20)$ is exactly 1, its complement 0, the
# logarithm $-\infty$; and $0 \cdot (-\infty)$ is `nan`. The truth is harmless: $\log(1 - \mathrm{sigmoid}(20)) =
# -20.000000002$. So do not form the probability at all, but take $\log \mathrm{sigmoid}(\ell) = -\log(1 + e^{-\ell})$
# and $\log(1 - \mathrm{sigmoid}(\ell)) = -\log(1 + e^{\ell})$, in a form that does not overflow (PyTorch has several).
#
# **Write** `bernoulli_recon(x, logits)`: `(B, D), (B, D) -> (B,)`. `x` is binary, and may be float, int64 or bool.
#
# *Example:* $x = (1, 0)$ and $\ell = (\log 3, 0)$: the probabilities are $\tfrac34$ and $\tfrac12$, so the result is
# $\log \tfrac34 + \log\tfrac12 = -0.9808$. With logits $(10^4, 10^4)$ it is $0 - 10^4 = -10000$.
#
# *Marked:* values in float64 and float32; `x` as float, int64 and bool; logits up to $\pm 10^4$; arguments
# unchanged.


# %% nbgrader={"grade_id": "bernoulli_recon", "solution": true}
def bernoulli_recon(x, logits):
    """log p(x|z): the log probability of binary x under independent Bernoullis, for each example.

    x: zeros and ones, float, int64 or bool, (B, D). logits: (B, D).
    Returns (B,).
    """
    ### BEGIN SOLUTION
    signed = torch.where(x > 0, logits, -logits)
    return torch.nn.functional.logsigmoid(signed).sum(dim=-1)
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_bernoulli_recon", "grade": true, "locked": true}
grader.check("bernoulli_recon")

# %% [markdown] nbgrader={"grade_id": "part3", "locked": true}
# ## Part 3 · The variational autoencoder
#
# ### A proposal for each x
#
# In classical variational inference each $x$ has a $q$ of its own, found by an optimisation of its own (Blei et al.
# 2017, [arXiv:1601.00670](https://arxiv.org/abs/1601.00670)). The VAE *amortises* this: one network, the **encoder**,
# maps any $x$ to mean and log variance of $q_\phi(z \mid x) = N(\mu_\phi(x), \mathrm{diag}\,\sigma^2_\phi(x))$, in one
# pass. What the encoder proposes may be worse than the best Gaussian for this $x$, and the best Gaussian differs from
# the posterior, so the gap has two parts (Cremer et al. 2018, [arXiv:1801.03558](https://arxiv.org/abs/1801.03558)).
#
# The small VAE of this notebook has one hidden layer on each side. Its weights lie in a dict of tensors, `params`, so
# that a function gets all it needs as arguments. **The next cell is given**; you will call its two functions, and
# when your notebook is graded they are there as they stand.


# %% tags=["given"] nbgrader={"grade_id": "vae", "locked": true}
def encode(params, x):
    """Mean and log variance of q(z|x).

    params: dict of tensors. x: (..., D), float, integer or bool; any batch axes, none included.
    Returns (mu, logvar), (..., L) each, in the dtype of params.
    """
    x = torch.as_tensor(x).to(params["enc_W"].dtype)
    hidden = torch.tanh(x @ params["enc_W"] + params["enc_b"])
    return hidden @ params["mu_W"] + params["mu_b"], hidden @ params["logvar_W"] + params["logvar_b"]


def decode(params, z):
    """Logits of the pixels of p(x|z).

    params: dict of tensors. z: (..., L); any batch axes, none included.
    Returns (..., D), in the dtype of params.
    """
    z = torch.as_tensor(z).to(params["dec_W"].dtype)
    hidden = torch.tanh(z @ params["dec_W"] + params["dec_b"])
    return hidden @ params["logits_W"] + params["logits_b"]


# %% nbgrader={"grade_id": "vae_helpers", "locked": true}
# For trying and for pictures. Nothing here is marked.


def random_vae(D, L, hidden, generator, dtype=torch.float64):
    """Parameters of an untrained VAE with D pixels, L latent coordinates and `hidden` units on each side."""
    shapes = {"enc": (D, hidden), "mu": (hidden, L), "logvar": (hidden, L), "dec": (L, hidden), "logits": (hidden, D)}
    params = {}
    for layer, (rows, columns) in shapes.items():
        params[f"{layer}_W"] = torch.randn(rows, columns, dtype=dtype, generator=generator) / math.sqrt(rows)
        params[f"{layer}_b"] = torch.zeros(columns, dtype=dtype)
    return params


def coin_vae(mean, logvar):
    """Four pixels, one latent coordinate, and an encoder that proposes N(mean, exp(logvar)) whatever x is."""

    def tensor(values):
        return torch.tensor(values, dtype=torch.float64)

    return {
        "enc_W": torch.zeros(4, 1, dtype=torch.float64),
        "enc_b": tensor([0.0]),
        "mu_W": tensor([[0.0]]),
        "mu_b": tensor([mean]),
        "logvar_W": tensor([[0.0]]),
        "logvar_b": tensor([logvar]),
        "dec_W": tensor([[2.0, 1.2]]),
        "dec_b": tensor([-2.0, 1.0]),
        "logits_W": tensor([[2.5, -1.0, 2.0, 0.5], [0.5, 2.0, -1.5, 1.5]]),
        "logits_b": tensor([0.5, 0.0, 0.5, -0.5]),
    }


# %% [markdown] nbgrader={"grade_id": "reparameterize_text", "locked": true}
# ### 3.1 Gradients through a random draw
#
# The bound has an expectation under $q_\phi$, and we want its gradient in $\phi$. An average over draws from $q_\phi$
# estimates the expectation; but a number that came out of a random number generator does not remember that $\phi$ had a
# part in it. The **reparametrisation trick** puts the randomness outside:
#
# $$z = \mu + \sigma \odot \epsilon, \qquad \epsilon \sim N(0, I)$$
#
# (Kingma and Welling 2014, section 2.4). The law of $z$ is the same as before, and now $z$ is a
# differentiable function of $\mu$ and $\sigma$ for each fixed $\epsilon$. So
#
# $$\nabla_\phi\, \mathbb E_{q_\phi}[f(z)] = \mathbb E_{\epsilon}\big[\nabla_\phi f(\mu_\phi + \sigma_\phi \odot
# \epsilon)\big],$$
#
# and backpropagation through one draw is an unbiased estimate of the gradient (for $f$ that are smooth and do not
# grow too fast; Mohamed et al. 2020, [arXiv:1906.10652](https://arxiv.org/abs/1906.10652), section 5). It moves the
# draw along with the law.
#
# **Write** `reparameterize(mu, logvar, generator)`: one draw from $N(\mu, e^{\texttt{logvar}})$ for each entry, all
# of them independent, in the shape of `mu`, `(B, D)`. All randomness comes from `generator`. The result is
# differentiable in `mu` and in `logvar`.
#
# *Example:* $\mu = 1$, `logvar` $= \log 4$. If the noise happens to be $\epsilon = -0.5$, the draw is
# $1 + 2 \cdot (-0.5) = 0$. Its derivative in $\mu$ is 1, and in `logvar` it is $\tfrac12 \cdot 2 \cdot (-0.5) = -0.5$.
#
# *Marked:* **the law**, by statistical tests on some thousands of draws (mean, variance, shape, independence of each
# other across rows, columns and calls), which refuse a right answer once in a million times at the most; the gradient
# in `mu` and `logvar`, in float64 and float32; that all randomness comes from the generator; arguments unchanged.


# %% nbgrader={"grade_id": "reparameterize", "solution": true}
def reparameterize(mu, logvar, generator):
    """A draw from N(mu, diag(exp(logvar))), differentiable in mu and logvar.

    mu, logvar: (B, D). generator: torch.Generator, the only source of randomness.
    Returns (B, D).
    """
    ### BEGIN SOLUTION
    noise = torch.randn(mu.shape, dtype=mu.dtype, generator=generator)
    return mu + (0.5 * logvar).exp() * noise
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_reparameterize", "grade": true, "locked": true}
grader.check("reparameterize")


# %% nbgrader={"grade_id": "show_gradients", "locked": true}
@demo
def show_gradients():
    """Two unbiased estimates of the derivative of E[z^2] in mu, one draw each: through the draw, and through its law."""
    n, mean = 20_000, 1.0
    mu = torch.full((n, 1), mean, dtype=torch.float64, requires_grad=True)
    z = shaped(reparameterize(mu, torch.zeros_like(mu), torch.Generator().manual_seed(0)), (n, 1), "reparameterize")
    (pathwise,) = torch.autograd.grad((z**2).sum(), mu)
    z = z.detach()
    score = z**2 * (z - mean)  # f(z) times the derivative of log N(z; mu, 1) in mu
    _, axis = plt.subplots(figsize=(7, 3.2))
    for name, estimates in {"through the draw": pathwise, "through its law": score}.items():
        label = f"{name}: mean {estimates.mean():.2f}, variance {estimates.var():.1f}"
        axis.hist(estimates[:, 0].numpy(), bins=200, range=(-10, 20), density=True, alpha=0.6, label=label)
    axis.axvline(2 * mean, color="black", lw=1)
    axis.set(title=r"estimates of $\partial\,\mathbb{E}[z^2] / \partial\mu$ at $\mu = 1$, $\sigma = 1$", ylim=(0, 0.5))
    axis.legend()
    plt.show()


# %% [markdown] nbgrader={"grade_id": "gradients_question", "locked": true}
# **Look at it.** The other estimate, $f(z)\, \nabla \log q(z)$, is known as REINFORCE (Williams 1992). It needs no
# derivative of $f$, so it works for decisions and other discrete things; but it is usually much noisier, and more so
# with every further dimension. Here both variances can be worked out by hand: 4 for the one, 30 for the other. (For the
# second you need the moments of a normal up to the sixth: 1, 3 and 15 for the even ones.)

# %% [markdown] nbgrader={"grade_id": "elbo_text", "locked": true}
# ### 3.2 The bound, estimated
#
# Put the parts together. For each example: encode; draw $z_1, \dots, z_S$ from $q_\phi(z \mid x)$; decode each; take
# the mean of the reconstructions; subtract the divergence:
#
# $$\widehat{\mathrm{ELBO}}(x) = \frac1S \sum_{s=1}^{S} \log p_\theta(x \mid z_s) \;-\; D_{KL}\big(q_\phi(z \mid x) \,\|\,
# N(0, I)\big)$$
#
# (Kingma and Welling 2014, eq. (7)). It is **unbiased**: its expectation is $\mathrm{ELBO}(x)$, for every $S$. And its
# variance falls as $1/S$, if the $S$ draws are independent. You may also estimate the divergence by the same draws, as
# the mean of $\log q_\phi(z_s \mid x) - \log p(z_s)$: that is unbiased too. Which of the two is noisier depends on $q$.
# (If $q$ is the posterior itself, the second one gives the same number for every draw. Which?)
#
# **Write** `elbo(x, params, num_samples, generator)`: `(B, D) -> (B,)`, one estimate for each example. `x` is binary,
# and may be float, int64 or bool. `params` is what `encode` and `decode` take, in float32 or float64; the number of
# latent coordinates is whatever `encode` returns. `num_samples` is $S \ge 1$, an int. All randomness comes from
# `generator`. No gradient is marked, but the demonstration below trains with yours, so stay in torch if you want to see
# it.
#
# *Example:* if all weights and biases are 0, then $q$ is $N(0, I)$ whatever $x$ is, every pixel has probability
# $\tfrac12$ whatever $z$ is, and `elbo` is $-D \log 2$ for each example, without any noise. For $D = 6$ that is
# $-4.1589$.
#
# *Marked:* **the mean** of a few hundred estimates against the exact $\mathrm{ELBO}(x)$, for each example, with one
# sample and with several; **the fall of the variance** when `num_samples` grows; `x` as float, int64 and bool; float32;
# that all randomness comes from the generator; arguments unchanged. The statistical tests refuse a right answer once in
# a million times at the most.


# %% nbgrader={"grade_id": "elbo", "solution": true}
def elbo(x, params, num_samples, generator):
    """An unbiased estimate of the ELBO of each example: prior N(0, I), Bernoulli pixels, q(z|x) from encode.

    x: zeros and ones, float, int64 or bool, (B, D). params: dict of tensors, for encode and decode.
    num_samples: int, draws of z for each example. generator: torch.Generator, the only source of randomness.
    Returns (B,).
    """
    ### BEGIN SOLUTION
    mu, logvar = encode(params, x)
    many = (num_samples, *mu.shape)
    z = reparameterize(mu.expand(many), logvar.expand(many), generator)
    logits = decode(params, z)
    recon = bernoulli_recon(x.expand(logits.shape), logits).mean(dim=0)
    return recon - gaussian_kl(mu, logvar)
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_elbo", "grade": true, "locked": true}
grader.check("elbo")


# %% nbgrader={"grade_id": "show_gap", "locked": true}
def on_a_grid(params, x):
    """For one example and one latent coordinate: a grid of z, its spacing, and log p(x, z) there."""
    z = torch.linspace(-6, 6, 2401, dtype=torch.float64)[:, None]
    recon = shaped(bernoulli_recon(x.expand(len(z), -1), decode(params, z)), (len(z),), "bernoulli_recon")
    return z[:, 0], (z[1] - z[0]).item(), recon + normal_density(z[:, 0], 0.0, 1.0).log()


@demo
def show_gap():
    """A model so small that the posterior can be computed: the bound, the evidence and the gap for three proposals."""
    x = torch.tensor([[1, 1, 0, 1]])
    _, axes = plt.subplots(1, 3, figsize=(12.5, 3.4), sharey=True)
    proposals = {"the prior": (0.0, 0.0), "too narrow": (0.9, -3.5), "a better one": (0.7, -1.2)}
    for axis, (name, (mean, logvar)) in zip(axes, proposals.items(), strict=True):
        params = coin_vae(mean, logvar)
        z, step, log_joint = on_a_grid(params, x)
        evidence = log_joint.exp().sum().log().item() + math.log(step)
        posterior, q = (log_joint - evidence).exp(), normal_density(z, mean, math.exp(logvar / 2))
        gap = (q * ((q + 1e-300).log() - posterior.log())).sum().item() * step
        bound = shaped(elbo(x, params, 4000, torch.Generator().manual_seed(1)), (1,), "elbo").item()
        axis.fill_between(z, posterior, color="lightgrey", label=r"posterior $p(z\,|\,x)$")
        axis.plot(z, normal_density(z, 0.0, 1.0), color="grey", lw=0.8, ls="--", label="prior")
        axis.plot(z, q, label=r"$q(z\,|\,x)$")
        axis.set(xlim=(-3.5, 3.5), xlabel="z", ylim=(0, 1.3))
        axis.set_title(
            f"{name}\nELBO {bound:.2f} + gap {gap:.2f} = {bound + gap:.2f}; log p(x) = {evidence:.2f}", fontsize=9
        )
    axes[0].legend(fontsize=8)
    plt.show()


# %% [markdown] nbgrader={"grade_id": "gap_question", "locked": true}
# **Look at it.** The grey area was computed from Bayes' rule on a fine grid, the gap from its definition, the bound by
# your `elbo` from 4000 draws. Do they add up? Which of the three proposals has the best bound? Could any Gaussian
# close the gap here? And where in the equation $\log p(x) = \mathrm{ELBO} + \text{gap}$ does the direction of the
# divergence (Part 1) show?


# %% nbgrader={"grade_id": "show_samples", "locked": true}
@demo
def show_samples():
    """Estimates of one bound with 1, 10 and 100 draws of z: the same mean, a tenth of the width with 100."""
    n = 2000
    x, params = torch.tensor([[1, 1, 0, 1]]).expand(n, 4), coin_vae(0.7, -1.2)
    _, axis = plt.subplots(figsize=(7, 3.2))
    for samples in (1, 10, 100):
        # The same image n times: n independent estimates, if your noise is different for each example.
        draws = shaped(elbo(x, params, samples, torch.Generator().manual_seed(2)), (n,), "elbo").detach()
        label = f"S = {samples}: mean {draws.mean():.3f}, std {draws.std():.3f}"
        axis.hist(draws.numpy(), bins=80, range=(-5, -1), density=True, alpha=0.6, label=label)
    axis.set(title="estimates of the same ELBO", xlabel="nats")
    axis.legend()
    plt.show()


# %% [markdown] nbgrader={"grade_id": "training_text", "locked": true}
# **A whole VAE.** The data are images of $12 \times 12$ pixels with one disc each; all that differs is where the disc
# is. So two numbers say everything about an image, but nobody tells the model. A dozen lines train it by gradient
# ascent on your `elbo`, with a single draw of $z$ for each image: the noise of the estimate averages out over the batch
# and the updates. This takes some seconds, or half a minute on a busy machine.


# %% nbgrader={"grade_id": "show_training", "locked": true}
def discs(n, generator, size=12, radius=2.6):
    """n binary images of a disc at a random place, flattened, (n, size^2), and the places, (n, 2)."""
    centre = radius - 0.5 + (size - 2 * radius) * torch.rand(n, 2, generator=generator)
    pixel = torch.arange(size, dtype=torch.float32)
    across, down = (pixel - centre[:, :1]) ** 2, (pixel - centre[:, 1:]) ** 2
    return (down[:, :, None] + across[:, None, :] < radius**2).float().flatten(1), centre


@demo
def show_training():
    """Train on discs; then what the decoder draws across the latent plane, and where the encoder puts each disc."""
    generator, updates = torch.Generator().manual_seed(5), 500
    params = random_vae(144, 2, 40, generator, dtype=torch.float32)
    params = {name: value.requires_grad_() for name, value in params.items()}
    optimiser, bounds = torch.optim.Adam(params.values(), lr=2e-2), []
    slow_down = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, updates)
    for _ in range(updates):
        x, _ = discs(64, generator)
        bound = shaped(elbo(x, params, 1, generator), (64,), "elbo").mean()
        optimiser.zero_grad()
        (-bound).backward()
        optimiser.step()
        slow_down.step()
        bounds.append(bound.item())

    params = {name: value.detach() for name, value in params.items()}
    x, centre = discs(2000, generator)
    mu, _ = encode(params, x)
    steps = torch.linspace(-2.2, 2.2, 9)
    plane = torch.cartesian_prod(-steps, steps).flip(1)
    images = decode(params, plane).sigmoid().reshape(9, 9, 12, 12).permute(0, 2, 1, 3).reshape(108, 108)
    _, axes = plt.subplots(1, 4, figsize=(14, 3.4))
    axes[0].plot(np.convolve(bounds, np.ones(50) / 50, mode="valid"))
    axes[0].set(title="ELBO (running mean)", xlabel="update", ylim=(-80, 0))
    axes[1].imshow(images.numpy(), cmap="gray")
    for edge in range(12, 108, 12):
        axes[1].axhline(edge - 0.5, color="dimgrey", lw=0.6)
        axes[1].axvline(edge - 0.5, color="dimgrey", lw=0.6)
    axes[1].set(title="decoded latent plane", xticks=[], yticks=[])
    for axis, colour, name in zip(axes[2:], centre.T, ("across", "down"), strict=True):
        axis.scatter(*mu.T.numpy(), c=colour.numpy(), s=4)
        axis.set(title=f"means of q, colour: {name}", aspect="equal", xlim=(-3.5, 3.5), ylim=(-3.5, 3.5))
    plt.show()


# %% [markdown] nbgrader={"grade_id": "training_question", "locked": true}
# **Look at it.** The model has found the two numbers: neighbours in the latent plane are neighbours in the image.
# Which axis means "across"? (Would another seed give the same one? What in the bound could tell the two axes, or any
# rotation of them, apart?) The discs' places are uniform on a square, and the prior is a round Gaussian: how does the
# picture reconcile the two? And why are the edges of the decoded discs grey, where every training image is black and
# white?

# %% [markdown] nbgrader={"grade_id": "part4", "locked": true}
# ## Part 4 · Tighter, with the same proposal
#
# The evidence is an expectation under $q$, $p_\theta(x) = \mathbb E_{q}\big[p_\theta(x, z) / q(z \mid x)\big]$, and the
# bound came from taking the logarithm of *one* draw's weight before the expectation. Take the logarithm of the *mean*
# of $K$ weights instead:
#
# $$\mathcal L_K = \mathbb E\left[\log \frac1K \sum_{k=1}^{K} e^{w_k}\right], \qquad w_k = \log p_\theta(x, z_k) - \log
# q(z_k \mid x), \qquad z_1, \dots, z_K \sim q(z \mid x)$$
#
# (Burda, Grosse and Salakhutdinov 2016, [arXiv:1509.00519](https://arxiv.org/abs/1509.00519), section 3). $\mathcal
# L_1$ is the ELBO. More draws never loosen the bound, $\mathcal L_K \le \mathcal L_{K+1} \le \log p_\theta(x)$, and if
# the weights are bounded, $\mathcal L_K \to \log p_\theta(x)$ (their theorem 1). Not to be confused: averaging $S$
# *logarithms*, as in `elbo`, makes the estimate less noisy and leaves the bound where it is; averaging $K$ *weights*
# moves the bound.

# %% [markdown] nbgrader={"grade_id": "iwae_bound_text", "locked": true}
# ### 4.1 The logarithm of a mean of exponentials
#
# Log weights are sums over hundreds of pixels: $-1000$ is nothing special, and $e^{-1000}$ is 0 in every floating
# format of PyTorch. Adding a constant to all $w_k$ adds it to the result (why?), so one may subtract the largest one
# first and add it again at the end. PyTorch and SciPy know this as `logsumexp`.
#
# **Write** `iwae_bound(log_weights)`: `(B, K) -> (B,)`, $\log \frac1K \sum_k e^{w_k}$ for each example.
#
# *Example:* $w = (\log 1, \log 3)$: $\log \frac{1 + 3}{2} = \log 2 = 0.6931$. The mean of the two, one estimate of
# the ELBO, is $0.5493$.
#
# *Marked:* values for several `B` and `K`, `K = 1` among them; log weights around $\pm 10^4$, also some of one
# example thousands apart; float64 and float32; arguments unchanged.


# %% nbgrader={"grade_id": "iwae_bound", "solution": true}
def iwae_bound(log_weights):
    """log (1/K) sum_k exp(w_k) for each example.

    log_weights: (B, K).
    Returns (B,).
    """
    ### BEGIN SOLUTION
    return torch.logsumexp(log_weights, dim=-1) - math.log(log_weights.shape[-1])
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_iwae_bound", "grade": true, "locked": true}
grader.check("iwae_bound")


# %% nbgrader={"grade_id": "show_iwae", "locked": true}
@demo
def show_iwae():
    """The importance-weighted bound for more and more draws, with two proposals, on the model of `show_gap`."""
    x, generator, trials = torch.tensor([[1, 1, 0, 1]]), torch.Generator().manual_seed(3), 2000
    counts = [1, 2, 4, 8, 16, 32, 64, 128]
    _, axis = plt.subplots(figsize=(7, 3.4))
    for name, (mean, logvar) in {"the prior": (0.0, 0.0), "too narrow": (0.9, -3.5)}.items():
        params, bounds = coin_vae(mean, logvar), []
        _, step, log_joint = on_a_grid(params, x)
        for K in counts:
            mu = torch.full((trials * K, 1), mean, dtype=torch.float64)
            z = shaped(reparameterize(mu, torch.full_like(mu, logvar), generator), mu.shape, "reparameterize")
            recon = shaped(bernoulli_recon(x.expand(len(z), -1), decode(params, z)), (len(z),), "bernoulli_recon")
            q = normal_density(z[:, 0], mean, math.exp(logvar / 2))
            weights = recon + normal_density(z[:, 0], 0.0, 1.0).log() - q.log()
            bounds.append(shaped(iwae_bound(weights.reshape(trials, K)), (trials,), "iwae_bound").mean().item())
        axis.semilogx(counts, bounds, marker="o", ms=4, base=2, label=f"proposal: {name}")
    axis.axhline(log_joint.exp().sum().log().item() + math.log(step), color="black", lw=1, label=r"$\log p(x)$")
    axis.set(xlabel="K", ylabel="nats", title=r"$\mathcal{L}_K$, mean of 2000 estimates")
    axis.legend()
    plt.show()


# %% [markdown] nbgrader={"grade_id": "iwae_question", "locked": true}
# **Look at it.** Where on the curves is the ELBO? One proposal comes to the line soon, the other is far below it even
# with 128 draws. Look back at `show_gap`: what does a proposal have to cover, so that importance weights can repair the
# rest? (How large can $p_\theta(x, z) / q(z \mid x)$ become where $q$ is too narrow?)

# %% [markdown] nbgrader={"grade_id": "today", "locked": true}
# ## Where this is used today
#
# - **Latent diffusion.** Stable Diffusion and its descendants do not run on pixels but on the latents of an
#   autoencoder that is trained with a small weight on the divergence from $N(0, I)$ (Rombach et al. 2022,
#   [arXiv:2112.10752](https://arxiv.org/abs/2112.10752)). Its encoder returns a mean and a log variance, and a call
#   like your `reparameterize` draws from it.
# - **Diffusion itself is a VAE** with (often) a thousand layers of latents and an encoder that is fixed (Ho et al.
#   2020, [arXiv:2006.11239](https://arxiv.org/abs/2006.11239)). Its training objective comes from this week's bound,
#   all of whose terms but one are then divergences between Gaussians: `gaussian_kl_between` (week 6).
# - **Weights on the terms.** With a factor $\beta > 1$ on the divergence a VAE gives up detail for latents that are
#   easier to read (Higgins et al. 2017). With a decoder that is strong enough to do without $z$ the opposite danger is
#   *posterior collapse*: $q(z \mid x)$ becomes the prior, the divergence 0, and the latents say nothing (Bowman et al.
#   2016, [arXiv:1511.06349](https://arxiv.org/abs/1511.06349)).
# - **Compression.** Minus the bound is a code length. Codecs for images that are learned end to end train a rate plus a
#   distortion, which is the same sum but for a weight (Ballé et al. 2017,
#   [arXiv:1611.01704](https://arxiv.org/abs/1611.01704)).
# - **Discrete latents.** VQ-VAE replaces the Gaussian by the nearest entry of a code book (van den Oord et al. 2017,
#   [arXiv:1711.00937](https://arxiv.org/abs/1711.00937)); its codes are tokens for transformers that generate sound and
#   images.
# - **Bayesian inference at scale.** Probabilistic programming languages fit a Gaussian $q$ to any model that can be
#   differentiated, with reparametrised draws (Kucukelbir et al. 2017,
#   [arXiv:1603.00788](https://arxiv.org/abs/1603.00788)). In single-cell biology, VAEs with counts in the place of
#   pixels are daily bread (Lopez et al. 2018).
#
# ## References
#
# - D. Blei, A. Kucukelbir, J. McAuliffe. *Variational inference: a review for statisticians.* Journal of the American
#   Statistical Association 112, 2017, [arXiv:1601.00670](https://arxiv.org/abs/1601.00670)
# - S. Bowman et al. *Generating sentences from a continuous space.* CoNLL 2016,
#   [arXiv:1511.06349](https://arxiv.org/abs/1511.06349)
# - Y. Burda, R. Grosse, R. Salakhutdinov. *Importance weighted autoencoders.* ICLR 2016,
#   [arXiv:1509.00519](https://arxiv.org/abs/1509.00519)
# - T. Cover, J. Thomas. *Elements of information theory.* 2nd edition, Wiley, 2006
# - C. Cremer, X. Li, D. Duvenaud. *Inference suboptimality in variational autoencoders.* ICML 2018,
#   [arXiv:1801.03558](https://arxiv.org/abs/1801.03558)
# - I. Higgins et al. *beta-VAE: learning basic visual concepts with a constrained variational framework.* ICLR 2017
# - J. Ho, A. Jain, P. Abbeel. *Denoising diffusion probabilistic models.* NeurIPS 2020,
#   [arXiv:2006.11239](https://arxiv.org/abs/2006.11239)
# - D. Kingma, M. Welling. *Auto-encoding variational Bayes.* ICLR 2014,
#   [arXiv:1312.6114](https://arxiv.org/abs/1312.6114)
# - A. Kucukelbir, D. Tran, R. Ranganath, A. Gelman, D. Blei. *Automatic differentiation variational inference.* JMLR
#   18, 2017, [arXiv:1603.00788](https://arxiv.org/abs/1603.00788)
# - R. Lopez, J. Regier, M. Cole, M. Jordan, N. Yosef. *Deep generative modeling for single-cell transcriptomics.*
#   Nature Methods 15, 2018
# - S. Mohamed, M. Rosca, M. Figurnov, A. Mnih. *Monte Carlo gradient estimation in machine learning.* JMLR 21, 2020,
#   [arXiv:1906.10652](https://arxiv.org/abs/1906.10652)
# - C. Rasmussen, C. Williams. *Gaussian processes for machine learning.* MIT Press, 2006
# - D. Rezende, S. Mohamed, D. Wierstra. *Stochastic backpropagation and approximate inference in deep generative
#   models.* ICML 2014, [arXiv:1401.4082](https://arxiv.org/abs/1401.4082)
# - R. Williams. *Simple statistical gradient-following algorithms for connectionist reinforcement learning.* Machine
#   Learning 8, 1992

# %% [markdown] nbgrader={"grade": false, "grade_id": "hand_in_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Hand in
#
# Before you hand in this file, run the cell below. It says whether every question is there, runs the whole notebook from
# the top in a fresh kernel (so give it a minute), and tells what would be read. It runs public checks only: a mark it
# cannot tell. In the end it shows your *hand-in code*. The same code stands on your feedback page, so that you can see
# that what you handed in is what was graded.

# %% nbgrader={"grade": false, "grade_id": "hand_in", "locked": true, "schema_version": 3, "solution": false, "task": false}
import autograder.student

autograder.student.ready()
