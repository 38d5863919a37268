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
# # Week 2 · Likelihood: choosing a model by what it says about the data
#
# A generative model is a law $p_\theta(x)$ of everything that could have been observed: all images, all sentences, all
# rows of coin tosses. Its parameters $\theta$ may be one number or a hundred billion. *Learning* is choosing them, and
# one idea is behind nearly all of it: **take the parameters under which the data that you have seen were most
# probable.** That is the principle of *maximum likelihood*; Fisher gave it its name and its theory (1922). A language
# model is trained by it, word for word, and so are classifiers, the mixtures of week 3 and, by a bound of the
# likelihood, the variational autoencoders of week 4.
#
# When you are through you can
#
# 1. say what a likelihood is and what it is not, and compute it without underflow (Part 1);
# 2. fit a normal law to data in closed form or by gradients, and draw new data from it (Part 2);
# 3. fit and score classes, as the last layer of every classifier and of every language model does (Part 3);
# 4. say what a prior changes, and why weight decay is one (Part 4);
# 5. say how sure an estimate can be at best (Part 5).
#
# **Before you start:** densities, expectation, the entropy of week 1, derivatives, and a little linear algebra.
# Nothing here needs a GPU.

# %% [markdown] nbgrader={"grade_id": "marking", "locked": true}
# ## How this notebook is marked
#
# Twelve cells hold one answer each, for you to write: eight functions, one formula and three derivations. Below each of
# them stands `grader.check("name")`. It runs the **public** checks at once and tells you what is wrong. Later the same
# answer is asked again with **hidden** inputs: other sizes, other values, edges. The text above each cell says what is
# asked, so nothing in the hidden checks should surprise you; but passing the public ones is not yet full marks.
#
# - Only the answer cells are taken from your notebook, together with the imports below. **Write a helper function into
#   the answer cell that uses it**, and import there what else you need: there it cannot be overlooked. (What an answer
#   uses from a cell that you added is looked for and carried over, and the feedback says so.)
# - The name, and the order of the arguments, must stay as they are. Any callable will do, and it may call your other
#   answers.
# - What you return may be a tensor, a NumPy array or, where a single number is asked for, a Python number. Two values
#   may come back in any sequence: a tuple, a list, a named tuple. Only where the text says **differentiable** does it
#   have to be torch from the arguments to the result.
# - A function leaves its arguments as they are: no `x -= x.mean()`, no `labels.sort_()`.
# - A slip is not paid for twice: `sample_fitted_gaussian`, which builds on `gaussian_mle`, is also judged with *your*
#   `gaussian_mle` in the place of the right one.
# - **Derivations are written in LaTeX, as on paper**, below `%%derivation name`: one step a line, each with its
#   relation. Run the cell: each line is typeset, and beside it stands how it was read. Every line is judged by its
#   meaning, so it is yours how you write it and how many steps you take. There are points for where you start, for the
#   steps that the text asks for, for where you arrive, and for every line following from the one above. What cannot be
#   read by machine is read by a person.
# - Not asked, so not tested: no data at all, a standard deviation of 0, and, where a normal law is fitted, points that
#   all lie in a hyperplane (in the plane: on a line).

# %% nbgrader={"grade_id": "imports", "locked": true} tags=["given"]
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
# **Logarithms are natural.** A log likelihood is the logarithm of a product, and so a **sum over the observations**,
# never a mean, unless the text says so.
#
# **Nothing times the logarithm of nothing is nothing.** $0 \log 0 = 0$: what never happened adds nothing, whatever its
# probability was. And what a model rules out has log probability $-\infty$: return `-inf`, never `nan`, and no large
# number in its stead.
#
# **Shapes.** `N` counts observations, `D` the columns of an observation, `K` classes. `()` is a single number. All
# tensors are on the CPU.
#
# **Numbers.** A parameter of shape `()` may come as a Python float *or* as a 0-d tensor: `f(0.3, x)` and
# `f(torch.tensor(0.3), x)` are both right calls. (`torch.log` takes tensors only, and `math.log` cuts gradients.)
# `a`, `b`, `noise_var` and `prior_var` are Python floats, `n` and `num_classes` Python ints.
#
# **Zeros and ones** (tosses of a coin) may be floating, int64 or bool. In torch, `1 - x` is an error for a bool `x`,
# and so is `x.mean()` for a bool or an integer one.
#
# **Precision.** What you return has the precision of what you are given: float64 in, float64 out; float32 in, float32
# out; from integers and bools alone, either. More precision is never wrong. float64 inputs are judged as float64, so
# your data must not pass through float32 on the way. float32 inputs are judged by what an ordinary float32 computation
# attains.
#
# **In derivations** the data are $x_1, \dots, x_N$ (`x_i`, or `x^{(i)}`; `n` will do for $N$), and `\bar x` is their mean. A
# likelihood has whatever name you give it: `L(p)`, `\ell(\mu)`, `J := -\log L`. A derivative is `\frac{d}{dp}`,
# `\frac{\partial \ell}{\partial \mu}` or `\ell'(p)`. What you solve for may have its hat or not, as you like. An equation may
# be set, `… = 0`, and then be solved: each line has to have the same solutions as the one above.
#
# **Randomness.** A function that draws takes everything from the `generator` that it is given, a `torch.Generator`:
# the same state of the generator gives the same draws, successive calls give different ones, and the global states of
# `torch`, `numpy` and `random` stay where they are.

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


def two_moons(n, generator):
    """Points on two interlocked half circles, blurred a little: (n, 2), float64."""
    angle = math.pi * torch.rand(n, dtype=torch.float64, generator=generator)
    lower = torch.rand(n, generator=generator) < 0.5
    x = torch.where(lower, 1 - angle.cos(), angle.cos()) - 0.5
    y = torch.where(lower, 0.5 - angle.sin(), angle.sin()) - 0.25
    points = torch.stack([x / 0.87, y / 0.5], dim=1)
    return points + 0.08 * torch.randn(n, 2, dtype=torch.float64, generator=generator)


def slanted_cloud(n, generator):
    """Draws from one normal law in the plane: (n, 2), float64."""
    z = torch.randn(n, 2, dtype=torch.float64, generator=generator)
    return torch.stack([0.4 + 1.2 * z[:, 0], -0.3 + 0.7 * z[:, 0] + 0.5 * z[:, 1]], dim=1)


def ellipse(axis, mean, cov, radius, **style):
    """The curve of all points that are `radius` standard deviations from `mean`."""
    angle = torch.linspace(0, 2 * math.pi, 200, dtype=torch.float64)
    values, vectors = torch.linalg.eigh(cov)
    curve = mean + radius * torch.stack([angle.cos(), angle.sin()], dim=1) * values.clamp(min=0).sqrt() @ vectors.T
    axis.plot(curve[:, 0], curve[:, 1], **style)


# %% [markdown] nbgrader={"grade_id": "part1", "locked": true}
# ## Part 1 · Ten heads
#
# ### Probability and likelihood
#
# A coin shows heads, $x = 1$, with probability $p$, and tails, $x = 0$, with probability $1 - p$: the **Bernoulli** law
#
# $$P_p(x) = p^x (1 - p)^{1 - x}, \qquad x \in \{0, 1\}$$
#
# (Bishop 2006, eq. (2.2)). Tosses are independent, so a row of them, $x_1, \dots, x_N$, has the product of their
# probabilities:
#
# $$L(p) = \prod_{i=1}^N P_p(x_i).$$
#
# The same expression can be read in two ways.
#
# - Hold $p$ fixed and let the data vary: this is a **probability**. Over all $2^N$ rows of tosses it adds up to 1.
# - Hold the data fixed and let $p$ vary: this is a **likelihood**. It says how well each $p$ explains *these* data. As a
#   function of $p$ it adds up to nothing in particular.
#
# Somebody tosses ten heads in a row. If the coin is fair, this had probability $0.5^{10} = 1/1024 = 0.00098$; if it is
# a trick coin with $p = 0.9$, it had probability $0.9^{10} = 0.349$. The trick coin explains the data 357 times better.
# That does *not* say that the coin is a trick coin with probability 0.349, or with any other: the integral of
# $L(p) = p^{10}$ over all $p$ is $\tfrac1{11}$, and not 1. For a probability *of the model* one has to say how probable
# each model was before a coin was tossed. That is a **prior**, and it comes in Part 4.

