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

# %% [markdown] nbgrader={"grade": false, "grade_id": "title", "locked": true, "schema_version": 3, "solution": false, "task": false}
# # Week 6 · Diffusion: the forward process and its reversal
#
# Destroying an image is easy: add a little Gaussian noise, and again, a thousand times, until nothing is left but
# noise. The idea of a *diffusion model* is that each of these steps destroys so little that it can be undone, if only
# approximately; and who can undo all of them one after the other can start from pure noise and end at an image that
# nobody has ever seen.
#
# The idea is from Sohl-Dickstein et al. (2015, [arXiv:1503.03585](https://arxiv.org/abs/1503.03585)), who took it
# from non-equilibrium thermodynamics. Ho, Jain and Abbeel (2020,
# [arXiv:2006.11239](https://arxiv.org/abs/2006.11239)) made it work on images; their model is called **DDPM**,
# *denoising diffusion probabilistic model*, and it is the one that you build here. What makes it tractable is that
# the forward process is Gaussian and *fixed*: every law that the training needs is known in closed form. This week is
# about those laws.
#
# When you are through you can
#
# 1. choose a noise schedule, and say what it does to the signal (Part 1);
# 2. jump from data to any noise level in one step, and take a step back when the data is known (Parts 1 and 2);
# 3. say why predicting the noise, the data or the score is one and the same thing, take a reverse step, and train on
#    it (Part 3);
# 4. run the whole chain where the best predictor is known exactly, and see what the chain does *not* get right (Part
#    4).
#
# **Before you start:** normal densities, conditional expectation, products of many numbers near 1 (weeks 1 and 2).
# Nothing here needs a GPU.

# %% [markdown] nbgrader={"grade": false, "grade_id": "marking", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## How this notebook is marked
#
# Fifteen cells hold one answer each, for you to write: twelve functions and three derivations. Below each of them
# stands `grader.check("name")`. It runs the **public** checks at once and tells you what is wrong. Later the same
# function is asked again with **hidden** inputs: other shapes, other schedules, edges. The text above each cell says
# what is asked, so nothing in the hidden checks should surprise you; but passing the public ones is not yet full
# marks.
#
# - Only the answer cells are taken from your notebook, together with the imports below. **Write a helper function
#   into the answer cell that uses it**, and import there what else you need: there it cannot be overlooked. (What an
#   answer uses from a cell that you added is looked for and carried over, and the feedback says so.)
# - The name, and the order of the arguments, must stay as they are. Any callable will do, and it may call your other
#   answers.
# - What you return may be a tensor, a NumPy array or, where a single number is asked for, a Python number. Two values
#   may come back in any sequence: a tuple, a list, a named tuple.
# - A function leaves its arguments as they are: no `x0 *= 2`, no `betas[0] = ...`.
# - A slip is not paid for twice: where a function builds on an earlier one (`q_sample` on `alpha_bar`, say), it is
#   also judged with *your* earlier answer in the place of the right one.
# - **Derivations are written in LaTeX, as on paper**, below `%%derivation name`: one step a line, each with its
#   relation. Run the cell: each line is typeset, and beside it stands how it was read. Every line is judged by its
#   meaning, so it is yours how you write it and how many steps you take. There are points for where you start, for the
#   steps that the text asks for, for where you arrive, and for every line following from the one above. What cannot be
#   read by machine is read by a person.
# - Not asked, so not tested: empty batches, betas of exactly 0 or 1, a linear schedule of a single step.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["given"]
import math

import matplotlib.pyplot as plt
import numpy as np
import torch

# %% nbgrader={"grade": false, "grade_id": "grader", "locked": true, "schema_version": 3, "solution": false, "task": false}
import otter

grader = otter.Notebook()

# %% nbgrader={"grade": false, "grade_id": "derivations", "locked": true, "schema_version": 3, "solution": false, "task": false}
# %load_ext autograder.student

# %% [markdown] nbgrader={"grade": false, "grade_id": "conventions", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Conventions
#
# **Steps count from 0.** Papers count them from 1 and write $x_0$ for the data. A tensor's first entry has index 0,
# so in code
#
# | | papers | here |
# |---|---|---|
# | noise of the first step | $\beta_1$ | `betas[0]` |
# | what is left after the first step | $\bar\alpha_1 = 1 - \beta_1$ | `alpha_bar(betas)[0]` |
# | what is left before it | $\bar\alpha_0 = 1$ | 1, and in no tensor |
# | data after the first step | $x_1$ | `xt` at `t = 0` |
# | data after the last step | $x_T$ | `xt` at `t = T - 1` |
# | clean data | $x_0$ | `x0`, and never `xt` |
#
# So `betas[t]` is the variance of the noise that step `t` adds. Formulas below are written the way the code counts:
# $\beta_t$, $\bar\alpha_t$ and $x_t$, the data after step `t`, with $t = 0, \dots, T - 1$, and
# $\bar\alpha_{-1} = 1$. Their sources' equation numbers are given; there the indices $t$ and $t - 1$ of the same
# formulas are one higher.
#
# **Derivations count as the papers do**, from 1: on paper nothing has an index 0 but the data.
#
# **The two ends keep the papers' names.** $x_0$ is always the clean data, also in a formula that is used at $t = 0$:
# it is not `xt` at `t = 0`. $x_T$ is always the end of the chain, `xt` at `t = T - 1`. And where a formula for a step
# has an $x_{t-1}$, at $t = 0$ that is the clean data.
#
# **Shapes.** `B` is the size of the batch, `*E` the shape of one example: `(B, 3, 32, 32)` for images, `(B, 2)` for
# points in the plane, `(B,)` for single numbers, where `*E` is empty. *Every function takes any number of event axes,
# none included.* Each example has its own step: `t` is int64 of shape `(B,)` with entries in $[0, T)$. A variance is
# one number for each example, shape `(B,)`, because the noise is the same in all directions. All tensors are on the
# CPU.
#
# **Precision.** What you return has the precision of what you are given: float64 in, float64 out; float32 in, float32
# out. More precision is never wrong; where float32 data meets float64 betas, either is right. float64 inputs are
# judged as float64, so nothing on the way may pass through float32. float32 inputs are judged by what an ordinary
# float32 computation attains. `num_steps`, `s`, `n`, `mean`, `std` and the like are Python numbers.
#
# **Randomness.** The noise is an argument wherever that is possible. Where a function draws, it draws everything from
# the `generator` that it is given, so that the same state of the generator gives the same draws, successive calls
# give different ones, and the global states of `torch`, `numpy` and `random` stay where they are.

# %% nbgrader={"grade": false, "grade_id": "demo_helpers", "locked": true, "schema_version": 3, "solution": false, "task": false}
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
    """What `answer` returned, as a tensor. Another shape than the expected one would fill pictures, or the memory."""
    value = torch.as_tensor(value)
    if value.shape != torch.Size(shape):
        raise ValueError(f"{answer} gave shape {tuple(value.shape)}, expected {tuple(shape)}")
    return value


def two_moons(n, generator):
    """Points on two interlocked half circles, blurred a little: (n, 2), float64, about zero mean and unit variance."""
    angle = math.pi * torch.rand(n, dtype=torch.float64, generator=generator)
    lower = torch.rand(n, generator=generator) < 0.5
    x = torch.where(lower, 1 - angle.cos(), angle.cos()) - 0.5
    y = torch.where(lower, 0.5 - angle.sin(), angle.sin()) - 0.25
    points = torch.stack([x / 0.87, y / 0.5], dim=1)
    return points + 0.06 * torch.randn(n, 2, dtype=torch.float64, generator=generator)


def scatter(axis, points, title, color="tab:blue"):
    axis.scatter(points[:, 0], points[:, 1], s=3, alpha=0.5, color=color)
    axis.set(title=title, xlim=(-3.5, 3.5), ylim=(-3.5, 3.5), aspect="equal", xticks=[], yticks=[])


# %% [markdown] nbgrader={"grade": false, "grade_id": "part1", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Part 1 · From data to noise
#
# ### The chain
#
# Start from data $x_0$ and repeat, with numbers $0 < \beta_t < 1$ that are fixed beforehand,
#
# $$q(x_t \mid x_{t-1}) = N\!\left(\sqrt{1 - \beta_t}\; x_{t-1},\ \beta_t I\right), \qquad t = 0, \dots, T - 1$$
#
# (Ho et al. 2020, eq. (2); for the first step, $x_{t-1}$ is the data $x_0$). Each step shrinks what is there and
# adds fresh noise. Why shrink? Because then the variance cannot run away: if a coordinate of $x_{t-1}$ has variance
# 1, then $x_t$ has variance $(1 - \beta_t) \cdot 1 + \beta_t = 1$ again, and whatever the variance was, it moves
# towards 1. After many steps $x_T$ is as good as $N(0, I)$, from which anybody can draw. That is where the reversal
# will start.
#
# The $\beta_t$ are the **noise schedule**. Nothing about it is learned here, and yet it decides how well a model
# does: too fast, and the reverse steps are too large to be Gaussian; too slow, and after $T$ steps something of the
# data is still there.

# %% [markdown] nbgrader={"grade": false, "grade_id": "linear_betas_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### 1.1 A linear schedule
#
# Ho et al. (2020, section 4) let the betas grow in equal steps from a first value to a last one, from $10^{-4}$ to
# $0.02$ in $T = 1000$ steps: the first steps, which touch fine detail, are the gentlest.
#
# **Write** `linear_betas(num_steps, beta_start, beta_end)`: a float64 tensor of shape `(T,)`, `T = num_steps`, from
# `beta_start` to `beta_end` with both included.
#
# *Example:* `linear_betas(4, 0.1, 0.4)` is `[0.1, 0.2, 0.3, 0.4]`.
#
# *Marked:* values, short and long schedules of two steps or more; always float64.


# %% nbgrader={"grade": false, "grade_id": "linear_betas", "locked": false, "schema_version": 3, "solution": true, "task": false}
def linear_betas(num_steps, beta_start, beta_end):
    """Betas in equal steps from beta_start to beta_end, both included.

    num_steps: int, two or more. beta_start, beta_end: floats.
    Returns a float64 tensor of shape (num_steps,).
    """
    ### BEGIN SOLUTION
    return torch.linspace(beta_start, beta_end, num_steps, dtype=torch.float64)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_linear_betas", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
grader.check("linear_betas")

# %% [markdown] nbgrader={"grade": false, "grade_id": "cosine_betas_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### 1.2 A cosine schedule
#
# Under the linear schedule images are nearly pure noise long before the end, and the last steps are wasted. Nichol
# and Dhariwal (2021, [arXiv:2102.09672](https://arxiv.org/abs/2102.09672), section 3.2, eq. (17)) start from the other
# end: they say how much of the data should be *left* and derive the betas. In their count, from 1 to $T$,
#
# $$\bar\alpha_t = \frac{f(t)}{f(0)}, \qquad f(t) = \cos^2\!\left(\frac{t / T + s}{1 + s} \cdot \frac{\pi}{2}\right),
# \qquad \beta_t = 1 - \frac{\bar\alpha_t}{\bar\alpha_{t-1}}, \qquad t = 1, \dots, T.$$
#
# The small offset $s$ (they use $0.008$) keeps the first betas from being too small to notice. At the far end
# $f(T) = 0$, so the last beta would be 1 and would destroy everything at a stroke; betas are therefore **clipped from
# above at 0.999**. From below they are not clipped.
#
# **Write** `cosine_betas(num_steps, s)`: a float64 tensor of shape `(T,)` whose entry `k` is the paper's
# $\beta_{k+1}$.
#
# *Example:* with $T = 2$ and $s = 0$: $f(0) = 1$, $f(1) = \tfrac12$, $f(2) = 0$, so the betas are $\tfrac12$ and
# $\min(1, 0.999) = 0.999$.
#
# *Marked:* values for several `num_steps` and `s`; both ends of long schedules; `num_steps = 1`; always float64.


# %% nbgrader={"grade": false, "grade_id": "cosine_betas", "locked": false, "schema_version": 3, "solution": true, "task": false}
def cosine_betas(num_steps, s):
    """The betas of Nichol & Dhariwal (2021), eq. (17), clipped from above at 0.999.

    num_steps: int, at least 1. s: float, the offset.
    Returns a float64 tensor of shape (num_steps,).
    """
    ### BEGIN SOLUTION
    steps = torch.arange(num_steps + 1, dtype=torch.float64)
    f = torch.cos((steps / num_steps + s) / (1 + s) * math.pi / 2) ** 2
    return (1 - f[1:] / f[:-1]).clamp(max=0.999)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_cosine_betas", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
grader.check("cosine_betas")

# %% [markdown] nbgrader={"grade": false, "grade_id": "alpha_bar_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### 1.3 How much is left
#
# Follow one step by the next and the shrinking factors multiply. What counts is the share of the data's *variance*
# that is left,
#
# $$\bar\alpha_t = \prod_{k = 0}^{t} (1 - \beta_k)$$
#
# (Ho et al. 2020, below eq. (3)), with the empty product $\bar\alpha_{-1} = 1$ before the first step. Note that step
# `t` itself is included.
#
# **Write** `alpha_bar(betas)`: `(T,) -> (T,)`, entry `t` is $\bar\alpha_t$.
#
# *Example:* betas of $0.1, 0.2, 0.4$ leave $0.9$, $0.9 \cdot 0.8 = 0.72$ and $0.72 \cdot 0.6 = 0.432$. We stay with
# these three numbers below.
#
# *Marked:* values in float64 and float32, one step, a thousand steps, tiny betas; `betas` unchanged.


# %% nbgrader={"grade": false, "grade_id": "alpha_bar", "locked": false, "schema_version": 3, "solution": true, "task": false}
def alpha_bar(betas):
    """Share of the data's variance that is left after each step, that step included.

    betas: floating, (T,), in (0, 1).
    Returns (T,), in the dtype of betas.
    """
    ### BEGIN SOLUTION
    return torch.cumprod(1 - betas, dim=0)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_alpha_bar", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
grader.check("alpha_bar")


# %% nbgrader={"grade": false, "grade_id": "show_schedules", "locked": true, "schema_version": 3, "solution": false, "task": false}
@demo
def show_schedules():
    """The two schedules side by side: what a step adds, and what is left."""
    T = 1000
    _, (left, right) = plt.subplots(1, 2, figsize=(10, 3.2))
    for name, betas in {"linear": linear_betas(T, 1e-4, 0.02), "cosine": cosine_betas(T, 0.008)}.items():
        betas = shaped(betas, (T,), f"{name}_betas")
        left.semilogy(betas, label=name)
        right.plot(shaped(alpha_bar(betas), (T,), "alpha_bar"), label=name)
    left.set(xlabel="step t", title=r"noise of a step, $\beta_t$")
    right.set(xlabel="step t", title=r"share of the data that is left, $\bar\alpha_t$")
    right.legend()
    plt.show()


# %% [markdown] nbgrader={"grade": false, "grade_id": "schedules_question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **Look at it.** Where is half of the variance gone, under the one schedule and under the other? For how many of the
# thousand steps is there, under the linear schedule, less than one per cent left? And why does the cosine's beta
# shoot up at the very end, although $\bar\alpha$ ends so gently?

# %% [markdown] nbgrader={"grade": false, "grade_id": "q_mean_variance_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### 1.4 Any step in one jump: the marginal
#
# To train at step 700 we need $x_{700}$. Must we walk through all the steps up to it, for each example? No, and
# this is what makes training cheap. A sum of independent Gaussians is Gaussian, so composing steps only changes
# mean and variance:
#
# $$q(x_t \mid x_0) = N\!\left(\sqrt{\bar\alpha_t}\; x_0,\ (1 - \bar\alpha_t)\, I\right)$$
#
# (Ho et al. 2020, eq. (4)). The mean has been shrunk by a *square root*, because $\bar\alpha$ is a share of variance;
# and the variances of signal and noise add up to 1 if the data has variance 1.
#
# **Write** `q_mean_variance(x0, t, betas)`: the mean, `(B, *E)`, and the variance, `(B,)`, of $q(x_t \mid x_0)$.
#
# One thing needs care. `alpha_bar(betas)[t]` has shape `(B,)` and `x0` has shape `(B, *E)`. PyTorch lines shapes up
# *from the right*, so multiplying the two is an error or, worse, goes through and is wrong (when `B` happens to equal
# the last axis). The factor needs as many axes of length 1 behind it as `x0` has event axes: three for images, one
# for points, **none** for `(B,)`.
#
# *Example:* betas $0.1, 0.2, 0.4$ and $x_0 = 2$ at `t = 1`: mean $2\sqrt{0.72} = 1.6971$, variance $0.28$.
#
# *Marked:* mean and variance, for several event shapes, in float64 and float32, one step and a thousand; arguments
# unchanged.