# %% [markdown] nbgrader={"grade_id": "bernoulli_log_likelihood_text", "locked": true}
# ### 1.1 The log likelihood of a coin
#
# Products of many small numbers end badly. A fair coin gives a row of $N$ tosses the likelihood $2^{-N}$, and the
# smallest positive number of float64 is $2^{-1074}$ (of float32, $2^{-149}$): after 1075 tosses the likelihood is 0 in
# the computer, for *every* row. So one computes the **log likelihood**. The logarithm turns the product into a sum,
# and since it is increasing, both are highest at the same $p$:
#
# $$\log L(p) = \sum_{i=1}^N \log P_p(x_i) = n_1 \log p + n_0 \log (1 - p)$$
#
# with $n_1$ heads and $n_0 = N - n_1$ tails (Bishop 2006, eq. (2.6)). The order of the tosses has no influence. (Nor do
# we ask for the probability of *so many* heads in any order, which is the binomial law's.)
#
# The ends of the interval count: a coin with $p = 1$ is a model too, and a good one for ten heads. There
# $n_0 \log(1 - p) = 0 \log 0 = 0$, and the log likelihood is 0. Had there been a single tail, it would be $-\infty$: the
# model rules that out, and nothing that comes later can make up for it.
#
# **By hand.** $x = (1, 0, 1, 1)$, $p = \tfrac34$: $3 \log \tfrac34 + \log \tfrac14 = -0.863 - 1.386 = -2.249$. For
# $p = \tfrac12$ it is $4 \log \tfrac12 = -2.773$.
#
# **Write** `bernoulli_log_likelihood(p, x)`: `(), (N,) -> ()`. `p` is a Python float or a 0-d tensor, in $[0, 1]$ with
# both ends included; `x` holds zeros and ones, floating, int64 or bool.
#
# *Example:* ten heads: `bernoulli_log_likelihood(0.5, torch.ones(10))` is `-6.9315`, and
# `bernoulli_log_likelihood(torch.tensor(0.9), torch.ones(10))` is `-1.0536`.
#
# *Marked:* `p` as a number and as a tensor; integers and bools; thousands of tosses; `p` of exactly 0 or 1, where the
# tosses are possible and where they are not; float32; `x` unchanged.


# %% nbgrader={"grade_id": "bernoulli_log_likelihood", "solution": true}
def bernoulli_log_likelihood(p, x):
    """Log probability of the tosses x, in their order, of a coin that shows heads with probability p.

    p: Python float or 0-d tensor, in [0, 1]. x: (N,), zeros and ones, floating, int64 or bool.
    Returns (): a sum over the tosses; 0 log 0 is 0, and what is impossible has -inf.
    """
    ### BEGIN SOLUTION
    p = torch.as_tensor(p, dtype=torch.float64)
    heads = x.double().sum()
    return torch.xlogy(heads, p) + torch.xlogy(len(x) - heads, 1 - p)
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_bernoulli_log_likelihood", "grade": true, "locked": true}
grader.check("bernoulli_log_likelihood")