# %% nbgrader={"grade": false, "grade_id": "q_mean_variance", "locked": false, "schema_version": 3, "solution": true, "task": false}
def q_mean_variance(x0, t, betas):
    """Mean and variance of q(x_t | x_0).

    x0: (B, *E), any number of event axes. t: int64, (B,), counted from 0. betas: (T,).
    Returns (mean, variance) of shapes (B, *E) and (B,).
    """
    ### BEGIN SOLUTION
    left = alpha_bar(betas)[t]
    mean = left.sqrt().reshape(-1, *[1] * (x0.dim() - 1)) * x0
    return mean, 1 - left
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_q_mean_variance", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
grader.check("q_mean_variance")

# %% [markdown] nbgrader={"grade": false, "grade_id": "ddpm_marginal_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### The marginal, derived
#
# **Derive** `ddpm_marginal`: from one step,
#
# $$x_t = \sqrt{\alpha_t}\, x_{t-1} + \sqrt{1 - \alpha_t}\, \epsilon_{t-1} \qquad\text{or}\qquad q(x_t \mid x_{t-1}) =
# \mathcal N\big(x_t; \sqrt{\alpha_t}\, x_{t-1}, (1 - \alpha_t) I\big),$$
#
# by way of two, to the general form
#
# $$x_t = \sqrt{\bar\alpha_t}\, x_0 + \sqrt{1 - \bar\alpha_t}\, \epsilon \qquad\text{or}\qquad q(x_t \mid x_0) = \mathcal
# N\big(x_t; \sqrt{\bar\alpha_t}\, x_0, (1 - \bar\alpha_t) I\big).$$
#
# In this and the other derivations of this notebook **time counts as in the papers**: $x_0$ is the data,
# $t = 1, \dots, T$, $\alpha_t = 1 - \beta_t$ and $\bar\alpha_t = \alpha_1 \cdots \alpha_t$. Write `\alpha_t`,
# `\bar\alpha_t`, `\beta_t`; the identity `I` may be left out. Noises are `\epsilon`, `\epsilon_t`, `\bar\epsilon`,
# `\epsilon'`, `z_t` and the like: each stands for standard normal noise, independent of the others. Between random variables
# `=` means that both sides have the same law given $x_0$, so that a sum of noises may be replaced by one; and when two
# steps have become one, `\dots` may stand for going on like this. Induction from $t - 1$ to $t$ is as good a way as two
# steps, and so is an integral over $x_{t-1}$.
#
# *Marked:* that it starts at $x_t$, or at the law of a step; that the step before is to be seen put in; that it is to be seen
# how two noises become one (or the integral a normal law); that it arrives; that every line follows.

# %% nbgrader={"grade": false, "grade_id": "ddpm_marginal", "locked": false, "schema_version": 3, "solution": true, "task": false}
# %%derivation ddpm_marginal
# ### BEGIN SOLUTION
# x_t &= \sqrt{\alpha_t}\, x_{t-1} + \sqrt{1-\alpha_t}\, \epsilon_{t-1} \\
#  &= \sqrt{\alpha_t} \left(\sqrt{\alpha_{t-1}}\, x_{t-2} + \sqrt{1-\alpha_{t-1}}\, \epsilon_{t-2}\right)
#   + \sqrt{1-\alpha_t}\, \epsilon_{t-1} \\
#  &= \sqrt{\alpha_t \alpha_{t-1}}\, x_{t-2} + \sqrt{\alpha_t (1-\alpha_{t-1})}\, \epsilon_{t-2}
#   + \sqrt{1-\alpha_t}\, \epsilon_{t-1} \\
#  &= \sqrt{\alpha_t \alpha_{t-1}}\, x_{t-2} + \sqrt{1-\alpha_t \alpha_{t-1}}\, \bar\epsilon_{t-2}
#   && \text{(the variances add up)} \\
#  &= \dots \\
#  &= \sqrt{\bar\alpha_t}\, x_0 + \sqrt{1-\bar\alpha_t}\, \epsilon
# ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_ddpm_marginal", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
grader.check("ddpm_marginal")

# %% [markdown] nbgrader={"grade": false, "grade_id": "q_sample_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### 1.5 Noising data
#
# A draw from $N(\mu, \sigma^2 I)$ is $\mu + \sigma\epsilon$ with $\epsilon \sim N(0, I)$. Written this way (the
# *reparametrisation* that you know from the VAE) the randomness is an input, and training will need to know exactly
# which $\epsilon$ went in:
#
# $$x_t = \sqrt{\bar\alpha_t}\; x_0 + \sqrt{1 - \bar\alpha_t}\; \epsilon$$
#
# (Ho et al. 2020, section 3.2 and algorithm 1).
#
# **Write** `q_sample(x0, t, betas, noise)`: `(B, *E)`, the $x_t$ that $\epsilon$ = `noise`, of shape `(B, *E)`, leads
# to. It draws nothing itself.
#
# *Example:* betas $0.1, 0.2, 0.4$, $x_0 = 2$, `t = 1`, $\epsilon = -0.3724$:
# $x_1 = 1.6971 - 0.3724\sqrt{0.28} = 1.5$.
#
# *Marked:* values for several event shapes, in float64 and float32, one step and a thousand; arguments unchanged.


# %% nbgrader={"grade": false, "grade_id": "q_sample", "locked": false, "schema_version": 3, "solution": true, "task": false}
def q_sample(x0, t, betas, noise):
    """The x_t that standard normal noise leads to from x_0.

    x0, noise: (B, *E), any number of event axes. t: int64, (B,), counted from 0. betas: (T,).
    Returns (B, *E).
    """
    ### BEGIN SOLUTION
    mean, variance = q_mean_variance(x0, t, betas)
    std = variance.sqrt().reshape(-1, *[1] * (x0.dim() - 1))
    return mean + std * noise
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_q_sample", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
grader.check("q_sample")


# %% nbgrader={"grade": false, "grade_id": "show_noising", "locked": true, "schema_version": 3, "solution": false, "task": false}
@demo
def show_noising():
    """Two moons under the cosine schedule, at five of a hundred steps."""
    generator = torch.Generator().manual_seed(0)
    betas, x0 = shaped(cosine_betas(100, 0.008), (100,), "cosine_betas"), two_moons(1500, generator)
    _, axes = plt.subplots(1, 5, figsize=(12.5, 2.8))
    for axis, step in zip(axes, [0, 15, 35, 60, 99], strict=True):
        noise = torch.randn(x0.shape, dtype=x0.dtype, generator=generator)
        xt = q_sample(x0, torch.full((len(x0),), step), betas, noise)
        scatter(axis, shaped(xt, x0.shape, "q_sample"), f"t = {step}")
    plt.show()


# %% [markdown] nbgrader={"grade": false, "grade_id": "snr_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### 1.6 The signal-to-noise ratio
#
# In $x_t$ the signal has variance $\bar\alpha_t$ (for data of variance 1) and the noise $1 - \bar\alpha_t$. Their
# ratio
#
# $$\mathrm{SNR}(t) = \frac{\bar\alpha_t}{1 - \bar\alpha_t}$$
#
# (Kingma et al. 2021, [arXiv:2107.00630](https://arxiv.org/abs/2107.00630), eq. (2); their $\alpha_t^2$ is our
# $\bar\alpha_t$) says how hard denoising is at step $t$, whatever the schedule is called. Kingma et al. show (section
# 5.1) that in continuous time the variational bound depends on a schedule only through the SNR at its two ends. Today
# schedules are designed, and losses weighted, by $\log \mathrm{SNR}$.
#
# **Write** `snr(betas)`: `(T,) -> (T,)`.
#
# *Example:* betas $0.1, 0.2, 0.4$: $0.9 / 0.1 = 9$, $0.72 / 0.28 = 2.571$, $0.432 / 0.568 = 0.7606$.
#
# *Marked:* values in float64 and float32, one step, a thousand steps; `betas` unchanged.


# %% nbgrader={"grade": false, "grade_id": "snr", "locked": false, "schema_version": 3, "solution": true, "task": false}
def snr(betas):
    """Signal-to-noise ratio after each step.

    betas: floating, (T,), in (0, 1).
    Returns (T,), in the dtype of betas.
    """
    ### BEGIN SOLUTION
    left = alpha_bar(betas)
    return left / (1 - left)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_snr", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
grader.check("snr")


# %% nbgrader={"grade": false, "grade_id": "show_snr", "locked": true, "schema_version": 3, "solution": false, "task": false}
@demo
def show_snr():
    """Both schedules by their signal-to-noise ratio."""
    T = 1000
    _, axis = plt.subplots(figsize=(6, 3.2))
    for name, betas in {"linear": linear_betas(T, 1e-4, 0.02), "cosine": cosine_betas(T, 0.008)}.items():
        axis.semilogy(shaped(snr(shaped(betas, (T,), f"{name}_betas")), (T,), "snr"), label=name)
    axis.axhline(1, color="grey", linewidth=0.8)
    axis.set(xlabel="step t", title="signal-to-noise ratio", ylim=(1e-8, 1e5))
    axis.legend()
    plt.show()


# %% [markdown] nbgrader={"grade": false, "grade_id": "part2", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Part 2 · Back, when the data is known
#
# ### 2.1 The posterior of one step
#
# Which $x_{t-1}$ came before this $x_t$? Without knowing the data that is a hard question; it is what the network
# will be for. But *given* $x_0$ it is one of Gaussian conditioning. By Bayes' rule, and because the chain is Markov,
#
# $$q(x_{t-1} \mid x_t, x_0) \propto q(x_t \mid x_{t-1})\; q(x_{t-1} \mid x_0),$$
#
# two Gaussians in $x_{t-1}$ whose product is again one: $N(\tilde\mu_t, \tilde\beta_t I)$ with
#
# $$\tilde\mu_t = \frac{\sqrt{\bar\alpha_{t-1}}\,\beta_t}{1 - \bar\alpha_t}\; x_0
# + \frac{\sqrt{1 - \beta_t}\,(1 - \bar\alpha_{t-1})}{1 - \bar\alpha_t}\; x_t,
# \qquad \tilde\beta_t = \frac{1 - \bar\alpha_{t-1}}{1 - \bar\alpha_t}\, \beta_t$$
#
# (Ho et al. 2020, eqs. (6) and (7)). Read it: the mean is a compromise between where the chain came from and where it
# is. Early in the chain it leans on $x_0$, late on $x_t$. The variance is smaller than $\beta_t$, which is what it
# would be for data $N(0, I)$ if $x_0$ were *not* known: knowing $x_0$ helps; late in the chain it hardly does.
#
# **The first step is an edge.** At `t = 0` the $x_{t-1}$ that we look for *is* the data. With $\bar\alpha_{-1} = 1$
# the formulas say so by themselves: the variance is 0 and the mean is $x_0$, a *point mass*. Indexing `[t - 1]` does
# not: at `t = 0` it takes the last entry of a tensor, silently.
#
# **Write** `q_posterior(x0, xt, t, betas)`: the mean, `(B, *E)`, and the variance, `(B,)`. Mind the order of the
# arguments. A batch may hold several steps, `t = 0` among them. At `t = 0` the point mass is expected up to rounding.
#
# *Example:* betas $0.1, 0.2, 0.4$, $x_0 = 2$, $x_t = 1.5$, `t = 1`: the weights are
# $\sqrt{0.9} \cdot 0.2 / 0.28 = 0.6776$ and $\sqrt{0.8} \cdot 0.1 / 0.28 = 0.3194$, hence the mean is $1.8344$; the
# variance is $0.1 / 0.28 \cdot 0.2 = 0.0714$.
#
# *Marked:* mean and variance, for several event shapes, in float64 and float32; `t = 0`, alone and among other steps;
# one step and a thousand; arguments unchanged.


# %% nbgrader={"grade": false, "grade_id": "q_posterior", "locked": false, "schema_version": 3, "solution": true, "task": false}
def q_posterior(x0, xt, t, betas):
    """Mean and variance of q(x_{t-1} | x_t, x_0); at t = 0 the point mass on x_0.

    x0, xt: (B, *E), any number of event axes. t: int64, (B,), counted from 0. betas: (T,).
    Returns (mean, variance) of shapes (B, *E) and (B,).
    """
    ### BEGIN SOLUTION
    left = alpha_bar(betas)
    left_before = torch.cat([torch.ones_like(left[:1]), left[:-1]])
    beta, noise, noise_before = betas[t], 1 - left[t], 1 - left_before[t]
    from_x0 = left_before[t].sqrt() * beta / noise
    from_xt = (1 - beta).sqrt() * noise_before / noise
    column = (-1, *[1] * (x0.dim() - 1))
    mean = from_x0.reshape(column) * x0 + from_xt.reshape(column) * xt
    return mean, noise_before / noise * beta
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_q_posterior", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
grader.check("q_posterior")


# %% nbgrader={"grade": false, "grade_id": "show_posterior", "locked": true, "schema_version": 3, "solution": false, "task": false}
@demo
def show_posterior():
    """The posterior's weights; and its variance against beta_t, a step back for data N(0, I) that is not known."""
    T = 100
    betas, t = shaped(linear_betas(T, 1e-3, 0.2), (T,), "linear_betas"), torch.arange(T)
    still = torch.zeros(T, dtype=torch.float64)
    from_x0, _ = q_posterior(still + 1, still, t, betas)
    from_xt, variance = q_posterior(still, still + 1, t, betas)
    from_x0, from_xt, variance = (shaped(value, (T,), "q_posterior") for value in (from_x0, from_xt, variance))
    _, (left, right) = plt.subplots(1, 2, figsize=(10, 3.2))
    left.plot(from_x0, label=r"on $x_0$")
    left.plot(from_xt, label=r"on $x_t$")
    left.set(xlabel="step t", title="weights of the posterior's mean")
    left.legend()
    right.loglog(t[1:], betas[1:], label=r"$\beta_t$")
    right.loglog(t[1:], variance[1:], label=r"$\tilde\beta_t$")
    right.set(xlabel="step t (from 1)", title="variances")
    right.legend()
    plt.show()


# %% [markdown] nbgrader={"grade": false, "grade_id": "ddpm_posterior_mean_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### 2.2 Its mean, derived
#
# **Derive** `ddpm_posterior_mean`: from $q(x_{t-1} \mid x_t, x_0)$, or its logarithm, to
#
# $$\tilde\mu_t(x_t, x_0) = \frac{\sqrt{\alpha_t}\,(1 - \bar\alpha_{t-1})}{1 - \bar\alpha_t}\, x_t
# + \frac{\sqrt{\bar\alpha_{t-1}}\,\beta_t}{1 - \bar\alpha_t}\, x_0$$
#
# or any closed form that is equal to it. Time counts from 1, as in `ddpm_marginal`, and $\alpha_t = 1 - \beta_t$; take
# $t \ge 2$. What may be used: the step $q(x_t \mid x_{t-1})$, the marginals $q(x_t \mid x_0)$ and $q(x_{t-1} \mid x_0)$, that the
# chain is Markov, Bayes' rule, and that the mean of a normal law is where its exponent is largest. `\propto` drops factors
# in which no $x_{t-1}$ stands, and under a logarithm `+ C` takes their place. `\tilde\mu_t` is the mean that is looked for
# and `\tilde\beta_t` the variance; coefficients may get names of yours, `A := …`. Squares are written as of numbers, or as
# norms of vectors.
#
# *Marked:* that it starts at the posterior; that Bayes' rule is to be seen, the posterior as a product of the step and the
# marginal (or of their two normal densities); that the exponent is to be seen as a quadratic in $x_{t-1}$; that it arrives;
# that every line follows.