# %% nbgrader={"grade_id": "show_likelihood", "locked": true}
@demo
def show_likelihood():
    """Likelihoods of p; how a product underflows; how the log likelihood sharpens."""

    def curve(at, heads, tails):
        x = torch.cat([torch.ones(heads), torch.zeros(tails)]).double()
        values = [shaped(bernoulli_log_likelihood(p.item(), x), (), "bernoulli_log_likelihood").item() for p in at]
        return torch.tensor(values, dtype=torch.float64)

    at = torch.linspace(0, 1, 201, dtype=torch.float64)
    _, (left, middle, right) = plt.subplots(1, 3, figsize=(12.5, 3.2))
    for heads, tails in [(10, 0), (7, 3), (3, 7)]:
        left.plot(at, curve(at, heads, tails).exp() * 2 ** (10 if tails else 0), label=f"{heads} heads, {tails} tails")
    left.plot([0.5, 0.9], [0.5**10, 0.9**10], "ko", ms=5)
    left.set(xlabel="$p$", title="likelihood (with tails: $\\times\\, 2^{10}$)")
    left.legend(fontsize=8)

    counts = torch.arange(1, 1300, 4)
    for dtype, width in ((torch.float64, 1.5), (torch.float32, 5)):
        product = torch.full((1300,), 0.5, dtype=dtype).cumprod(0)[counts - 1]
        middle.semilogy(counts[product > 0], product[product > 0].double(), label=str(dtype)[6:], lw=width)
    middle.set(xlabel="tosses of a fair coin", title="a product, until it is 0")
    middle.legend(fontsize=8)

    inner = at[1:-1]
    for tosses in (10, 100, 1000):
        values = curve(inner, 7 * tosses // 10, 3 * tosses // 10)
        right.plot(inner, values - values.max(), label=f"70 % heads of {tosses}")
    right.set(xlabel="$p$", title="log likelihood, less its maximum", ylim=(-8, 0.5))
    right.legend(fontsize=8, loc="lower left")
    plt.show()


# %% [markdown] nbgrader={"grade_id": "bernoulli_mle_text", "locked": true}
# **Look at it.** Each likelihood is highest where $p$ is the share of heads; for ten heads that is the very end of the
# interval, $p = 1$. On the right the share is the same three times, but the more tosses, the sharper the peak: more
# data leave fewer models alive. How sharp exactly is the subject of Part 5.
#
# ### 1.2 The estimate of $p$
#
# The **maximum-likelihood estimate** is where the likelihood is highest, $\hat p = \arg\max_p L(p)$. The claim is that
# it is what everybody would have said anyway,
#
# $$\hat p = \frac1N \sum_{i=1}^N x_i$$
#
# (Bishop 2006, eq. (2.7)).
#
# **Derive** `bernoulli_mle`: from the likelihood of the tosses, or from its logarithm, to $\hat p$. What may be used: that
# the maximum of $L$ is the one of $\log L$; that the derivative of a sum is a sum; that the derivative in $p$ vanishes at a
# maximum inside the interval; and that the log likelihood is concave, so that there is only one such place. One toss has
# the probability `P_p(x_i)`, `p(x_i)` or `p(x_i \mid p)`, with an argument; `p` without one is the number. `n_1` and `n_0`, or
# `k`, are letters that you have to define: `n_1 := \sum_{i=1}^N x_i`. There are heads and tails among the tosses. (With
# heads only, or tails only, the derivative vanishes nowhere. What then?)
#
# *Marked:* that it starts at the likelihood, at its logarithm or at the derivative of either, of all tosses or of one; that
# the derivative is worked out; that the condition on it is to be seen; that it arrives, solved for $\hat p$; that every line
# follows from the one above.

# %% nbgrader={"grade_id": "bernoulli_mle", "solution": true}
# %%derivation bernoulli_mle
# ### BEGIN SOLUTION
# \log L(p) &= \sum_{i=1}^N \big(x_i \log p + (1 - x_i) \log(1 - p)\big) \\
# \frac{d}{dp} \log L(p) &= \sum_{i=1}^N \left(\frac{x_i}{p} - \frac{1 - x_i}{1 - p}\right)
#  = \sum_{i=1}^N \frac{x_i - p}{p (1 - p)} \\
# \sum_{i=1}^N \frac{x_i - \hat p}{\hat p (1 - \hat p)} &= 0 \\
# \Rightarrow \sum_{i=1}^N x_i &= N \hat p \\
# \Rightarrow \hat p &= \frac1N \sum_{i=1}^N x_i
# ### END SOLUTION

# %% nbgrader={"grade_id": "check_bernoulli_mle", "grade": true, "locked": true}
grader.check("bernoulli_mle")

# %% [markdown] nbgrader={"grade_id": "part2", "locked": true}
# ## Part 2 · The normal law
#
# ### Densities instead of probabilities
#
# For real numbers a single value has probability 0, and the density takes the place of the probability. The normal law
# with mean $\mu$ and standard deviation $\sigma$ has the density
#
# $$N(x; \mu, \sigma^2) = \frac{1}{\sqrt{2\pi\sigma^2}} \exp\!\left(-\frac{(x - \mu)^2}{2\sigma^2}\right)$$
#
# (Bishop 2006, eq. (1.46)), and independent observations have the product of their densities. A density may exceed 1,
# so that a log likelihood may be positive here.

# %% [markdown] nbgrader={"grade_id": "gaussian_nll_text", "locked": true}
# ### 2.1 A loss
#
# Optimisers minimise, so what they are given is the **negative log likelihood** (NLL)
#
# $$-\sum_{i=1}^N \log N(x_i; \mu, \sigma^2)
# = \frac{1}{2\sigma^2} \sum_{i=1}^N (x_i - \mu)^2 + N \log \sigma + \frac N2 \log 2\pi$$
#
# (Bishop 2006, eq. (1.54)). Hold $\sigma$ fixed, and all that is left to minimise is the sum of squared errors: **least
# squares is maximum likelihood under normal noise**. Let $\sigma$ move too, and the model has to say how wrong it
# expects to be: a small $\sigma$ is rewarded by the second term and punished by the first.
#
# **By hand.** $x = (1, 3)$, $\mu = 2$, $\sigma = 1$: the three terms are $\tfrac12 (1 + 1) = 1$, $2 \log 1 = 0$ and
# $\log 2\pi = 1.8379$; together $2.8379$. For $\sigma = 2$ they are $\tfrac14$, $2 \log 2 = 1.3863$ and $1.8379$;
# together $3.4742$. At $\mu = 1$, $\sigma = 1$ the derivative in $\mu$ is $-(0 + 2) = -2$: the loss falls as $\mu$ grows;
# and the one in $\sigma$ is $\tfrac2\sigma - \tfrac{0 + 4}{\sigma^3} = -2$.
#
# **Write** `gaussian_nll(x, mu, sigma)`: `(N,), (), () -> ()`, the sum over all observations with all constants. `mu`
# and `sigma > 0` are Python floats or 0-d tensors; note that `sigma` is the standard deviation. Where they are tensors
# the result is **differentiable** in both: stay with torch operations from them to the result.
#
# *Example:* `gaussian_nll(torch.tensor([1.0, 3.0]), 2.0, 1.0)` and
# `gaussian_nll(torch.tensor([1.0, 3.0]), torch.tensor(2.0), torch.tensor(1.0))` are both `2.8379`.
#
# *Marked:* values, for numbers and for tensors; observations so far away that their density underflows; thousands of
# observations; float32; the gradients in `mu` and in `sigma`; `x` unchanged.


# %% nbgrader={"grade_id": "gaussian_nll", "solution": true}
def gaussian_nll(x, mu, sigma):
    """Negative log likelihood of independent draws x from N(mu, sigma^2): a sum, with all constants.

    x: floating, (N,). mu, sigma: Python floats or 0-d tensors; sigma is the standard deviation, positive.
    Returns (), differentiable in mu and sigma where these are tensors.
    """
    ### BEGIN SOLUTION
    mu, sigma = torch.as_tensor(mu, dtype=x.dtype), torch.as_tensor(sigma, dtype=x.dtype)
    z = (x - mu) / sigma
    return (0.5 * z**2 + sigma.log() + 0.5 * math.log(2 * math.pi)).sum()
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_gaussian_nll", "grade": true, "locked": true}
grader.check("gaussian_nll")


# %% nbgrader={"grade_id": "show_descent", "locked": true}
@demo
def show_descent():
    """The NLL of eight numbers over mean and standard deviation, and gradient descent on it from three starts."""
    x = torch.tensor([0.3, 1.1, 1.9, 2.2, 2.4, 3.0, 3.9, 5.2], dtype=torch.float64)
    means, widths = torch.linspace(-1.5, 5.5, 71).double(), torch.linspace(0.6, 4.5, 60).double()
    surface = torch.tensor([[float(gaussian_nll(x, m.item(), s.item())) for m in means] for s in widths])
    _, (left, right) = plt.subplots(1, 2, figsize=(12, 3.8), width_ratios=[3, 2])
    levels = surface.min().item() + torch.tensor([0.05, 0.3, 1, 2, 4, 7, 11, 16, 24, 40]).numpy()
    left.contour(means, widths, surface, levels=levels, cmap="viridis", linewidths=0.8)
    for start in [(-1.0, 3.8), (5.0, 1.6), (0.2, 1.3)]:
        at = torch.tensor(start, dtype=torch.float64)
        path, losses = [at], []
        for _ in range(150):
            mu, sigma = at[0].clone().requires_grad_(), at[1].clone().requires_grad_()
            loss = gaussian_nll(x, mu, sigma)
            slope = torch.stack(torch.autograd.grad(loss, [mu, sigma]))
            at = at - 0.04 * slope.clamp(-10, 10)
            at[1] = at[1].clamp(min=0.3)
            path.append(at)
            losses.append(loss.item())
        left.plot(*torch.stack(path).T, ".-", ms=3, lw=0.8)
        right.semilogy(torch.tensor(losses) - surface.min() + 1e-3)
    best = (x.mean().item(), x.std(correction=0).item())
    left.plot(*best, "k*", ms=11, label="mean and root mean square deviation")
    left.set(xlabel=r"$\mu$", ylabel=r"$\sigma$", title="negative log likelihood, and three descents")
    left.legend(fontsize=8)
    right.set(xlabel="step of gradient descent", title="NLL above the least on the grid")
    plt.show()


# %% [markdown] nbgrader={"grade_id": "gaussian_derivations", "locked": true}
# **Look at it.** All three descents end at the star, which no gradient was needed to find. Why is the valley so much
# steeper towards small $\sigma$ than towards large ones?
#
# ### 2.2 The estimates of mean and variance
#
# Two claims:
#
# $$\hat\mu = \frac1N \sum_{i=1}^N x_i, \qquad \hat\sigma^2 = \frac1N \sum_{i=1}^N (x_i - \hat\mu)^2$$
#
# (Bishop 2006, eqs. (1.55) and (1.56)).
#
# **Derive** `gaussian_mean_mle`: from the likelihood, or from its logarithm, to $\hat\mu$. It rests on the derivative of
# $\log N(x_i; \mu, \sigma^2)$ in $\mu$, in which only the exponent takes part. The density of one observation may be written
# `N(x_i; \mu, \sigma^2)`, `\mathcal{N}(x_i \mid \mu, \sigma^2)`, `p(x_i)`, or in full. Where the likelihood is written out at
# once, without a density, it needs no more than a name of yours, `\ell(\mu) = …`. What does not depend on $\mu$ may be `C`.
# Notice that $\sigma$ cancels: the best mean does not depend on it.
#
# *Marked:* that it starts at the likelihood, at its logarithm (or the negative of that) or at the derivative, of all
# observations or of one; that the derivative in $\mu$ is worked out; that the condition on it is to be seen; that it
# arrives, solved for $\hat\mu$; that every line follows from the one above.

# %% nbgrader={"grade_id": "gaussian_mean_mle", "solution": true}
# %%derivation gaussian_mean_mle
# ### BEGIN SOLUTION
# \ell(\mu) &= \sum_{i=1}^N \log N(x_i; \mu, \sigma^2) \\
#  &= -\frac N2 \log(2\pi\sigma^2) - \frac{1}{2\sigma^2} \sum_{i=1}^N (x_i - \mu)^2 \\
# \frac{\partial \ell}{\partial \mu} &= \frac{1}{\sigma^2} \sum_{i=1}^N (x_i - \mu) \\
# \frac{1}{\sigma^2} \sum_{i=1}^N (x_i - \hat\mu) &= 0 \\
# \Rightarrow \sum_{i=1}^N x_i &= N \hat\mu \\
# \Rightarrow \hat\mu &= \frac1N \sum_{i=1}^N x_i
# ### END SOLUTION

# %% nbgrader={"grade_id": "check_gaussian_mean_mle", "grade": true, "locked": true}
grader.check("gaussian_mean_mle")

# %% [markdown] nbgrader={"grade_id": "gaussian_variance_mle_text", "locked": true}
# **Derive** `gaussian_variance_mle`: likewise, to $\hat\sigma^2$. Here the derivative is the one in $\sigma^2$, taken as *one*
# variable, `\frac{\partial}{\partial \sigma^2}`; or the one in $\sigma$, which leads to the same place. With a letter of your
# own for $\sigma^2$, `v := \sigma^2`, come back to `\hat\sigma^2 = …` in the end. Put $\hat\mu$ in the place of $\mu$ at any
# time, for both derivatives must vanish at once: `\hat\mu` and `\bar x` are the estimate of 2.2, which may be used. (We do not
# mind a $\mu$ that stays to the end.)
#
# *Marked:* the same: the start, the derivative in $\sigma^2$ or in $\sigma$, the condition, a $\hat\sigma^2$ that is solved
# for, and every line.

# %% nbgrader={"grade_id": "gaussian_variance_mle", "solution": true}
# %%derivation gaussian_variance_mle
# ### BEGIN SOLUTION
# \ell(\sigma^2) &= \sum_{i=1}^N \log N(x_i; \hat\mu, \sigma^2) \\
#  &= -\frac N2 \log(2\pi\sigma^2) - \frac{1}{2\sigma^2} \sum_{i=1}^N (x_i - \hat\mu)^2 \\
# \frac{\partial \ell}{\partial \sigma^2} &= -\frac{N}{2\sigma^2} + \frac{1}{2\sigma^4} \sum_{i=1}^N (x_i - \hat\mu)^2 \\
# -\frac{N}{2\hat\sigma^2} + \frac{1}{2\hat\sigma^4} \sum_{i=1}^N (x_i - \hat\mu)^2 &= 0 \\
# \Rightarrow \hat\sigma^2 &= \frac1N \sum_{i=1}^N (x_i - \hat\mu)^2
# ### END SOLUTION

# %% nbgrader={"grade_id": "check_gaussian_variance_mle", "grade": true, "locked": true}
grader.check("gaussian_variance_mle")

# %% [markdown] nbgrader={"grade_id": "why_one_over_n", "locked": true}
# **Why $1/N$?** Because that is where the likelihood is highest. It is not where the estimate is right on average: the
# deviations are taken from $\hat\mu$, which lies in the middle of *these* observations, and so they are a little too
# small; the mean of $\hat\sigma^2$ over many samples is $\tfrac{N - 1}{N} \sigma^2$ (Bishop 2006, eq. (1.58)). Dividing by
# $N - 1$ mends this. Both are good estimates; they answer different questions. This week asks for maximum likelihood,
# so **everything here is divided by $N$** (and several library functions divide by $N - 1$ unless they are told).

# %% [markdown] nbgrader={"grade_id": "gaussian_mle_text", "locked": true}
# ### 2.3 Many columns
#
# A point $x \in \mathbb R^D$ has a mean *vector* and a covariance *matrix*. The likelihood of the multivariate normal law
# is highest at
#
# $$\hat\mu = \frac1N \sum_{i=1}^N x_i, \qquad
# \hat\Sigma = \frac1N \sum_{i=1}^N (x_i - \hat\mu)(x_i - \hat\mu)^\top$$
#
# (Bishop 2006, eqs. (2.121) and (2.122)). Entry $(j, k)$ of $\hat\Sigma$ is the mean of products of deviations of columns
# $j$ and $k$; on the diagonal are the variances.
#
# **By hand.** The points $(0, 0)$, $(2, 0)$, $(4, 6)$ have the mean $(2, 2)$ and the deviations $(-2, -2)$, $(0, -2)$,
# $(2, 4)$. So $\hat\Sigma = \frac13 \begin{pmatrix} 8 & 12 \\ 12 & 24 \end{pmatrix}
# = \begin{pmatrix} 8/3 & 4 \\ 4 & 8 \end{pmatrix}$.
#
# **Write** `gaussian_mle(x)`: `(N, D) -> (mean (D,), cov (D, D))`, with $1/N$. Each row of `x` is an observation. Also
# for $D = 1$ the mean has shape `(1,)` and the covariance `(1, 1)`.
#
# (We ask for $N > D$ points in general position only. Else they lie in a hyperplane, $\hat\Sigma$ is singular, and the
# likelihood has no maximum: it grows without bound as the law closes in on that hyperplane.)
#
# *Example:* `gaussian_mle(torch.tensor([[0.0, 0.0], [2.0, 0.0], [4.0, 6.0]]))` is the pair computed above.
#
# *Marked:* mean and covariance; one column; many rows; float32; `x` unchanged.


# %% nbgrader={"grade_id": "gaussian_mle", "solution": true}
def gaussian_mle(x):
    """Mean and covariance of the normal law under which the rows of x are most likely.

    x: floating, (N, D), N > D.
    Returns mean (D,) and covariance (D, D), the latter divided by N.
    """
    ### BEGIN SOLUTION
    mean = x.mean(dim=0)
    centred = x - mean
    return mean, centred.T @ centred / len(x)
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_gaussian_mle", "grade": true, "locked": true}
grader.check("gaussian_mle")


# %% nbgrader={"grade_id": "show_bias", "locked": true}
@demo
def show_bias():
    """Fitted laws of small samples from one law, and the average of their variances against N."""
    generator = torch.Generator().manual_seed(4)
    truth = torch.tensor([[1.44, 0.84], [0.84, 0.74]], dtype=torch.float64)
    centre = torch.tensor([0.4, -0.3], dtype=torch.float64)
    _, axes = plt.subplots(1, 3, figsize=(12.5, 3.4))
    for axis, N in zip(axes, (5, 50), strict=False):
        for k in range(12):
            mean, cov = gaussian_mle(slanted_cloud(N, generator))
            mean, cov = shaped(mean, (2,), "gaussian_mle's mean"), shaped(cov, (2, 2), "gaussian_mle's covariance")
            ellipse(axis, mean, cov, 2, color="tab:blue", lw=0.7, label="fitted" if k == 0 else None)
        ellipse(axis, centre, truth, 2, color="black", lw=2, label="the law itself")
        axis.set(title=f"12 fits to N = {N} points each", xlim=(-3.5, 4.3), ylim=(-3.2, 2.6))
        axis.legend(fontsize=8, loc="upper left")
    sizes = [2, 3, 4, 6, 10, 20]
    ratios = []
    for N in sizes:
        fits = [gaussian_mle(torch.randn(N, 1, dtype=torch.float64, generator=generator))[1] for _ in range(1500)]
        ratios.append(torch.stack([shaped(cov, (1, 1), "gaussian_mle's covariance") for cov in fits]).mean().item())
    axes[2].plot(sizes, ratios, "o", label=r"average of 1500 $\hat\sigma^2$")
    axes[2].plot(sizes, [(N - 1) / N for N in sizes], "k-", lw=0.8, label=r"$(N - 1)/N$")
    axes[2].axhline(1, color="gray", ls=":", lw=0.8)
    axes[2].set(xlabel="N", title=r"$\hat\sigma^2$ on average, where $\sigma^2 = 1$", ylim=(0.4, 1.1))
    axes[2].legend(fontsize=8, loc="lower right")
    plt.show()


# %% [markdown] nbgrader={"grade_id": "sample_fitted_gaussian_text", "locked": true}
# ### 2.4 The smallest generative model
#
# Fit a law, then draw from it: that is a generative model, from one end to the other. What is missing is a way to draw
# from $N(\mu, \Sigma)$ when all the computer gives is independent standard normal numbers, $z \sim N(0, I)$.
#
# An affine map of a normal vector is normal again, and $\mu + Az$ has mean $\mu$ and covariance $A A^\top$, since
# $\mathbb E[A z z^\top A^\top] = A\, \mathbb E[z z^\top]\, A^\top$ and $\mathbb E[z z^\top] = I$. So *any* matrix $A$ with
# $A A^\top = \Sigma$ will do. One that always exists for a covariance of full rank is Cholesky's: a lower triangular $L$
# with $L L^\top = \Sigma$ (Bishop 2006, section 11.1.1).
#
# **By hand.** $\Sigma = \begin{pmatrix} 4 & 2 \\ 2 & 2 \end{pmatrix}$ has $L = \begin{pmatrix} 2 & 0 \\ 1 & 1
# \end{pmatrix}$. So draws are $(\mu_1 + 2 z_1,\ \mu_2 + z_1 + z_2)$: the noise $z_1$ that both share makes them
# correlated. (Compute $L^\top L$ too. It is another matrix!)
#
# **Write** `sample_fitted_gaussian(x, n, generator)`: `(N, D), int -> (n, D)`: `n` independent draws, a row each, from
# the normal law that `gaussian_mle` fits to `x`. You may call your own `gaussian_mle`. *All* randomness comes from
# `generator`: same state, same draws; two calls in a row differ. In which order you draw is up to you; so is the
# factor $A$.
#
# *Example:* for the three points of 2.3 the draws have the mean $(2, 2)$, and columns with variances $8/3$ and $8$ and
# covariance $4$. They are new points: none of them is to be expected among the three.
#
# *Marked:* **the law of the draws**, by statistical tests on some thousands of them (mean, covariance, shape,
# independence), for two columns, four and one; each of these checks refuses a right answer once in a million times at
# the most. That all randomness comes from the generator; and `x` unchanged. If your `gaussian_mle` is off, the law that
# *it* gives is also accepted, as long as its covariance is one (symmetric, with positive eigenvalues).


# %% nbgrader={"grade_id": "sample_fitted_gaussian", "solution": true}
def sample_fitted_gaussian(x, n, generator):
    """n independent draws from the normal law that gaussian_mle fits to the rows of x.

    x: floating, (N, D), N > D. n: int. generator: torch.Generator, the only source of randomness.
    Returns (n, D).
    """
    ### BEGIN SOLUTION
    mean, cov = gaussian_mle(x)
    z = torch.randn(n, len(mean), dtype=mean.dtype, generator=generator)
    return mean + z @ torch.linalg.cholesky(cov).T
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_sample_fitted_gaussian", "grade": true, "locked": true}
grader.check("sample_fitted_gaussian")


# %% nbgrader={"grade_id": "show_generation", "locked": true}
@demo
def show_generation():
    """Data beside what a normal law generates after it was fitted to them, for a family that fits and one that does not."""
    generator = torch.Generator().manual_seed(5)
    _, axes = plt.subplots(1, 4, figsize=(12.5, 3.2), sharex=True, sharey=True)
    for (left, right), (name, data) in zip(
        axes.reshape(2, 2), {"a slanted cloud": slanted_cloud, "two moons": two_moons}.items(), strict=True
    ):
        x = data(600, generator)
        mean, cov = gaussian_mle(x)
        mean, cov = shaped(mean, (2,), "gaussian_mle's mean"), shaped(cov, (2, 2), "gaussian_mle's covariance")
        draws = shaped(sample_fitted_gaussian(x, 600, generator), (600, 2), "sample_fitted_gaussian")
        left.scatter(x[:, 0], x[:, 1], s=4, alpha=0.5)
        left.set_title(f"{name}: data")
        right.scatter(draws[:, 0], draws[:, 1], s=4, alpha=0.5, color="tab:orange")
        right.set_title("drawn from the fit")
        for axis in (left, right):
            for radius in (1, 2):
                ellipse(axis, mean, cov, radius, color="black", lw=0.9)
            axis.set(xlim=(-3.6, 4.2), ylim=(-3.6, 3.6))
    plt.show()


# %% [markdown] nbgrader={"grade_id": "generation_question", "locked": true}
# **Look at it.** Of the cloud nobody could say which picture is the data. Of the moons anybody can, and still mean and
# covariance are nearly the same in both. Maximum likelihood finds the best law *of the family*; that none of the family
# is good it does not tell. In the sense of week 1, it makes $D_{KL}(p_{\text{data}} \| p_\theta)$ as small as the
# family allows, as far as the examples can tell, and that divergence punishes a law for putting too little density
# where data are, so the fit covers both moons and the void between them. The rest of this course is about larger
# families: mixtures (week 3), and laws that a neural network makes out of noise (weeks 4 to 6).

# %% [markdown] nbgrader={"grade_id": "part3", "locked": true}
# ## Part 3 · Classes and words
#
# ### 3.1 Counting is maximum likelihood
#
# One of $K$ classes is drawn, class $k$ with probability $\pi_k$: a coin with $K$ sides. If $n_k$ of $N$ labels are $k$,
# the log likelihood is $\sum_k n_k \log \pi_k$, and among all $\pi$ that sum to 1 it is highest where each probability is
# the share of its class: $\hat\pi_k = n_k / N$ (Bishop 2006, eq. (2.33); a Lagrange multiplier takes care of the sum).
#
# *A proof without derivatives:* $\frac1N \sum_k n_k \log \pi_k = -H(\hat\pi) - D_{KL}(\hat\pi \| \pi)$ with the entropy and
# the divergence of week 1. The first term does not depend on $\pi$; the second is largest, namely 0, at $\pi = \hat\pi$.

# %% [markdown] nbgrader={"grade_id": "categorical_mle_text", "locked": true}
# **Write** `categorical_mle(labels, num_classes)`: int64 `(N,) -> (K,)` with $K$ = `num_classes`: the share of each
# class. Labels are between 0 and $K - 1$. A class that no label names has share 0, also the last one.
#
# *Example:* `categorical_mle(torch.tensor([2, 0, 2, 2, 1]), 4)` is `[0.2, 0.2, 0.6, 0.0]`.
#
# *Marked:* values, in float32 or float64 as you like; classes without a label; one label, one class; many labels;
# `labels` unchanged.


# %% nbgrader={"grade_id": "categorical_mle", "solution": true}
def categorical_mle(labels, num_classes):
    """The probabilities of the classes under which the labels are most likely.

    labels: int64, (N,), between 0 and num_classes - 1. num_classes: int.
    Returns (num_classes,), floating.
    """
    ### BEGIN SOLUTION
    counts = torch.bincount(labels, minlength=num_classes)
    return counts.double() / len(labels)
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_categorical_mle", "grade": true, "locked": true}
grader.check("categorical_mle")

# %% [markdown] nbgrader={"grade_id": "unseen_text", "locked": true}
# **Classes that were never seen.** The table of letters that follow letters in week 1 was made of such shares, one law
# for each letter, and the price of a new text under it was infinite. Now it is clear why. A class without a label gets
# the probability 0; the model holds it for *impossible*, and as soon as it comes up, all the data together have the log
# likelihood $-\infty$. Maximum likelihood believes its data to the letter, and with few data that is too much. Part 4 is
# about the cure.

# %% [markdown] nbgrader={"grade_id": "categorical_log_prob_text", "locked": true}
# ### 3.2 Scores instead of counts
#
# No table is large enough for whole sentences, or for images. So let a network compute, from whatever comes before, one
# score $l_k$ for each class, a **logit**, and turn the scores into probabilities by the *softmax*
#
# $$\pi_k = \frac{e^{l_k}}{\sum_j e^{l_j}}, \qquad \text{so that} \qquad \log \pi_y = l_y - \log \sum_j e^{l_j}$$
#
# (Bishop 2006, eq. (4.62)). Maximum likelihood asks for the log probability of the labels that occurred; its negative,
# averaged, is the loss that libraries call *cross entropy*.
#
# Logits may be anything: $10^4$, say, and $e^{10000}$ is `inf` in any dtype, $e^{-10000}$ is 0 and its logarithm `-inf`.
# The result itself is harmless. Add the same number to all logits of a row: does the softmax change? Which number would
# be a good one to add?
#
# **By hand.** Logits $(0, \log 2, \log 5)$ have the softmax $(\tfrac18, \tfrac28, \tfrac58)$, so label 1 has log
# probability $\log \tfrac14 = -1.3863$. Logits $(1000, 1000)$ give each label $\log \tfrac12$, and so do
# $(-1000, -1000)$.
#
# **Write** `categorical_log_prob(logits, labels)`: `(N, K), (N,) -> (N,)`: for each row the log probability of its
# label (int64), not positive and not averaged. It is to be right for logits of $\pm 10^4$, in both precisions. (In
# float32 neighbouring numbers near $10^4$ are a thousandth apart, and so much will be allowed there.)
#
# *Example:* `categorical_log_prob(torch.tensor([[0.0, 0.6931, 1.6094]]), torch.tensor([1]))` is `[-1.3863]`.
#
# *Marked:* values; as many rows as classes; a single row, with its axis; huge logits in float64 and float32; arguments
# unchanged.


# %% nbgrader={"grade_id": "categorical_log_prob", "solution": true}
def categorical_log_prob(logits, labels):
    """Log probability of each label under the softmax of its row.

    logits: floating, (N, K), up to +-1e4. labels: int64, (N,).
    Returns (N,).
    """
    ### BEGIN SOLUTION
    above = logits - logits.max(dim=1, keepdim=True).values
    total = above.exp().sum(dim=1)
    return above[torch.arange(len(labels)), labels] - total.log()
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_categorical_log_prob", "grade": true, "locked": true}
grader.check("categorical_log_prob")


# %% nbgrader={"grade_id": "show_logits", "locked": true}
@demo
def show_logits():
    """Gradient descent on logits: the softmax ends at the shares, the loss at their entropy."""
    labels = torch.tensor([0] * 24 + [1] * 3 + [2] * 45 + [3] * 8 + [4] * 20)
    shares = shaped(categorical_mle(labels, 5), (5,), "categorical_mle").double()
    logits, losses, shown = torch.zeros(5, dtype=torch.float64), [], {}
    for step in range(121):
        table = logits.expand(len(labels), 5)
        losses.append(-shaped(categorical_log_prob(table, labels), (100,), "categorical_log_prob").mean().item())
        if step in (0, 3, 120):
            shown[step] = logits.softmax(0)
        logits = logits - (
            logits.softmax(0) - shares
        )  # the gradient of the loss (Bishop 2006, eq. (4.109)); step size 1
    _, (left, right) = plt.subplots(1, 2, figsize=(11, 3))
    left.bar(range(5), shares, color="lightgray", label="share of the labels")
    for (step, law), marker in zip(shown.items(), "ov*", strict=True):
        left.plot(range(5), law, marker, label=f"softmax after {step} steps")
    left.set(xlabel="class", title="probabilities")
    left.legend(fontsize=8)
    right.plot(losses)
    entropy = -torch.xlogy(shares, shares).sum().item()
    right.axhline(entropy, color="black", ls=":", label="entropy of the shares")
    right.set(xlabel="step of gradient descent", title="mean negative log likelihood")
    right.legend(fontsize=8)
    plt.show()


# %% [markdown] nbgrader={"grade_id": "part4", "locked": true}
# ## Part 4 · What one knew before
#
# A coin is tossed three times and shows three heads. Maximum likelihood says $\hat p = 1$: tails are impossible. Nobody
# believes that, because everybody has seen coins before. A **prior** says so: a density $p(\theta)$ of the parameters
# before the data. Bayes' rule turns it into the **posterior**, the density after the data,
#
# $$p(\theta \mid x) = \frac{p(x \mid \theta)\, p(\theta)}{p(x)} \ \propto\ \text{likelihood} \times \text{prior},$$
#
# (Bishop 2006, section 1.2.3), and its highest point is the **MAP** estimate (*maximum a posteriori*; section 1.2.5
# there):
#
# $$\hat\theta_{\text{MAP}} = \arg\max_\theta \big[ \log p(x \mid \theta) + \log p(\theta) \big].$$
#
# The first term grows with the data, the second does not: with much data the prior fades. What it costs to keep one
# point of a whole density: the MAP estimate says nothing of how sure it is, and, unlike the maximum-likelihood
# estimate, it moves when the parameter is measured on another scale (the mode of a density of $p$ is not at the mode of
# the density of $\log p$).

# %% [markdown] nbgrader={"grade_id": "bernoulli_map_text", "locked": true}
# ### 4.1 A coin with a past
#
# For a coin the convenient prior is the **Beta** law, with the density
#
# $$\text{Beta}(p; a, b) \ \propto\ p^{a - 1} (1 - p)^{b - 1}, \qquad 0 \le p \le 1$$
#
# (Bishop 2006, eq. (2.13)): it has the same form as the likelihood $p^{n_1} (1 - p)^{n_0}$, so their product has it
# again. Read off which Beta law the posterior is, and find its highest point: the work is that of 1.2, with other
# exponents. For $a, b > 1$ it lies inside the interval, whatever the tosses were.
#
# **By hand.** Three heads under $\text{Beta}(2, 2)$: the posterior is proportional to $p^3 \cdot p (1 - p) = p^4 (1 - p)$,
# whose derivative $4 p^3 - 5 p^4$ vanishes at $p = \tfrac45$. So the estimate is $0.8$, and not 1.
#
# **Write** `bernoulli_map(x, a, b)`: `(N,), float, float -> ()`: where the posterior density of $p$ is highest under the
# prior $\text{Beta}(a, b)$ with $a, b > 1$. `x` holds zeros and ones, floating, int64 or bool.
#
# *Example:* `bernoulli_map(torch.ones(3), 2.0, 2.0)` is `0.8`.
#
# *Marked:* values; integers and bools; only heads, and a single toss; float32; `x` unchanged.


# %% nbgrader={"grade_id": "bernoulli_map", "solution": true}
def bernoulli_map(x, a, b):
    """The highest point of the posterior of p under the prior Beta(a, b).

    x: (N,), zeros and ones, floating, int64 or bool. a, b: Python floats, more than 1.
    Returns ().
    """
    ### BEGIN SOLUTION
    heads = x.double().sum()
    return (heads + a - 1) / (len(x) + a + b - 2)
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_bernoulli_map", "grade": true, "locked": true}
grader.check("bernoulli_map")


# %% nbgrader={"grade_id": "show_posterior", "locked": true}
@demo
def show_posterior():
    """Prior, likelihood and posterior of a coin for 3, 30 and 300 tosses; each curve has area 1."""
    a, b = 6.0, 6.0
    at = torch.linspace(0.001, 0.999, 999, dtype=torch.float64)

    def scaled(log_density):
        density = (log_density - log_density.max()).exp()
        return density / (density.sum() * 0.001)

    _, axes = plt.subplots(1, 3, figsize=(12.5, 3), sharex=True)
    for axis, (heads, tails) in zip(axes, [(3, 0), (25, 5), (250, 50)], strict=True):
        x = torch.cat([torch.ones(heads), torch.zeros(tails)])
        prior = (a - 1) * at.log() + (b - 1) * (1 - at).log()
        likelihood = heads * at.log() + tails * (1 - at).log()
        estimate = shaped(bernoulli_map(x, a, b), (), "bernoulli_map").item()
        axis.plot(at, scaled(prior), "--", label=f"prior Beta({a:g}, {b:g})")
        axis.plot(at, scaled(likelihood), ":", label="likelihood (scaled)")
        axis.plot(at, scaled(prior + likelihood), "k", label="posterior")
        axis.axvline(estimate, color="tab:red", lw=0.9, label=f"your MAP: {estimate:.3f}")
        axis.set(xlabel="$p$", title=f"{heads} heads, {tails} tails: share {heads / len(x):.3f}")
        axis.legend(fontsize=7, loc="upper left")
    plt.show()


# %% [markdown] nbgrader={"grade_id": "ridge_map_text", "locked": true}
# ### 4.2 Weight decay is a prior
#
# Targets are linear in features, with normal noise: $y \sim N(Xw,\ s^2 I)$. The prior is that weights are small:
# $w \sim N(0,\ t^2 I)$. Then
#
# $$-\log p(w \mid X, y) = \frac{1}{2 s^2} \lVert y - Xw \rVert^2 + \frac{1}{2 t^2} \lVert w \rVert^2 + \text{const}$$
#
# (Bishop 2006, eq. (3.55)): least squares, with a penalty for large weights. It is called *ridge regression* (Hoerl and
# Kennard 1970), *Tikhonov regularisation*, or *weight decay*. Only the ratio of the two variances decides about the
# minimum: much noise means that the data are to be trusted less, a wide prior that the weights are freer. And because
# of the penalty there is exactly one minimum for any number of rows, also for fewer rows than columns, where plain least
# squares has infinitely many.
#
# Set the gradient in $w$ to zero, and a linear system is left to solve.
#
# **By hand.** One feature, $X = (1, 2)^\top$, $y = (2, 3)$, $s^2 = 1$, $t^2 = \tfrac12$: minimise
# $(2 - w)^2 + (3 - 2w)^2 + 2 w^2$. The derivative is $14 w - 16$, so $w = \tfrac87$; without the penalty it would be
# $\tfrac85$.
#
# **Write** `ridge_map(X, y, noise_var, prior_var)`: `(N, D), (N,), float, float -> (D,)`: the weights at which the
# posterior is highest; `noise_var` is $s^2$, `prior_var` is $t^2$. There is **no intercept**: nothing is centred and no
# column is added. All weights have the same prior.
#
# *Example:* `ridge_map(torch.tensor([[1.0], [2.0]]), torch.tensor([2.0, 3.0]), 1.0, 0.5)` is `[1.1429]`.
#
# *Marked:* more rows than columns, and fewer; strong and weak priors; one column; float32; arguments unchanged.


# %% nbgrader={"grade_id": "ridge_map", "solution": true}
def ridge_map(X, y, noise_var, prior_var):
    """The mode of the posterior of w, for y ~ N(X w, noise_var I) and w ~ N(0, prior_var I); no intercept.

    X: floating, (N, D), any N and D. y: floating, (N,). noise_var, prior_var: Python floats, positive.
    Returns (D,).
    """
    ### BEGIN SOLUTION
    penalty = noise_var / prior_var * torch.eye(X.shape[1], dtype=X.dtype)
    return torch.linalg.solve(X.T @ X + penalty, X.T @ y)
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_ridge_map", "grade": true, "locked": true}
grader.check("ridge_map")


# %% nbgrader={"grade_id": "show_ridge", "locked": true}
@demo
def show_ridge():
    """A polynomial of degree 9 through 11 noisy points under three priors, and the weights against the prior."""
    generator = torch.Generator().manual_seed(8)
    x = torch.linspace(-1, 1, 11, dtype=torch.float64)
    y = torch.sin(3 * x) + 0.25 * torch.randn(11, dtype=torch.float64, generator=generator)
    fine = torch.linspace(-1.02, 1.02, 300, dtype=torch.float64)

    def powers(at):
        return at[:, None] ** torch.arange(10)

    _, axes = plt.subplots(1, 4, figsize=(13.5, 3))
    for axis, prior_var in zip(axes, (1e9, 4.0, 0.01), strict=False):
        w = shaped(ridge_map(powers(x), y, 0.0625, prior_var), (10,), "ridge_map").double()
        axis.plot(fine, torch.sin(3 * fine), "k:", lw=0.9, label="the truth")
        axis.plot(fine, powers(fine) @ w, color="tab:red", label="fit")
        axis.plot(x, y, "o", ms=4)
        axis.set(title=f"prior variance {prior_var:g}", ylim=(-2, 2))
        axis.legend(fontsize=7)
    variances = torch.logspace(-4, 6, 40, dtype=torch.float64)
    paths = torch.stack([torch.as_tensor(ridge_map(powers(x), y, 0.0625, v.item())).double() for v in variances])
    axes[3].semilogx(variances, paths)
    axes[3].set(xlabel="prior variance", title="the ten weights", ylim=(-15, 15))
    plt.show()


# %% [markdown] nbgrader={"grade_id": "ridge_question", "locked": true}
# **Look at it.** With a prior so wide that it hardly matters, ten weights follow the noise of eleven points, and some
# of them are large, of either sign. With a narrow one the fit is stiff. In between is the one that would predict best,
# and neither likelihood nor posterior has told us which: that takes data that were held back, or the integral over all
# weights (Bishop 2006, section 3.4).
#
# Laplace's density in the place of the normal one, with a sharp peak at 0, gives the penalty $\sum_d |w_d|$ in the place
# of the squares, and with it weights that are exactly 0 (Tibshirani 1996, the *lasso*).

# %% [markdown] nbgrader={"grade_id": "part5", "locked": true}
# ## Part 5 · How sure can one be?
#
# In the picture of 1.1 the log likelihood of 1000 tosses had a sharp peak, that of 10 a blunt one. The sharpness is its
# curvature, and Fisher made a measure of it. Call the derivative of the log probability of one observation the
# **score**, $s(x; p) = \frac{\partial}{\partial p} \log P_p(x)$. If $x$ really comes from $P_p$, the score is 0 on average.
# Its variance is the **Fisher information**,
#
# $$I(p) = \mathbb E_{x \sim P_p}\big[ s(x; p)^2 \big]
# = -\,\mathbb E_{x \sim P_p}\!\left[ \frac{\partial^2}{\partial p^2} \log P_p(x) \right]$$
#
# (Lehmann and Casella 1998, section 2.5): the mean square of the score, and also the mean curvature of the log
# likelihood, with its sign turned. Independent observations add their information: $N$ of them have $N I(p)$.
#
# Why it matters: **no** unbiased estimate of $p$ from $N$ observations has a smaller variance than $1 / (N I(p))$. This
# is the inequality of Cramér and Rao (Cover and Thomas 2006, section 11.10). Maximum likelihood reaches the bound as $N$
# grows, under mild conditions (Lehmann and Casella 1998, section 6.3); for a coin it reaches it for every $N$.

# %% [markdown] nbgrader={"grade_id": "bernoulli_fisher_information_text", "locked": true}
# ### 5.1 The information of a toss
#
# A toss takes two values. So write down the score for heads and for tails, square, and average with the weights $p$ and
# $1 - p$. (Or differentiate twice. Do both; they must agree.)
#
# **Write** `bernoulli_fisher_information`: $I(p)$ of **one** toss, for $0 < p < 1$, as a SymPy expression in the symbol
# `p` and in no other. It is not a function: the name is bound to the expression itself. The symbol counts by its name,
# whatever assumptions it was made with; any form of the right formula will do, and a derivative that SymPy has not
# carried out yet will, too.
#
# *By hand, to check:* at $p = \tfrac12$ the score is $2$ for heads and $-2$ for tails, so $I(\tfrac12) = 4$; at
# $p = \tfrac1{10}$ it is $10$ for heads and $-\tfrac{10}9$ for tails, so
# $I(\tfrac1{10}) = \tfrac1{10} \cdot 100 + \tfrac9{10} \cdot \tfrac{100}{81} = \tfrac{100}9$.
#
# *Marked:* whether the formula is right for all $p$ between 0 and 1.

# %% nbgrader={"grade_id": "bernoulli_fisher_information", "solution": true}
# bernoulli_fisher_information = ..., an expression in the symbol p
p = sympy.Symbol("p")
### BEGIN SOLUTION
bernoulli_fisher_information = 1 / (p * (1 - p))
### END SOLUTION

# %% nbgrader={"grade_id": "check_bernoulli_fisher_information", "grade": true, "locked": true}
grader.check("bernoulli_fisher_information")


# %% nbgrader={"grade_id": "show_fisher", "locked": true}
@demo
def show_fisher():
    """How much the share of heads in N tosses scatters, against the bound from your formula."""
    information = sympy.lambdify(sympy.Symbol("p"), sympy.sympify(bernoulli_fisher_information).doit(), "numpy")
    at = np.linspace(0.01, 0.99, 197)
    values = np.broadcast_to(np.asarray(information(at), dtype=float), at.shape)
    generator = torch.Generator().manual_seed(9)
    _, (left, right) = plt.subplots(1, 2, figsize=(11, 3.2))
    left.semilogy(at, values)
    left.set(xlabel="$p$", title="information of one toss, $I(p)$")
    for N, color in [(10, "tab:blue"), (100, "tab:orange")]:
        right.plot(at, 1 / np.sqrt(N * values), color=color, label=f"$1/\\sqrt{{N I(p)}}$, N = {N}")
        for chance in torch.linspace(0.05, 0.95, 13).tolist():
            estimates = (torch.rand(4000, N, generator=generator) < chance).double().mean(1)
            right.plot(chance, estimates.std().item(), "o", ms=4, color=color)
    right.set(xlabel="$p$", title=r"standard deviation of $\hat p$: 4000 repetitions and the bound")
    right.legend(fontsize=8)
    plt.show()


# %% [markdown] nbgrader={"grade_id": "fisher_question", "locked": true}
# **Look at it.** Each dot is measured on 4000 estimates, each curve is your formula. Where is a toss worth most, and why
# is the estimate of a fair coin the least certain of all? How many tosses does it take to know the $p$ of a nearly fair
# coin to $\pm 0.01$ (one standard deviation)?

# %% [markdown] nbgrader={"grade_id": "today", "locked": true}
# ## Where this is used today
#
# - **Language models** are trained on the sum of `categorical_log_prob` over all tokens of a very large text, each given
#   those before it: maximum likelihood, and little else, until the fine-tuning begins (Brown et al. 2020,
#   [arXiv:2005.14165](https://arxiv.org/abs/2005.14165)). *Perplexity* is $e$ to the mean negative log likelihood of a
#   token.
# - **Preferences.** The reward model behind a chat model is a coin for each pair of answers: it is trained by the
#   Bernoulli log likelihood of which one people preferred (Ouyang et al. 2022,
#   [arXiv:2203.02155](https://arxiv.org/abs/2203.02155)).
# - **Squared errors**, from regression to the noise prediction of diffusion models (week 6), are negative log
#   likelihoods of a normal law of fixed width, up to a factor and a constant.
# - **Judging image generators.** The Fréchet inception distance fits a normal law to features of real images and one to
#   those of generated ones, each by its mean and covariance, and measures how far they are apart (Heusel et al. 2017,
#   [arXiv:1706.08500](https://arxiv.org/abs/1706.08500)).
# - **Weight decay** is in nearly every training run. With plain gradient descent it is the prior of 4.2; with adaptive
#   steps the two part ways, which is the point of AdamW (Loshchilov and Hutter 2019,
#   [arXiv:1711.05101](https://arxiv.org/abs/1711.05101)).
# - **Fisher information** tells which weights of a network matter for what it has already learned, so that it can go
#   on learning without forgetting (Kirkpatrick et al. 2017, [arXiv:1612.00796](https://arxiv.org/abs/1612.00796)).
#
# ## References
#
# - C. Bishop. *Pattern recognition and machine learning.* Springer, 2006
# - T. Brown et al. *Language models are few-shot learners.* NeurIPS 2020,
#   [arXiv:2005.14165](https://arxiv.org/abs/2005.14165)
# - T. Cover, J. Thomas. *Elements of information theory.* 2nd edition, Wiley, 2006
# - R. Fisher. *On the mathematical foundations of theoretical statistics.* Philosophical Transactions of the Royal
#   Society A 222, 1922
# - M. Heusel, H. Ramsauer, T. Unterthiner, B. Nessler, S. Hochreiter. *GANs trained by a two time-scale update rule
#   converge to a local Nash equilibrium.* NeurIPS 2017, [arXiv:1706.08500](https://arxiv.org/abs/1706.08500)
# - A. Hoerl, R. Kennard. *Ridge regression: biased estimation for nonorthogonal problems.* Technometrics 12, 1970
# - J. Kirkpatrick et al. *Overcoming catastrophic forgetting in neural networks.* PNAS 114, 2017,
#   [arXiv:1612.00796](https://arxiv.org/abs/1612.00796)
# - E. Lehmann, G. Casella. *Theory of point estimation.* 2nd edition, Springer, 1998
# - I. Loshchilov, F. Hutter. *Decoupled weight decay regularization.* ICLR 2019,
#   [arXiv:1711.05101](https://arxiv.org/abs/1711.05101)
# - L. Ouyang et al. *Training language models to follow instructions with human feedback.* NeurIPS 2022,
#   [arXiv:2203.02155](https://arxiv.org/abs/2203.02155)
# - R. Tibshirani. *Regression shrinkage and selection via the lasso.* Journal of the Royal Statistical Society B 58, 1996

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