# %% nbgrader={"grade": false, "grade_id": "ddpm_posterior_mean", "locked": false, "schema_version": 3, "solution": true, "task": false}
# %%derivation ddpm_posterior_mean
# ### BEGIN SOLUTION
# q(x_{t-1}|x_t, x_0) &= \frac{q(x_t|x_{t-1})\, q(x_{t-1}|x_0)}{q(x_t|x_0)} && \text{(Bayes, Markov)} \\
#  &\propto \exp\left(-\frac12\left(\frac{(x_t - \sqrt{\alpha_t} x_{t-1})^2}{\beta_t}
#   + \frac{(x_{t-1} - \sqrt{\bar\alpha_{t-1}} x_0)^2}{1-\bar\alpha_{t-1}}\right)\right) \\
#  &\propto \exp\left(-\frac12\left(\left(\frac{\alpha_t}{\beta_t} + \frac{1}{1-\bar\alpha_{t-1}}\right) x_{t-1}^2
#   - 2\left(\frac{\sqrt{\alpha_t}}{\beta_t} x_t
#   + \frac{\sqrt{\bar\alpha_{t-1}}}{1-\bar\alpha_{t-1}} x_0\right) x_{t-1}\right)\right) \\
# \tilde\mu_t(x_t, x_0) &= \frac{\frac{\sqrt{\alpha_t}}{\beta_t} x_t + \frac{\sqrt{\bar\alpha_{t-1}}}{1-\bar\alpha_{t-1}} x_0}
#   {\frac{\alpha_t}{\beta_t} + \frac{1}{1-\bar\alpha_{t-1}}} \\
#  &= \frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})}{1-\bar\alpha_t} x_t + \frac{\sqrt{\bar\alpha_{t-1}}\beta_t}{1-\bar\alpha_t} x_0
# ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_ddpm_posterior_mean", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
grader.check("ddpm_posterior_mean")

# %% [markdown] nbgrader={"grade": false, "grade_id": "part3", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Part 3 · Back, when it is not
#
# A model has to take steps backwards without $x_0$:
# $p_\theta(x_{t-1} \mid x_t) = N(\mu_\theta(x_t, t), \sigma_t^2 I)$ from $x_T \sim N(0, I)$. Its fit is measured by
# the variational bound on $-\log p_\theta(x_0)$, which for this chain falls apart into one divergence per step
# (Sohl-Dickstein et al. 2015; Ho et al. 2020, eq. (5)):
#
# $$\mathbb E_q\Big[\underbrace{D_{KL}\big(q(x_T \mid x_0) \,\|\, p(x_T)\big)}_{L_T}
# + \sum_{t > 1} \underbrace{D_{KL}\big(q(x_{t-1} \mid x_t, x_0) \,\|\, p_\theta(x_{t-1} \mid x_t)\big)}_{L_{t-1}}
# \underbrace{- \log p_\theta(x_0 \mid x_1)}_{L_0}\Big]$$
#
# (steps counted from 1 here, as in the papers). $L_T$ has nothing to learn. In the middle there are two Gaussians,
# and with the variance fixed the divergence is, up to the factor $1 / 2\sigma_t^2$ and a constant, the squared distance
# of their means, $\lVert \tilde\mu_t - \mu_\theta \rVert^2$ (Ho et al. 2020, eq. (8)): **the model has to aim at the
# posterior's mean**, Part 2, without having been told $x_0$. So it has to guess $x_0$, in one form or another. Three
# forms are in use, and each can be turned into the others.

# %% [markdown] nbgrader={"grade": false, "grade_id": "ddpm_elbo_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### The bound, derived
#
# **Derive** `ddpm_elbo`: from $-\log p_\theta(x_0)$ (or from $\log p_\theta(x_0)$, or from the mean of the one under
# $q(x_0)$) to
#
# $$-\log p_\theta(x_0) \le L_T + \sum_{t=2}^{T} L_{t-1} + L_0, \qquad\begin{aligned}
# L_T &= D_{KL}\big(q(x_T \mid x_0) \,\|\, p(x_T)\big), \\
# L_{t-1} &= \mathbb E_q\big[D_{KL}\big(q(x_{t-1} \mid x_t, x_0) \,\|\, p_\theta(x_{t-1} \mid x_t)\big)\big], \\
# L_0 &= -\mathbb E_q\big[\log p_\theta(x_0 \mid x_1)\big].\end{aligned}$$
#
# Time counts from 1. The names `L_T`, `L_{t-1}` and `L_0` may be used as they stand here, or be written out.
# `q(x_{1:T}|x_0)` is the product of the forward steps and `p_\theta(x_{0:T})` that of the backward ones and $p(x_T)$; `p` may
# stand for $p_\theta$, and `\mathbb{E}_q` for the mean under the whole chain given $x_0$. What may be used: Jensen's
# inequality, Bayes' rule, and that both chains are Markov, $q(x_t \mid x_{t-1}) = q(x_t \mid x_{t-1}, x_0)$.
#
# *Marked:* that it starts at the evidence; that the bound is to be seen as such, an inequality that leads to a mean of
# logarithms of the two chains (or drops a divergence of them); that it is to be seen how a step of $q$ is turned round given
# $x_0$, so that $q(x_{t-1} \mid x_t, x_0)$ stands in a logarithm; that it arrives; that every line follows.

# %% nbgrader={"grade": false, "grade_id": "ddpm_elbo", "locked": false, "schema_version": 3, "solution": true, "task": false}
# %%derivation ddpm_elbo
# ### BEGIN SOLUTION
# -\log p_\theta(x_0) &= -\log \mathbb{E}_{q(x_{1:T}|x_0)}\left[\frac{p_\theta(x_{0:T})}{q(x_{1:T}|x_0)}\right] \\
#  &\le \mathbb{E}_q\left[\log \frac{q(x_{1:T}|x_0)}{p_\theta(x_{0:T})}\right] && \text{(Jensen)} \\
#  &= \mathbb{E}_q\left[-\log p(x_T) + \sum_{t=2}^T \log \frac{q(x_t|x_{t-1})}{p_\theta(x_{t-1}|x_t)}
#   + \log \frac{q(x_1|x_0)}{p_\theta(x_0|x_1)}\right] \\
#  &= \mathbb{E}_q\left[-\log p(x_T)
#   + \sum_{t=2}^T \log \frac{q(x_{t-1}|x_t, x_0)\, q(x_t|x_0)}{p_\theta(x_{t-1}|x_t)\, q(x_{t-1}|x_0)}
#   + \log \frac{q(x_1|x_0)}{p_\theta(x_0|x_1)}\right] \\
#  &= \mathbb{E}_q\left[\log \frac{q(x_T|x_0)}{p(x_T)} + \sum_{t=2}^T \log \frac{q(x_{t-1}|x_t, x_0)}{p_\theta(x_{t-1}|x_t)}
#   - \log p_\theta(x_0|x_1)\right] \\
#  &= L_T + \sum_{t=2}^T L_{t-1} + L_0
# ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_ddpm_elbo", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
grader.check("ddpm_elbo")

# %% [markdown] nbgrader={"grade": false, "grade_id": "predict_x0_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### 3.1 From noise to data
#
# $x_t = \sqrt{\bar\alpha_t}\,x_0 + \sqrt{1 - \bar\alpha_t}\,\epsilon$ is one equation for three quantities. $x_t$ is
# given; so who knows $\epsilon$ knows $x_0$. DDPM's network $\epsilon_\theta(x_t, t)$ predicts the noise, and what it
# thinks the data is follows (Ho et al. 2020, eq. (15)).
#
# **Write** `predict_x0(xt, t, eps, betas)`: `(B, *E)`, the data that `eps` would have turned into `xt`. It is the
# inverse of `q_sample`. No clipping: whatever range your data has, it is not for this function to know.
#
# *Example:* betas $0.1, 0.2, 0.4$, $x_t = 1.5$, $\epsilon = -0.3724$, `t = 1`: we are back at $x_0 = 2$.
#
# Note what happens late in the chain: $\bar\alpha_t$ is nearly 0, and a small error in $\epsilon$ is a huge one in
# $x_0$.
#
# *Marked:* values for several event shapes, in float64 and float32; one step and a thousand; arguments unchanged.


# %% nbgrader={"grade": false, "grade_id": "predict_x0", "locked": false, "schema_version": 3, "solution": true, "task": false}
def predict_x0(xt, t, eps, betas):
    """The x_0 from which noise eps leads to x_t: the inverse of q_sample.

    xt, eps: (B, *E), any number of event axes. t: int64, (B,), counted from 0. betas: (T,).
    Returns (B, *E).
    """
    ### BEGIN SOLUTION
    left = alpha_bar(betas)[t].reshape(-1, *[1] * (xt.dim() - 1))
    return (xt - (1 - left).sqrt() * eps) / left.sqrt()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_predict_x0", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
grader.check("predict_x0")

# %% [markdown] nbgrader={"grade": false, "grade_id": "score_from_eps_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### 3.2 From noise to score
#
# The **score** of a density is the gradient of its logarithm, $\nabla_x \log q(x)$: an arrow at each point that says
# which way is *more likely*. Whoever follows it long enough, in small steps and with the right amount of noise,
# samples from $q$; and it needs no normalising constant. Vincent (2011) found that a score can be learned by
# denoising; Song et al. (2021, [arXiv:2011.13456](https://arxiv.org/abs/2011.13456)) put diffusion on that ground. For
# our Gaussian,
#
# $$\nabla_{x_t} \log q(x_t \mid x_0) = -\frac{x_t - \sqrt{\bar\alpha_t}\,x_0}{1 - \bar\alpha_t},$$
#
# the gradient of $-\lVert x_t - \sqrt{\bar\alpha_t}\,x_0 \rVert^2 / 2(1 - \bar\alpha_t)$. Now put in what
# $x_t - \sqrt{\bar\alpha_t}\,x_0$ is in terms of $\epsilon$: **score and noise are the same thing up to a factor**
# that depends on $t$ alone.
#
# Sampling needs the score of the *marginal* $q(x_t)$, where $x_0$ is not known: it is the mean of these scores given
# $x_t$, $\nabla_{x_t} \log q(x_t) = \mathbb E\big[\nabla_{x_t} \log q(x_t \mid x_0) \,\big|\, x_t\big]$. So the same
# formula gives it, with $\mathbb E[\epsilon \mid x_t]$ in place of $\epsilon$. That is what a network for the noise
# learns.
#
# **Write** `score_from_eps(eps, t, betas)`: `(B, *E)`, the score $\nabla_{x_t} \log q(x_t \mid x_0)$ at the $x_t$
# that noise `eps` leads to.
#
# *Example:* betas $0.1, 0.2, 0.4$, $\epsilon = -0.3724$, `t = 1`: the score is $0.7038$. It is positive: $x_t$ lies
# *below* the mean, and more likely values lie above.
#
# *Marked:* values for several event shapes, in float64 and float32; one step and a thousand; arguments unchanged.


# %% nbgrader={"grade": false, "grade_id": "score_from_eps", "locked": false, "schema_version": 3, "solution": true, "task": false}
def score_from_eps(eps, t, betas):
    """The gradient of log q(x_t | x_0) in x_t, at the x_t that noise eps leads to.

    eps: (B, *E), any number of event axes. t: int64, (B,), counted from 0. betas: (T,).
    Returns (B, *E).
    """
    ### BEGIN SOLUTION
    left = alpha_bar(betas)[t].reshape(-1, *[1] * (eps.dim() - 1))
    return -eps / (1 - left).sqrt()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_score_from_eps", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
grader.check("score_from_eps")


# %% nbgrader={"grade": false, "grade_id": "show_score", "locked": true, "schema_version": 3, "solution": false, "task": false}
@demo
def show_score():
    """A cloud of x_t around one point, and the score at each: arrows to the mean, longer where noise is less."""
    generator = torch.Generator().manual_seed(1)
    betas = shaped(linear_betas(100, 1e-3, 0.1), (100,), "linear_betas")
    x0 = torch.tensor([[1.5, 0.5]], dtype=torch.float64).repeat(40, 1)
    _, axes = plt.subplots(1, 3, figsize=(10, 3.3))
    for axis, step in zip(axes, [20, 40, 70], strict=True):
        t, eps = torch.full((40,), step), torch.randn(40, 2, dtype=torch.float64, generator=generator)
        points = shaped(q_sample(x0, t, betas, eps), (40, 2), "q_sample")
        arrows = shaped(score_from_eps(eps, t, betas), (40, 2), "score_from_eps")
        scatter(axis, points, f"t = {step}")
        axis.quiver(*points.T, *arrows.T, angles="xy", scale_units="xy", scale=9, width=0.004)
    plt.show()


# %% [markdown] nbgrader={"grade": false, "grade_id": "p_sample_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### 3.3 One reverse step
#
# Predict the noise, read off what it says about $x_0$, and step to where the posterior with *that* $x_0$ says. Put
# `predict_x0` into $\tilde\mu_t$, collect terms, and much cancels:
#
# $$x_{t-1} = \frac{1}{\sqrt{1 - \beta_t}} \left(x_t - \frac{\beta_t}{\sqrt{1 - \bar\alpha_t}}\; \hat\epsilon\right)
# + \sigma_t z, \qquad z \sim N(0, I)$$
#
# (Ho et al. 2020, eq. (11) and algorithm 2). The two forms are the same function; take whichever you like. For
# $\sigma_t^2$ Ho et al. tried $\beta_t$ and $\tilde\beta_t$ and found little between them (section 3.2: the one is
# best if the data is $N(0, I)$, the other if it is a single point). **Here it is $\tilde\beta_t$**, the variance of
# `q_posterior`.
#
# At `t = 0` the step leads to the data, and there is **no noise**: $\tilde\beta_0 = 0$. Nothing is clipped; many
# programs clip the predicted $x_0$ to the range of images, this function does not.
#
# **Write** `p_sample(xt, t, eps_hat, betas, noise)`: `(B, *E)`, with `eps_hat` the predicted noise $\hat\epsilon$ and
# `noise` the $z$ of the step, both `(B, *E)`.
#
# *Example:* betas $0.1, 0.2, 0.4$, $x_t = 1.5$, $\hat\epsilon = -0.3724$, `t = 1`, $z = 1$: the mean is
# $(1.5 + 0.2 \cdot 0.3724 / \sqrt{0.28}) / \sqrt{0.8} = 1.8344$, as in 2.1 (why?), and
# $x_{t-1} = 1.8344 + \sqrt{0.0714} = 2.1017$.
#
# *Marked:* values for several event shapes, in float64 and float32; the variance; `t = 0`, alone and among other
# steps; one step and a thousand; arguments unchanged.


# %% nbgrader={"grade": false, "grade_id": "p_sample", "locked": false, "schema_version": 3, "solution": true, "task": false}
def p_sample(xt, t, eps_hat, betas, noise):
    """One reverse step from x_t to x_{t-1}: the DDPM mean, the posterior's variance, no noise at t = 0, no clipping.

    xt, eps_hat, noise: (B, *E), any number of event axes. t: int64, (B,), counted from 0. betas: (T,).
    Returns (B, *E).
    """
    ### BEGIN SOLUTION
    mean, variance = q_posterior(predict_x0(xt, t, eps_hat, betas), xt, t, betas)
    return mean + variance.sqrt().reshape(-1, *[1] * (xt.dim() - 1)) * noise
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_p_sample", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
grader.check("p_sample")

# %% [markdown] nbgrader={"grade": false, "grade_id": "perfect_predictor_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **A perfect predictor.** If the data is a finite set of points, the best possible guess of the noise can be computed
# without any network: it is an average over the points, weighted by how likely each of them is to have become this
# $x_t$. The next cell does that for 300 points on two moons and runs your `p_sample` from pure noise. Look closely at
# the end. Has it *generated* anything? (What does a perfect predictor of the training set's noise do, and why is it
# lucky that networks are not perfect?)


# %% nbgrader={"grade": false, "grade_id": "show_perfect_predictor", "locked": true, "schema_version": 3, "solution": false, "task": false}
@demo
def show_perfect_predictor():
    """From noise to two moons with the exact conditional expectation of the noise, for a data set of 300 points."""
    generator = torch.Generator().manual_seed(2)
    data, T = two_moons(300, generator), 100
    betas = shaped(linear_betas(T, 1e-3, 0.15), (T,), "linear_betas")
    x = torch.randn(600, 2, dtype=torch.float64, generator=generator)
    _, axes = plt.subplots(1, 5, figsize=(12.5, 2.8))
    scatter(axes[0], x, "noise", "tab:orange")
    panels = dict(zip([60, 30, 10, 0], axes[1:], strict=True))
    for step in reversed(range(T)):
        means, variance = q_mean_variance(data, torch.full((len(data),), step), betas)
        means = shaped(means, data.shape, "q_mean_variance")
        variance = shaped(variance, data.shape[:1], "q_mean_variance")
        weights = torch.softmax(-(torch.cdist(x, means) ** 2) / (2 * variance), dim=1)
        eps_hat = (x - weights @ means) / variance[0].sqrt()
        noise = torch.randn(x.shape, dtype=x.dtype, generator=generator)
        x = shaped(p_sample(x, torch.full((600,), step), eps_hat, betas, noise), (600, 2), "p_sample")
        if step in panels:
            scatter(panels[step], x, f"after step t = {step}", "tab:orange")
    plt.show()


# %% [markdown] nbgrader={"grade": false, "grade_id": "ddpm_loss_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### 3.4 What to train on
#
# Write the divergence of a step, $L_{t-1}$, in terms of the noise and it is, up to a constant,
# $\lVert \epsilon - \epsilon_\theta \rVert^2$ times a weight that depends on $t$ (Ho et al. 2020, eq. (12)). They found
# that samples look *better* without the weight, and most have trained on this since:
#
# $$L_{\text{simple}} = \mathbb E_{t, x_0, \epsilon}\; \big\lVert \epsilon
# - \epsilon_\theta(\underbrace{\sqrt{\bar\alpha_t}\,x_0 + \sqrt{1 - \bar\alpha_t}\,\epsilon}_{x_t},\ t) \big\rVert^2$$
#
# (Ho et al. 2020, eq. (14), with every step equally likely). Training is four lines (algorithm 1): draw data, a step
# for each example and noise; noise the data; predict; compare.
#
# **Write** `ddpm_loss(eps, eps_hat)`: a 0-d tensor, the **mean over all elements**, batch and event alike, of the
# squared difference. Both have the same shape; any shape will do. (The norm in the paper *adds up* the squares of an
# example. Their mean is less by a constant factor, the number of entries of an example, that changes no minimum.)
#
# It has to be differentiable in `eps_hat`, or nothing can be learned from it: stay with torch operations from the
# argument to the result.
#
# *Example:* $\epsilon = (1, 2)$, $\hat\epsilon = (0, 4)$: $(1 + 4) / 2 = 2.5$; the gradient in $\hat\epsilon$ is
# $2(\hat\epsilon - \epsilon) / 2 = (-1, 2)$.
#
# *Marked:* values for several shapes, in float64 and float32; the gradient in `eps_hat`; arguments unchanged.


# %% nbgrader={"grade": false, "grade_id": "ddpm_loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def ddpm_loss(eps, eps_hat):
    """L_simple: the mean of the squared difference over all elements.

    eps, eps_hat: of the same shape, any.
    Returns a 0-d tensor, differentiable in eps_hat.
    """
    ### BEGIN SOLUTION
    return ((eps - eps_hat) ** 2).mean()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_ddpm_loss", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
grader.check("ddpm_loss")

# %% [markdown] nbgrader={"grade": false, "grade_id": "training_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **A whole diffusion model.** Everything is there: your functions and forty lines more train a small network on two
# moons and sample from it. This takes some seconds, or half a minute on a busy machine. Compare with the perfect
# predictor above: the new points lie *between* the old ones too.


# %% nbgrader={"grade": false, "grade_id": "show_training", "locked": true, "schema_version": 3, "solution": false, "task": false}
class Denoiser(torch.nn.Module):
    """Predicts the noise in points of the plane. Sines and cosines of the step and of the place make it learn faster."""

    def __init__(self, num_steps, width=64):
        super().__init__()
        self.num_steps = num_steps
        self.layers = torch.nn.Sequential(
            torch.nn.Linear(2 + 8 + 12, width), torch.nn.SiLU(),
            torch.nn.Linear(width, width), torch.nn.SiLU(),
            torch.nn.Linear(width, 2),
        )  # fmt: skip

    def forward(self, x, t):
        step = (t[:, None] + 1) / self.num_steps * math.pi * torch.tensor([0.5, 1.0, 2.0, 4.0])
        place = (x[:, :, None] * torch.tensor([1.0, 2.0, 4.0])).flatten(1)
        return self.layers(torch.cat([x, step.sin(), step.cos(), place.sin(), place.cos()], dim=1))


@demo
def show_training():
    """Train on two moons, then sample: the loss on the way, and four moments of the reverse chain."""
    T, batch, updates = 40, 512, 1000
    generator = torch.Generator().manual_seed(3)
    betas = shaped(linear_betas(T, 1e-3, 0.3), (T,), "linear_betas").float()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        network = Denoiser(T)
    optimiser, losses = torch.optim.Adam(network.parameters(), lr=2e-2), []
    slow_down = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, updates)
    for _ in range(updates):
        x0 = two_moons(batch, generator).float()
        t, eps = torch.randint(T, (batch,), generator=generator), torch.randn(batch, 2, generator=generator)
        xt = shaped(q_sample(x0, t, betas, eps), x0.shape, "q_sample").float()
        loss = ddpm_loss(eps, network(xt, t))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        slow_down.step()
        losses.append(loss.item())

    x = torch.randn(1500, 2, generator=generator)
    _, axes = plt.subplots(1, 5, figsize=(12.5, 2.8))
    axes[0].plot(np.convolve(losses, np.ones(50) / 50, mode="valid"))
    axes[0].set(title="loss (running mean)", xlabel="update")
    panels = dict(zip([25, 12, 5, 0], axes[1:], strict=True))
    for step in reversed(range(T)):
        t = torch.full((len(x),), step)
        with torch.no_grad():
            x = p_sample(x, t, network(x, t), betas, torch.randn(x.shape, generator=generator))
            x = shaped(x, (1500, 2), "p_sample").float()
        if step in panels:
            scatter(panels[step], x, f"after step t = {step}", "tab:orange")
    plt.show()


# %% [markdown] nbgrader={"grade": false, "grade_id": "part4", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Part 4 · The whole chain, exactly
#
# Is the reverse chain *right*? With a network one cannot tell its errors from those of the method. So take data for
# which the best predictor is known: single numbers $x_0 \sim N(m, \sigma_{\text{data}}^2)$.
#
# The predictor that minimises the expected squared error is the conditional expectation,
# $\hat\epsilon(x_t) = \mathbb E[\epsilon \mid x_t]$: it is what a perfect network would learn. Here
# $x_t = \sqrt{\bar\alpha_t}\,x_0 + \sqrt{1 - \bar\alpha_t}\,\epsilon$ is a sum of two independent normals, so
# $\epsilon$ and $x_t$ are *jointly normal*, and for jointly normal $A$ and $B$
#
# $$\mathbb E[A \mid B] = \mathbb E[A] + \frac{\mathrm{Cov}(A, B)}{\mathrm{Var}(B)}\,\big(B - \mathbb E[B]\big)$$
#
# (Bishop 2006, eq. (2.81)). Work out $\mathbb E[x_t]$, $\mathrm{Var}(x_t)$ and $\mathrm{Cov}(\epsilon, x_t)$ first;
# each is one line. Check your result at two extremes: when $\sigma_{\text{data}} = 0$ the data is known, so the noise
# must be too; and when $\sigma_{\text{data}} > 0$ and $\bar\alpha_t \to 1$ the prediction must fade, for next to the
# spread of the data there is hardly any noise in $x_t$ to be found.

# %% [markdown] nbgrader={"grade": false, "grade_id": "ancestral_sample_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### 4.1 Ancestral sampling
#
# Sampling each variable given the one before it is called *ancestral*. Start from $x_T \sim N(0, 1)$, whatever $m$
# and $\sigma_{\text{data}}$ are, and take all reverse steps, `t = T - 1` down to `t = 0`, each by `p_sample` with
# $\hat\epsilon = \mathbb E[\epsilon \mid x_t]$ and fresh noise (Ho et al. 2020, algorithm 2).
#
# **Write** `ancestral_sample(n, betas, mean, std, generator)`: `n` independent draws, shape `(n,)`, floating. `betas`
# is `(T,)`; `mean` and `std` are floats, $m$ and $\sigma_{\text{data}} > 0$. *All* randomness comes from `generator`, a
# `torch.Generator`: same state, same draws; two calls in a row differ. In which order you draw is up to you.
#
# *Example:* in one step, $T = 1$, with $\beta_0 = 0.5$, $m = 2$, $\sigma_{\text{data}} = 1$: $\bar\alpha_0 = 0.5$,
# $\mathrm{Var}(x) = 1$, $\hat\epsilon = \sqrt{0.5}\,(x - 2\sqrt{0.5})$, and the step leads to $1 + x / \sqrt 2$
# without noise. So the draws are $N(1, \tfrac12)$. The data is $N(2, 1)$! That is not an error of yours.
#
# *Marked:* **the law of exactly this chain**, by statistical tests on some thousands of draws (mean, variance, shape,
# independence), in four checks: one, three and twenty steps, and wide data. Each of the four refuses a right answer
# once in a million times at the most. And that all randomness comes from the generator.


# %% nbgrader={"grade": false, "grade_id": "ancestral_sample", "locked": false, "schema_version": 3, "solution": true, "task": false}
def ancestral_sample(n, betas, mean, std, generator):
    """n draws from the reverse chain, from x_T ~ N(0, 1), with the exact E[eps | x_t] for scalar data N(mean, std^2).

    n: int. betas: (T,). mean, std: floats. generator: torch.Generator, the only source of randomness.
    Returns (n,).
    """
    ### BEGIN SOLUTION
    left = alpha_bar(betas)
    x = torch.randn(n, dtype=betas.dtype, generator=generator)
    for step in reversed(range(len(betas))):
        signal, noise = left[step], 1 - left[step]
        eps_hat = noise.sqrt() * (x - signal.sqrt() * mean) / (signal * std**2 + noise)
        z = torch.randn(n, dtype=betas.dtype, generator=generator)
        x = p_sample(x, torch.full((n,), step), eps_hat, betas, z)
    return x
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_ancestral_sample", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
grader.check("ancestral_sample")


# %% nbgrader={"grade": false, "grade_id": "show_ancestral", "locked": true, "schema_version": 3, "solution": false, "task": false}
@demo
def show_ancestral():
    """Draws of the chain against the data's density, for schedules of few and of many steps that end equally noisy."""
    mean, std = 2.0, 0.5
    x = np.linspace(-1, 4.5, 300)
    _, axes = plt.subplots(1, 4, figsize=(12.5, 2.8), sharey=True)
    for axis, T in zip(axes, [3, 10, 50, 200], strict=True):
        # -log(1 - beta) grows linearly and adds up to 6, so alpha_bar ends at exp(-6) = 0.0025 for every T.
        betas = 1 - torch.exp(-12 * (torch.arange(T, dtype=torch.float64) + 0.5) / T**2)
        shaped(ancestral_sample(5, betas, mean, std, torch.Generator()), (5,), "ancestral_sample")  # before many
        draws = ancestral_sample(20_000, betas, mean, std, torch.Generator().manual_seed(4))
        draws = shaped(draws, (20_000,), "ancestral_sample")
        axis.hist(draws.numpy(), bins=80, range=(-1, 4.5), density=True, color="tab:orange", alpha=0.6)
        axis.plot(x, np.exp(-((x - mean) ** 2) / (2 * std**2)) / (std * math.sqrt(2 * math.pi)), color="black")
        axis.set_title(f"T = {T}: mean {draws.mean():.3f}, std {draws.std():.3f}", fontsize=9)
    axes[0].set_ylabel("density")
    plt.show()


# %% [markdown] nbgrader={"grade": false, "grade_id": "why_not_quite", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### 4.2 Why is it not quite the data's law?
#
# The predictor is perfect, the steps are those of the paper, and still the draws are not quite
# $N(m, \sigma_{\text{data}}^2)$. Think about it before you read on next week; there is nothing to hand in here.
#
# - The chain starts from $N(0, 1)$. What is the law of $x_T$ really? Which schedule makes the difference small? What
#   would the draws be if it started from the right one?
# - A reverse step uses $\tilde\beta_t = \mathrm{Var}(x_{t-1} \mid x_t, x_0)$. The step that would be exact needs
#   $\mathrm{Var}(x_{t-1} \mid x_t)$. Which of the two is larger, and by what? (The law of total variance knows.) So
#   are the draws too wide or too narrow?
# - Take $m = 0$ and $\sigma_{\text{data}} = 1$. Then every $x_t$ is $N(0, 1)$, and the start is exact. What is the
#   variance of the draws after $T = 1$ step? Which of Ho et al.'s two choices of $\sigma_t^2$ would be exact here?
# - Each reverse step takes a normal law to a normal law. Write down what it does to mean and variance, and you have
#   the law of the draws without drawing. This is how your answer is judged.
# - The mean of the draws is off by the error of the start alone, $m$ times
#   $\bar\alpha \sigma_{\text{data}}^2 / (\bar\alpha \sigma_{\text{data}}^2 + 1 - \bar\alpha)$ with $\bar\alpha$ that of
#   the last step. In the four pictures above that is 0.001 each time, too little to be seen in 20,000 draws. Can you
#   derive it? (Why do the steps add no error of their own to the mean?)
# - The width of the draws is what the steps get wrong. In the end the error shrinks like $1/T$ when the same noise is
#   spread over more steps. Compare the pictures for 50 and for 200 steps (chance moves the width of 20,000 draws by
#   some 0.003): does that agree? And those for 3 and for 10, where single steps are large?

# %% [markdown] nbgrader={"grade": false, "grade_id": "today", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Where this is used today
#
# - **Images, sound, video.** Stable Diffusion and its descendants run the process of this notebook in the latent
#   space of an autoencoder (Rombach et al. 2022, [arXiv:2112.10752](https://arxiv.org/abs/2112.10752)); `q_sample`,
#   $L_{\text{simple}}$ and a reverse step are in there, nearly word by word.
# - **Fewer steps.** The training knows only the marginals $q(x_t \mid x_0)$, so other reverse processes with the same
#   marginals may be used with the same network: DDIM (Song, Meng and Ermon 2021,
#   [arXiv:2010.02502](https://arxiv.org/abs/2010.02502)) goes backwards without noise, in 50 steps instead of 1000.
# - **Scores and differential equations.** Let the steps become infinitely fine and the chain becomes a stochastic
#   differential equation, whose reversal needs the score and nothing else (Song et al. 2021).
# - **Other targets.** Other networks predict $x_0$, or the mixture
#   $v = \sqrt{\bar\alpha_t}\,\epsilon - \sqrt{1 - \bar\alpha_t}\,x_0$ (Salimans and Ho 2022,
#   [arXiv:2202.00512](https://arxiv.org/abs/2202.00512)). Put into terms of the noise, their loss differs from this
#   week's by a weight alone, a function of the SNR. Flow matching, behind many of the current image and video models,
#   is a close relative.
# - **Molecules and proteins, weather, robots' plans.** Wherever a distribution over something high-dimensional is
#   wanted and an error of the model can be stated as an error of denoising.
#
# ## References
#
# - C. Bishop. *Pattern recognition and machine learning.* Springer, 2006
# - J. Ho, A. Jain, P. Abbeel. *Denoising diffusion probabilistic models.* NeurIPS 2020,
#   [arXiv:2006.11239](https://arxiv.org/abs/2006.11239)
# - D. Kingma, T. Salimans, B. Poole, J. Ho. *Variational diffusion models.* NeurIPS 2021,
#   [arXiv:2107.00630](https://arxiv.org/abs/2107.00630)
# - A. Nichol, P. Dhariwal. *Improved denoising diffusion probabilistic models.* ICML 2021,
#   [arXiv:2102.09672](https://arxiv.org/abs/2102.09672)
# - J. Sohl-Dickstein, E. Weiss, N. Maheswaranathan, S. Ganguli. *Deep unsupervised learning using nonequilibrium
#   thermodynamics.* ICML 2015, [arXiv:1503.03585](https://arxiv.org/abs/1503.03585)
# - Y. Song, J. Sohl-Dickstein, D. Kingma, A. Kumar, S. Ermon, B. Poole. *Score-based generative modeling through
#   stochastic differential equations.* ICLR 2021, [arXiv:2011.13456](https://arxiv.org/abs/2011.13456)
# - P. Vincent. *A connection between score matching and denoising autoencoders.* Neural Computation 23, 2011

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
