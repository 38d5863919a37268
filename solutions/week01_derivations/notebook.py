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
# # Week 1 · Probability and information
#
# A generative model is handed a pile of examples, letters or faces or sounds, and is asked for another one: not a
# copy, and not the average of the pile either. Behind the pile stands a law $p_{\text{data}}$ that nobody has
# written down. The model is a law too, $p_\theta$, one that we can write down, with parameters $\theta$ to turn. So
# everything in this course comes down to three questions about laws:
#
# 1. **How far** is $p_\theta$ from $p_{\text{data}}$? We need a number to make small.
# 2. **What becomes** of a law when a function is applied to its draws? A generator is such a function.
# 3. **How do we draw** from a law, once it is there?
#
# The first question has an answer from another subject. In 1948 Claude Shannon asked how short messages can be made,
# and found that a single quantity, the *entropy*, says it. What a message costs if it is written for the wrong law,
# and what one message tells about another, came out of the same formula, and these quantities are today what neural
# networks are trained on. You will write all of them, use them on a small language model, and watch what it writes.
#
# When you are through you can
#
# 1. say what entropy measures, and compute it with the care that zeros need (Part 1);
# 2. tell cross-entropy and divergence apart, know why a divergence is never negative, and why making one of the two
#    small *is* fitting a model by maximum likelihood (Part 2);
# 3. measure what one variable says about another, also where their correlation is 0 (Part 3);
# 4. find the density of a transformed variable, draw from a table, and say why drawing is not the same as picking the
#    most probable (Part 4).
#
# **Before you start:** expectation, conditional probability, the normal density, derivatives of logarithms. Nothing
# here needs a GPU.

# %% [markdown] nbgrader={"grade_id": "marking", "locked": true}
# ## How this notebook is marked
#
# Eleven cells hold one answer each, for you to write: seven functions, one formula and three derivations. Below each of
# them stands `grader.check("name")`. It runs the **public** checks at once and tells you what is wrong. Later the same
# name is asked again with **hidden** inputs: other shapes, other laws, edges. The text above each cell says what is
# asked, so nothing in the hidden checks should surprise you; but passing the public ones is not yet full marks.
#
# - Only the answer cells are taken from your notebook, together with the imports below. **Write a helper function
#   into the answer cell that uses it**, and import there what else you need: there it cannot be overlooked. (What an
#   answer uses from a cell that you added is looked for and carried over, and the feedback says so.)
# - The name, and the order of the arguments, must stay as they are. Any callable will do, and it may call your other
#   answers.
# - What you return may be a tensor, a NumPy array or, where a single number is asked for, a Python number.
# - A function leaves its arguments as they are: no `p += 1e-9`, no `p[p == 0] = 1`.
# - A slip is not paid for twice: `cross_entropy`, `kl_divergence` and `mutual_information` may build on the functions
#   before them, and are also judged with *your* earlier answers in the place of the right ones, where yours give
#   finite numbers.
# - **Derivations are written in LaTeX, as on paper**, below `%%derivation name`: one step a line, each with its
#   relation. Run the cell: each line is typeset, and beside it stands how it was read. Every line is judged by its
#   meaning, so it is yours how you write it and how many steps you take. There are points for where you start, for the
#   steps that the text asks for, for where you arrive, and for every line following from the one above. What cannot be
#   read by machine is read by a person.
# - Not asked, so not tested: empty batches, `n = 0`, negative probabilities, or ones that do not add up to 1.

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
# **Logarithms are natural**, so information is counted in *nats*. Information theory likes the logarithm to the base
# 2 and counts in *bits*: 1 bit is $\ln 2 = 0.693$ nats.
#
# **Nothing times the logarithm of nothing is nothing.** An outcome that never occurs adds nothing to a mean, whatever
# the logarithm beside it is:
#
# | a term | where | is |
# |---|---|---|
# | $p \log p$ | $p = 0$ | $0$, which is also its limit |
# | $p \log q$ and $p \log \frac pq$ | $p = 0$, whatever $q$ is, $0$ included | $0$ |
# | $p \log q$ | $p > 0 = q$ | $-\infty$ |
# | $p \log \frac pq$ | $p > 0 = q$ | $+\infty$ |
#
# A computer thinks otherwise: there `0 * log(0)` is `0 * -inf`, which is `nan`. In this notebook no result is ever
# `nan`, and **a quantity that is infinite is `inf`**, or `-inf`. A small constant inside the logarithm, as in
# $\log(p + 10^{-9})$, is no way out: it makes every term a little wrong and the infinite ones very wrong.
#
# **Shapes.** `(…)` stands for any number of batch axes, *none included*: a function that takes `(…, K)` is given one
# law as `(K,)`, twenty as `(20, K)`, and a grid of them as `(5, 4, K)`. The outcomes are always on the last axis (of a
# pair of variables: on the last two), and `K = 1` is allowed. Two laws of the same call, `p` and `q`, have the same
# shape. Entries are 0 or more and add up to 1 *up to rounding*. All tensors are on the CPU.
#
# **Precision.** What you return has the precision of what you are given: float64 in, float64 out; float32 in, float32
# out. More precision is never wrong. float64 inputs are judged as float64, to about ten digits, so nothing on the
# way may pass through float32. float32 inputs are judged by what an ordinary float32 computation attains.
#
# **Numbers.** Where a single number is handed in (`mu`, `sigma`), it may be a Python float or a tensor. `n` is a
# Python int.
#
# **In derivations** the outcomes are called $x$ and not $k$: a law is `p(x)`, and a sum over its outcomes `\sum_x`. What is
# derived for sums holds for integrals, so you may write these, too. A mean is `\mathbb{E}_{x \sim p}[…]` or `E_p[…]`, a
# divergence `D_{KL}(p \,\|\, q)` or `\mathrm{KL}(p \| q)`, an entropy `H(X)`, `H(X, Y)` or `H(Y \mid X)`. All
# probabilities are positive, so nothing has to be said of zeros.
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


# %% [markdown] nbgrader={"grade_id": "part1", "locked": true}
# ## Part 1 · Surprise, and its mean
#
# ### How surprised should one be?
#
# Somebody tells you that an event of probability $p$ has happened. Give the surprise a number, $s(p)$, such that rarer
# is more surprising, a certain event is no surprise, and the surprises of two independent events add up:
# $s(p\,p') = s(p) + s(p')$. If $s$ is to be continuous, only one function does this, up to its unit:
#
# $$s(p) = -\log p = \log \frac1p$$
#
# (Bishop 2006, section 1.6). A fair coin's head is a surprise of $\log 2 = 0.69$ nats, that is 1 bit; ten heads in a
# row are ten bits. Logarithms turn products into sums, and this is half of why they are everywhere in this course.
# (The other half: in a computer a product of some thousand probabilities is 0 before long. The sum of their logarithms
# is not.)

# %% [markdown] nbgrader={"grade_id": "entropy_text", "locked": true}
# ### 1.1 Entropy
#
# The **entropy** of a law $p$ on $K$ outcomes is the surprise to be expected of a draw from it:
#
# $$H(p) = \mathbb E_{k \sim p}[-\log p_k] = -\sum_{k=1}^K p_k \log p_k, \qquad 0 \log 0 = 0$$
#
# (Shannon 1948, section 6; Cover and Thomas 2006, section 2.1). It is never negative, it is 0 when the outcome is
# certain, and it is largest, $\log K$, when all outcomes are equally likely. It says how many nats one needs at least,
# on average, to write down a draw: with $H$ in bits, the best code takes between $H$ and $H + 1$ bits a draw (Cover
# and Thomas 2006, theorem 5.4.1).
#
# **By hand.** $p = (\tfrac12, \tfrac14, \tfrac14)$. The surprises are 1, 2 and 2 bits, so
# $H = \tfrac12 \cdot 1 + \tfrac14 \cdot 2 + \tfrac14 \cdot 2 = 1.5$ bits, or $1.5 \ln 2 = 1.0397$ nats. And a code that
# attains it is at hand: write `0` for the first outcome, `10` for the second, `11` for the third.
#
# **Write** `entropy(p)`: `(…, K) -> (…)`, in nats. Zeros are allowed.
#
# *Example:* `entropy(torch.tensor([0.5, 0.25, 0.25]))` is `1.0397`; with a fourth outcome of probability 0 it is the
# same.
#
# *Marked:* one law and many, zeros, certain outcomes and `K = 1`, float32; `p` unchanged.


# %% nbgrader={"grade_id": "entropy", "solution": true}
def entropy(p):
    """Entropy of each law, in nats.

    p: floating, (…, K), probabilities on the last axis; zeros allowed.
    Returns (…).
    """
    ### BEGIN SOLUTION
    return -torch.xlogy(p, p).sum(dim=-1)
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_entropy", "grade": true, "locked": true}
grader.check("entropy")


# %% nbgrader={"grade_id": "show_entropy", "locked": true}
@demo
def show_entropy():
    """Surprise; entropy of a coin; entropy of three outcomes, on the triangle of all laws."""
    p = torch.linspace(0, 1, 201, dtype=torch.float64)
    coin = shaped(entropy(torch.stack([p, 1 - p], dim=1)), (201,), "entropy")

    side = torch.linspace(0, 1, 121, dtype=torch.float64)
    a, b = torch.meshgrid(side, side, indexing="ij")
    laws = torch.stack([a, b, 1 - a - b], dim=-1)
    inside = laws[..., 2] > -1e-12
    laws = torch.where(inside[..., None], laws.clamp(min=0), torch.tensor([1.0, 0.0, 0.0], dtype=torch.float64))
    three = torch.where(inside, shaped(entropy(laws), (121, 121), "entropy"), math.nan)

    _, axes = plt.subplots(1, 3, figsize=(12, 3.2), layout="constrained")
    axes[0].plot(p[1:], -p[1:].log())
    axes[0].set(title="surprise $-\\log p$", xlabel="$p$", ylabel="nats")
    axes[1].plot(p, coin)
    axes[1].axhline(math.log(2), color="gray", lw=0.8, ls="--")
    axes[1].set(title="entropy of a coin (dashed: $\\log 2$)", xlabel="$p$ of heads")
    shades = axes[2].pcolormesh(a + b / 2, b * math.sqrt(3) / 2, three, shading="nearest")
    axes[2].contour(
        a + b / 2, b * math.sqrt(3) / 2, three, levels=[0.3, 0.6, 0.9, 1.05], colors="white", linewidths=0.7
    )
    axes[2].set(title="entropy of three outcomes", aspect="equal", xlim=(-0.2, 1.2), ylim=(-0.12, 1))
    axes[2].axis("off")
    axes[2].text(0, -0.02, "(0, 0, 1)", ha="center", va="top", fontsize=8)
    axes[2].text(1, -0.02, "(1, 0, 0)", ha="center", va="top", fontsize=8)
    axes[2].text(0.5, 0.88, "(0, 1, 0)", ha="center", va="bottom", fontsize=8)
    plt.colorbar(shades, ax=axes[2], shrink=0.8)
    plt.show()


# %% [markdown] nbgrader={"grade_id": "entropy_question", "locked": true}
# **Look at it.** The entropy of a coin is flat at the top: a coin with $p = 0.4$ has 97 % of the fair one's entropy. At
# the two ends it is infinitely steep: the first trace of doubt is what raises it fastest. On the triangle, each corner
# is a certain outcome, each edge a coin. Where is the largest value, and what is it?

# %% [markdown] nbgrader={"grade_id": "bernoulli_entropy_slope_text", "locked": true}
# ### 1.2 The slope, as a formula
#
# Some questions of this course want not a number but a *formula*, written with SymPy. Write
#
# $$H(p) = -p \log p - (1 - p) \log(1 - p), \qquad 0 < p < 1$$
#
# for the entropy of a coin that shows heads with probability $p$ (Cover and Thomas 2006, section 2.1) and
# differentiate.
#
# **Write** `bernoulli_entropy_slope`: $\frac{dH}{dp}$ as a SymPy expression in the symbol `p` and in no other. It is not
# a function: the name is bound to the expression itself. The symbol counts by its name, whatever assumptions it was
# made with; any form of the right formula will do, and a derivative that SymPy has not carried out yet will, too. Write
# the *natural* logarithm, `sympy.log`.
#
# *By hand, to check:* the slope is 0 at $p = \tfrac12$, where the picture is flat; at $p = \tfrac14$ it is
# $\log 3 = 1.0986$; at $p = \tfrac34$ it is $-\log 3$.
#
# *Marked:* whether the formula is right for all $p$ between 0 and 1.

# %% nbgrader={"grade_id": "bernoulli_entropy_slope", "solution": true}
# bernoulli_entropy_slope = ..., an expression in the symbol p
p = sympy.Symbol("p")
### BEGIN SOLUTION
bernoulli_entropy_slope = sympy.log((1 - p) / p)
### END SOLUTION

# %% nbgrader={"grade_id": "check_bernoulli_entropy_slope", "grade": true, "locked": true}
grader.check("bernoulli_entropy_slope")


# %% nbgrader={"grade_id": "show_slope", "locked": true}
@demo
def show_slope():
    """The formula against the slope of `entropy` by finite differences."""
    at = torch.linspace(0.01, 0.99, 99, dtype=torch.float64)
    slope = sympy.lambdify(sympy.Symbol("p"), sympy.sympify(bernoulli_entropy_slope), "numpy")
    formula = np.broadcast_to(np.asarray(slope(at.numpy()), dtype=float), (99,))

    def coin(q):
        return shaped(entropy(torch.stack([q, 1 - q], dim=1)), (99,), "entropy")

    measured = (coin(at + 1e-5) - coin(at - 1e-5)) / 2e-5
    plt.figure(figsize=(5.5, 3))
    plt.plot(at, formula, label="your formula")
    plt.plot(at[::6], measured[::6], "o", ms=4, label="measured on your entropy")
    plt.axhline(0, color="gray", lw=0.8)
    plt.xlabel("$p$")
    plt.ylabel("$dH/dp$")
    plt.legend()
    plt.show()


# %% [markdown] nbgrader={"grade_id": "part2", "locked": true}
# ## Part 2 · Two laws
#
# ### What a wrong belief costs
#
# The draws come from $p$, but we believe in $q$. Then outcome $k$ surprises us by $-\log q_k$, and it comes up with
# probability $p_k$. Nothing in this is symmetric: one law is the world, the other is the model.

# %% [markdown] nbgrader={"grade_id": "cross_entropy_text", "locked": true}
# ### 2.1 Cross-entropy
#
# The **cross-entropy** is the surprise to be expected under the wrong belief:
#
# $$H(p, q) = \mathbb E_{k \sim p}[-\log q_k] = -\sum_{k=1}^K p_k \log q_k$$
#
# (Murphy 2022, section 6.1.2). With the right belief, $q = p$, it is the entropy. A model that rules out what does
# happen, $q_k = 0 < p_k$, is surprised infinitely: then $H(p, q) = \infty$. A model that rules out what does not happen
# either, $q_k = 0 = p_k$, loses nothing by it.
#
# **By hand.** $p = (\tfrac12, \tfrac14, \tfrac14)$ and $q = (\tfrac14, \tfrac14, \tfrac12)$: surprises of 2, 2 and 1 bits,
# so $\tfrac12 \cdot 2 + \tfrac14 \cdot 2 + \tfrac14 \cdot 1 = 1.75$ bits, or $1.2130$ nats. The entropy was 1.5 bits: the
# wrong belief costs a quarter of a bit for each draw, for ever.
#
# **Write** `cross_entropy(p, q)`: `(…, K), (…, K) -> (…)`, in nats.
#
# *Example:* $p = (1, 0)$ with $q = (\tfrac12, \tfrac12)$ gives $\log 2 = 0.6931$; $p = (1, 0)$ with itself gives 0; and
# $p = (\tfrac12, \tfrac12)$ with $q = (1, 0)$ gives `inf`.
#
# *Marked:* one pair of laws and many, outcomes where both are 0, results that are infinite, float32; arguments
# unchanged.


# %% nbgrader={"grade_id": "cross_entropy", "solution": true}
def cross_entropy(p, q):
    """Cross-entropy of each pair of laws, in nats: draws from p, logarithms of q.

    p, q: floating, (…, K), of the same shape; zeros allowed in both.
    Returns (…); inf where p > 0 = q for some outcome.
    """
    ### BEGIN SOLUTION
    return -torch.xlogy(p, q).sum(dim=-1)
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_cross_entropy", "grade": true, "locked": true}
grader.check("cross_entropy")

# %% [markdown] nbgrader={"grade_id": "kl_divergence_text", "locked": true}
# ### 2.2 The Kullback-Leibler divergence
#
# What the wrong belief costs *more* than the right one is the **Kullback-Leibler divergence**, or relative entropy:
#
# $$D_{KL}(p \,\|\, q) = H(p, q) - H(p) = \sum_{k=1}^K p_k \log \frac{p_k}{q_k}$$
#
# (Kullback and Leibler 1951; Cover and Thomas 2006, section 2.3). It is 0 for $q = p$, it is `inf` where some
# $p_k > 0 = q_k$, and an outcome with $p_k = 0$ adds nothing to it, whatever $q_k$ is. It is no distance: it has a
# direction.
#
# **By hand.** The same pair as above: $\tfrac12 \log 2 + \tfrac14 \log 1 + \tfrac14 \log \tfrac12 = \tfrac14 \log 2 =
# 0.1733$, which is $1.2130 - 1.0397$. And for its direction: between $(\tfrac12, \tfrac12)$ and
# $(\tfrac14, \tfrac34)$ it is $0.1438$ one way and $0.1308$ the other.
#
# **Write** `kl_divergence(p, q)`: `(…, K), (…, K) -> (…)`, in nats.
#
# *Marked:* one pair of laws and many, outcomes that only $q$ allows, outcomes where both are 0, results that are
# infinite, float32; arguments unchanged.


# %% nbgrader={"grade_id": "kl_divergence", "solution": true}
def kl_divergence(p, q):
    """D_KL(p || q) of each pair of laws, in nats.

    p, q: floating, (…, K), of the same shape; zeros allowed in both.
    Returns (…); inf where p > 0 = q for some outcome.
    """
    ### BEGIN SOLUTION
    return cross_entropy(p, q) - entropy(p)
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_kl_divergence", "grade": true, "locked": true}
grader.check("kl_divergence")

# %% [markdown] nbgrader={"grade_id": "gibbs_inequality_text", "locked": true}
# ### 2.3 No belief is better than the right one
#
# Terms of the sum may well be negative: one was, above. The sum never is.
#
# > For any two laws, $D_{KL}(p \,\|\, q) \ge 0$, with equality only for $p = q$.
#
# This is *Gibbs' inequality* (Cover and Thomas 2006, theorem 2.6.3). It rests on **Jensen's inequality**: the
# logarithm is concave, so the logarithm of a mean is at least the mean of the logarithms,
#
# $$\log \mathbb E[U] \ \ge\ \mathbb E[\log U]$$
#
# for every random variable $U \ge 0$ of finite mean, with $\log 0 = -\infty$ (Jensen 1906; Cover and Thomas 2006,
# theorem 2.6.2).
#
# **Derive** `gibbs_inequality`: from $D_{KL}(p \,\|\, q)$ to $D_{KL}(p \,\|\, q) \ge 0$. Write the divergence, or its
# negative, as the mean of the logarithm of something, pull the logarithm out, and see what is left to be summed. Jensen's
# inequality may be used, and so may $\log t \le t - 1$; that the claim is known may not. `p` and `q` are the two laws,
# also without their argument. Run the cell: beside each line stands how it was read and, for this first derivation,
# whether it follows.
#
# *Marked:* that it starts at the divergence, of $p$ from $q$; that the inequality is to be seen at work, from a mean of
# logarithms to a logarithm of a mean (or to a sum without logarithms); that it arrives at 0; that every line follows from
# the one above.

# %% nbgrader={"grade_id": "gibbs_inequality", "solution": true}
# %%derivation gibbs_inequality
# ### BEGIN SOLUTION
# D_{KL}(p \,\|\, q) &= \mathbb{E}_{x \sim p}\left[\log \frac{p(x)}{q(x)}\right] \\
#  &= -\mathbb{E}_{x \sim p}\left[\log \frac{q(x)}{p(x)}\right] \\
#  &\ge -\log \mathbb{E}_{x \sim p}\left[\frac{q(x)}{p(x)}\right] && \text{(Jensen)} \\
#  &= -\log \sum_x q(x) \\
#  &= -\log 1 = 0
# ### END SOLUTION

# %% nbgrader={"grade_id": "check_gibbs_inequality", "grade": true, "locked": true}
grader.check("gibbs_inequality")

# %% [markdown] nbgrader={"grade_id": "gibbs_question", "locked": true}
# **What is in it.** Two things your lines left out. Where $p$ has zeros, the sum runs over the outcomes with $p_k > 0$
# only, and the last step becomes an inequality: why does that do no harm? And for the case of equality: when is the mean
# of the logarithms *equal* to the logarithm of the mean?
#
# Much follows in one line each. With $q$ uniform, $D_{KL}(p \,\|\, q) = \log K - H(p)$: so no law on $K$ outcomes has
# more entropy than $\log K$. Cross-entropy is never less than entropy: so a training loss that is a cross-entropy has a
# floor, and the floor need not be 0. And the bounds of weeks 3, 4 and 6 all come from leaving out a divergence that is
# hard to compute, because one knows at least its sign.


# %% nbgrader={"grade_id": "show_divergence", "locked": true}
@demo
def show_divergence():
    """The best single bell for a law with two, under D(p || q) and under D(q || p)."""
    x = torch.linspace(-6, 6, 121, dtype=torch.float64)

    def bell(mean, std):
        weights = torch.exp(-0.5 * ((x - mean) / std) ** 2)
        return weights / weights.sum(dim=-1, keepdim=True)

    p = 0.6 * bell(-2, 0.7) + 0.4 * bell(2.5, 0.9)
    means, stds = torch.linspace(-4, 4, 81, dtype=torch.float64), torch.linspace(0.4, 4, 37, dtype=torch.float64)
    q = bell(means[:, None, None], stds[None, :, None])
    many = p.expand_as(q).clone()
    costs = {
        "D(p || q): cover everything": kl_divergence(many, q),
        "D(q || p): stay where p is": kl_divergence(q, many),
    }

    _, axes = plt.subplots(1, 2, figsize=(10, 3), sharey=True, layout="constrained")
    for axis, (name, cost) in zip(axes, costs.items(), strict=True):
        cost = shaped(cost, (81, 37), "kl_divergence")
        best = int(cost.argmin())
        i, j = best // 37, best % 37
        axis.fill_between(x, p, color="lightgray", label="p")
        axis.plot(x, q[i, j], label=f"best q: mean {means[i]:.1f}, std {stds[j]:.1f}")
        axis.set_title(f"{name} (least {cost[i, j]:.2f})", fontsize=10)
        axis.legend(fontsize=8)
    plt.show()


# %% [markdown] nbgrader={"grade_id": "divergence_question", "locked": true}
# **Look at it.** The model $q$ is a single bell and cannot match the two of $p$, so the two directions make different
# compromises (Bishop 2006, section 10.1.2). $D_{KL}(p \,\|\, q)$ averages over $p$: wherever $p$ has mass, $q$ must not be
# small, and so the bell covers both bumps and the empty middle as well. $D_{KL}(q \,\|\, p)$ averages over $q$: where $q$
# has mass, $p$ must not be small, and so the bell sits on one bump and forgets the other. Blurred averages and lost
# variety are the two diseases of generative models, and you have just seen where they can come from.

# %% [markdown] nbgrader={"grade_id": "kl_to_mle_text", "locked": true}
# ### 2.4 From divergence to likelihood
#
# To compute $D_{KL}(p_{\text{data}} \,\|\, p_\theta)$ one would have to know $p_{\text{data}}$, and all that we have is
# examples. This is the place where it turns out not to matter.
#
# > The $\theta$ that minimises $D_{KL}(p_{\text{data}} \,\|\, p_\theta)$ is the one that maximises
# > $\mathbb E_{x \sim p_{\text{data}}}[\log p_\theta(x)]$.
#
# **Derive** `kl_to_mle`: from $D_{KL}(p_{\text{data}} \,\|\, p_\theta)$, or from the place of its minimum, to
#
# $$\arg\min_\theta D_{KL}(p_{\text{data}} \,\|\, p_\theta) = \arg\max_\theta \mathbb E_{x \sim p_{\text{data}}}\big[\log
# p_\theta(x)\big].$$
#
# It rests on $\log \frac ab = \log a - \log b$, on the linearity of expectation, and on one of the two terms not
# depending on $\theta$ (it must be finite). The law of the data is `p_{\text{data}}`, `p_{data}`, `p_d` or `p^*`; the model
# `p_\theta(x)`, `p(x; \theta)`, `p(x \mid \theta)` or `p_{model}(x; \theta)`. `\text{const}` stands for something in which
# there is no $\theta$. A name for the best parameter, `\theta^* := …`, is yours to give. Two `\arg\min` are equal if they
# are the same *place*; two values of a divergence only if they are the same number.
#
# *Marked:* that it starts at the divergence of the model from the data, not of the data from the model; that the
# divergence is to be seen in two parts, as means of logarithms or as a cross-entropy and an entropy, one of which may
# already be a constant; that it arrives, with `\arg\min` and `\arg\max`; that every line follows.

# %% nbgrader={"grade_id": "kl_to_mle", "solution": true}
# %%derivation kl_to_mle
# ### BEGIN SOLUTION
# D_{KL}(p_{\text{data}} \,\|\, p_\theta) &= \mathbb{E}_{x \sim p_{\text{data}}}\left[\log \frac{p_{\text{data}}(x)}{p_\theta(x)}\right] \\
#  &= \mathbb{E}_{x \sim p_{\text{data}}}[\log p_{\text{data}}(x)] - \mathbb{E}_{x \sim p_{\text{data}}}[\log p_\theta(x)] \\
#  &= \text{const} - \mathbb{E}_{x \sim p_{\text{data}}}[\log p_\theta(x)] \\
# \Rightarrow \arg\min_\theta D_{KL}(p_{\text{data}} \,\|\, p_\theta)
#  &= \arg\min_\theta \left(-\mathbb{E}_{x \sim p_{\text{data}}}[\log p_\theta(x)]\right) \\
#  &= \arg\max_\theta \mathbb{E}_{x \sim p_{\text{data}}}[\log p_\theta(x)]
# ### END SOLUTION

# %% nbgrader={"grade_id": "check_kl_to_mle", "grade": true, "locked": true}
grader.check("kl_to_mle")

# %% [markdown] nbgrader={"grade_id": "after_kl_to_mle", "locked": true}
# What remains is an expectation under $p_{\text{data}}$, and *that* examples $x_1, \dots, x_N$ can estimate:
#
# $$\mathbb E_{x \sim p_{\text{data}}}[\log p_\theta(x)] \ \approx\ \frac1N \sum_{i=1}^N \log p_\theta(x_i)$$
#
# This is the log likelihood, up to the factor $1/N$, and week 2 is about maximising it (Goodfellow, Bengio and
# Courville 2016, section 5.5). Maximum likelihood, least cross-entropy, least divergence in this direction: three names
# for one fit.

# %% [markdown] nbgrader={"grade_id": "softmax_cross_entropy_text", "locked": true}
# ### 2.5 The loss that networks are trained on
#
# A network that chooses among $K$ outcomes ends in $K$ real numbers, the *logits* $\ell$. The **softmax** makes a law of
# them, and the loss is the cross-entropy with a target law $q$, which is often a single certain outcome (the label, the
# next word) and sometimes softer (the opinion of a larger network):
#
# $$\mathrm{softmax}(\ell)_k = \frac{e^{\ell_k}}{\sum_j e^{\ell_j}}, \qquad
# H(q, \mathrm{softmax}(\ell)) = -\sum_{k=1}^K q_k \log \mathrm{softmax}(\ell)_k$$
#
# (Goodfellow, Bengio and Courville 2016, section 6.2.2.3). Here $q$ is the world and the softmax is the model. In this
# order the logarithm and the exponential undo each other, and that is more than a nicety. $e^{1000}$ is `inf` in a
# computer, $e^{-1000}$ is 0, and a network that has just begun to train can have such logits. *Carry out the logarithm
# of the quotient on paper before you compute anything*, and use that adding a constant to all logits changes nothing.
#
# The gradient is as simple as a gradient can be (Bishop 2006, section 4.3.4),
#
# $$\frac{\partial}{\partial \ell_k} H(q, \mathrm{softmax}(\ell)) = \mathrm{softmax}(\ell)_k - q_k:$$
#
# what is predicted less what is wanted. You need not program it. Autograd finds it, if you stay with torch operations
# from the argument to the result; and if no infinity turns up on the way, for an infinity that a later step hides from
# the value can still make a `nan` of the gradient.
#
# **Write** `softmax_cross_entropy(logits, q)`: `(K,), (K,) -> ()`, in nats. Logits may be as large as $\pm 10^4$; $q$ may
# have zeros; the result is finite. Its **gradient in `logits`** is asked too, so return a tensor.
#
# *Example:* $\ell = (0, \log 3)$, so the softmax is $(\tfrac14, \tfrac34)$; with $q = (\tfrac12, \tfrac12)$ the loss is
# $\tfrac12 \log 4 + \tfrac12 \log \tfrac43 = 0.8370$ and its gradient $(-\tfrac14, \tfrac14)$. With
# $\ell = (10^4, 0)$ and $q = (0, 1)$ the loss is $10^4$.
#
# *Marked:* values, targets with zeros, logits of $\pm 10^4$, float32 (large logits by what float32 can hold: at $10^4$
# its neighbouring numbers are 0.001 apart), the gradient for ordinary and for large logits; arguments unchanged.


# %% nbgrader={"grade_id": "softmax_cross_entropy", "solution": true}
def softmax_cross_entropy(logits, q):
    """H(q, softmax(logits)), in nats; stable for large logits and differentiable in them.

    logits: floating, (K,). q: floating, (K,), the target law; zeros allowed.
    Returns a 0-d tensor.
    """
    ### BEGIN SOLUTION
    return -(q * torch.log_softmax(logits, dim=0)).sum()
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_softmax_cross_entropy", "grade": true, "locked": true}
grader.check("softmax_cross_entropy")


# %% nbgrader={"grade_id": "show_training", "locked": true}
@demo
def show_training():
    """Gradient descent on the logits: the loss falls, but not below the entropy of the target."""
    q = torch.tensor([0.05, 0.0, 0.5, 0.15, 0.3], dtype=torch.float64)
    logits = torch.tensor([3.0, 1.0, -2.0, 0.0, 0.5], dtype=torch.float64, requires_grad=True)
    losses, seen = [], {}
    for step in range(201):
        loss = softmax_cross_entropy(logits, q)
        (gradient,) = torch.autograd.grad(loss, [logits])
        losses.append(loss.item())
        if step in (0, 10, 200):
            seen[step] = logits.detach().softmax(dim=0)
        logits = (logits - 0.5 * gradient).detach().requires_grad_()

    _, axes = plt.subplots(1, 4, figsize=(12.5, 2.7), layout="constrained")
    axes[0].plot(losses)
    axes[0].axhline(float(shaped(entropy(q), (), "entropy")), color="black", lw=0.8, ls="--")
    axes[0].set(title="loss (dashed: entropy of q)", xlabel="step", ylim=(0, None))
    for axis, (step, law) in zip(axes[1:], seen.items(), strict=True):
        axis.bar(np.arange(5) - 0.2, q, width=0.4, color="lightgray", label="q")
        axis.bar(np.arange(5) + 0.2, law, width=0.4, label="softmax")
        axis.set(title=f"after {step} steps", ylim=(0, 0.9))
    axes[1].legend(fontsize=8)
    plt.show()


# %% [markdown] nbgrader={"grade_id": "part3", "locked": true}
# ## Part 3 · Two variables
#
# ### What is left to ask
#
# Now let the draws come in pairs $(X, Y)$ with joint law $p(x, y)$: a word and the next one, an image and its caption.
# The pair has an entropy $H(X, Y)$, each of the two has its own, and there is a fourth: what is still unknown of $Y$ once
# $X$ has been told. That is the **conditional entropy**, a mean over the $x$ that may be told,
#
# $$H(Y \mid X) = \sum_x p(x)\, H(Y \mid X = x) = -\sum_{x, y} p(x, y) \log p(y \mid x)$$
#
# (Cover and Thomas 2006, section 2.2). A pair can be told in two steps, and its surprise is the sum of theirs:
#
# > $H(X, Y) = H(X) + H(Y \mid X)$
#
# (Cover and Thomas 2006, theorem 2.2.1). Said of a whole sequence, it is how a language model gets the probability of a
# text, one word given those before it.
#
# **Derive** `entropy_chain_rule`: from $H(X, Y)$ to $H(X) + H(Y \mid X)$. What may be used: $p(x, y) = p(x)\, p(y \mid x)$,
# the logarithm of a product, $\sum_y p(x, y) = p(x)$, and what each of the three entropies is. Means may be sums, nested
# or over pairs, or be written `\mathbb{E}[\log p(X, Y)]`. `p(x)` and `p(y \mid x)` may have names of their own kind, `p_X(x)`
# and `p_{Y \mid X}(y \mid x)`.
#
# *Marked:* that it starts at $H(X, Y)$ (or ends there); that the joint law is to be seen split under the logarithm; that it
# arrives, with both entropies by name; that every line follows.

# %% nbgrader={"grade_id": "entropy_chain_rule", "solution": true}
# %%derivation entropy_chain_rule
# ### BEGIN SOLUTION
# H(X, Y) &= -\sum_{x, y} p(x, y) \log p(x, y) \\
#  &= -\sum_{x, y} p(x, y) \log \big(p(x)\, p(y \mid x)\big) \\
#  &= -\sum_{x, y} p(x, y) \log p(x) - \sum_{x, y} p(x, y) \log p(y \mid x) \\
#  &= -\sum_x p(x) \log p(x) - \sum_{x, y} p(x, y) \log p(y \mid x) && \text{(summed over } y) \\
#  &= H(X) + H(Y \mid X)
# ### END SOLUTION

# %% nbgrader={"grade_id": "check_entropy_chain_rule", "grade": true, "locked": true}
grader.check("entropy_chain_rule")

# %% [markdown] nbgrader={"grade_id": "mutual_information_text", "locked": true}
# ### 3.1 Mutual information
#
# How much does $X$ tell about $Y$? By how much it lowers the entropy of $Y$, on average. Or: how far the joint law is
# from what it would be if the two had nothing to do with each other, which is the product of its marginals. The
# **mutual information** is both:
#
# $$I(X; Y) = D_{KL}\big(p(x, y) \,\|\, p(x)\,p(y)\big)
# = \sum_{x, y} p(x, y) \log \frac{p(x, y)}{p(x)\, p(y)} = H(Y) - H(Y \mid X) = H(X) + H(Y) - H(X, Y)$$
#
# (Cover and Thomas 2006, sections 2.3 and 2.4). It is symmetric, although the divergence is not; by Gibbs' inequality it
# is never negative; and it is 0 exactly when $X$ and $Y$ are independent. Compare that with correlation, which is 0 in
# many cases besides.
#
# **By hand.** Rows are $x$, columns are $y$:
#
# | | $y = 0$ | $y = 1$ | $p(x)$ |
# |---|---|---|---|
# | $x = 0$ | $\tfrac12$ | $0$ | $\tfrac12$ |
# | $x = 1$ | $\tfrac14$ | $\tfrac14$ | $\tfrac12$ |
# | $p(y)$ | $\tfrac34$ | $\tfrac14$ | $1$ |
#
# $$I = \tfrac12 \log \frac{1/2}{3/8} + 0 + \tfrac14 \log \frac{1/4}{3/8} + \tfrac14 \log \frac{1/4}{1/8}
# = 0.1438 - 0.1014 + 0.1733 = 0.2158 \text{ nats.}$$
#
# **Write** `mutual_information(joint)`: `(…, A, B) -> (…)`, in nats. `joint[..., a, b]` is the probability of the pair
# $(a, b)$; the $A \cdot B$ entries of each table add up to 1. Cells may be 0, and so may whole rows and columns: a value
# that never occurs adds nothing.
#
# *Example:* `mutual_information(torch.tensor([[0.5, 0.0], [0.25, 0.25]]))` is `0.2158`; for independent variables the
# result is 0 up to rounding.
#
# *Marked:* one table and many, cells of 0, rows and columns of 0, independent and fully dependent variables, float32;
# `joint` unchanged.


# %% nbgrader={"grade_id": "mutual_information", "solution": true}
def mutual_information(joint):
    """Mutual information of the two variables of each joint law, in nats.

    joint: floating, (…, A, B), the entries of a table add up to 1; zeros allowed.
    Returns (…).
    """
    ### BEGIN SOLUTION
    return entropy(joint.sum(dim=-1)) + entropy(joint.sum(dim=-2)) - entropy(joint.flatten(start_dim=-2))
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_mutual_information", "grade": true, "locked": true}
grader.check("mutual_information")


# %% nbgrader={"grade_id": "show_dependence", "locked": true}
@demo
def show_dependence():
    """Correlation against mutual information, the latter from counts in 12 by 12 boxes."""
    generator = torch.Generator().manual_seed(1)
    n, bins = 20_000, 12
    x, noise = torch.randn(2, n, dtype=torch.float64, generator=generator)
    angle = 2 * math.pi * torch.rand(n, dtype=torch.float64, generator=generator)
    clouds = {
        "independent": (x, noise),
        "a line": (x, 0.8 * x + 0.6 * noise),
        "a parabola": (x, x**2 + 0.5 * noise),
        "a ring": (angle.cos() + 0.1 * x, angle.sin() + 0.1 * noise),
    }
    _, axes = plt.subplots(1, 4, figsize=(12.5, 3), layout="constrained")
    for axis, (name, (a, b)) in zip(axes, clouds.items(), strict=True):
        counts, _, _ = np.histogram2d(a.numpy(), b.numpy(), bins=bins)
        joint = torch.as_tensor(counts / counts.sum())
        information = float(shaped(mutual_information(joint), (), "mutual_information"))
        correlation = float(np.corrcoef(a.numpy(), b.numpy())[0, 1])
        axis.scatter(a[:1500], b[:1500], s=2, alpha=0.5)
        axis.set(xticks=[], yticks=[])
        axis.set_title(f"{name}\ncorrelation {abs(correlation):.2f}, information {information:.2f}", fontsize=9)
    plt.show()


# %% [markdown] nbgrader={"grade_id": "dependence_question", "locked": true}
# **Look at it.** Correlation sees the line and is blind to the parabola and to the ring; mutual information sees all
# three. (Two warnings. It is here the information of the *boxes*, which is never more than that of the numbers
# themselves: to lump values together can only lose information. And counts are not probabilities: for independent
# variables that use all of the boxes the estimate from $N$ pairs is too large by about $(A - 1)(B - 1) / 2N$ on
# average, the leading term of a bias that Miller found in 1955, see Paninski 2003. For our 20,000 points that is 0.003
# at the most, for few points it is much.)

# %% [markdown] nbgrader={"grade_id": "part4", "locked": true}
# ## Part 4 · Making and drawing
#
# ### A function of a random number
#
# Entropies are about laws on a table. For a law with a *density* the same ideas hold with integrals in the place of
# sums, with one thing new: a density is probability *per length*, and when the axis is stretched, it changes. Let
# $Y = f(X)$ with $f$ smooth and a derivative that is nowhere 0, so that $f$ increases throughout or decreases
# throughout. The probability in a small interval does not change on its way from $x$ to $y = f(x)$, only the interval's
# length does:
#
# $$p_Y(y) = p_X(x) \left| \frac{dx}{dy} \right|, \qquad x = f^{-1}(y)$$
#
# (Bishop 2006, eq. (1.27)). In many dimensions a Jacobian determinant takes the place of the derivative, and a chain of
# such maps is called a *normalizing flow*.

# %% [markdown] nbgrader={"grade_id": "lognormal_log_prob_text", "locked": true}
# ### 4.1 The exponential of a normal variable
#
# Incomes, sizes of files, times to answer: many positive quantities have a normal *logarithm*, because they come
# about by multiplying many factors. Let $X \sim N(\mu, \sigma^2)$ and $Y = e^X$. With $x = \log y$ the rule above gives
#
# $$\log p_Y(y) = \log N(\log y;\ \mu, \sigma^2) + \log \left| \frac{d \log y}{dy} \right| \quad (y > 0),$$
#
# where $\log N(x;\ \mu, \sigma^2) = -\frac{(x - \mu)^2}{2 \sigma^2} - \log \sigma - \tfrac12 \log 2\pi$ (Bishop 2006,
# section 1.2.4). No $X$ leads to $y \le 0$, so there the density is 0 and its logarithm $-\infty$.
#
# **By hand.** $\mu = 0$, $\sigma = 1$, $y = 1$: here $\log y = 0$, the derivative is 1, and the result is
# $-\tfrac12 \log 2\pi = -0.9189$. With $\sigma = \tfrac12$ and $y = 2$:
# $-\frac{0.6931^2}{0.5} + 0.6931 - 0.9189 - 0.6931 = -1.8798$; see which term each number is.
#
# **Write** `lognormal_log_prob(y, mu, sigma)`: the log density of $Y$ at `y`. `y` is a floating tensor of any shape and
# any sign; `mu` and `sigma > 0` are tensors or Python floats; the three **broadcast** as in torch or NumPy, so `y` of
# shape `(4, 1)` with `mu` of shape `(3,)` gives `(4, 3)`. The result is `-inf` where `y <= 0` and finite elsewhere: also
# far out, where the density itself is too small for a computer and its logarithm is not.
#
# *Marked:* values; `y` at 0 and below; `mu` and `sigma` as Python floats (then float32's digits will do) and as tensors
# that broadcast; far out; float32; arguments unchanged.


# %% nbgrader={"grade_id": "lognormal_log_prob", "solution": true}
def lognormal_log_prob(y, mu, sigma):
    """Log density at y of exp(X), X ~ N(mu, sigma^2).

    y: floating tensor. mu, sigma: tensors or Python floats; sigma > 0. The three broadcast.
    Returns the shape that they broadcast to; -inf where y <= 0.
    """
    ### BEGIN SOLUTION
    sigma = torch.as_tensor(sigma, dtype=y.dtype)
    x = torch.log(torch.where(y > 0, y, 1))
    log_density = -0.5 * ((x - mu) / sigma) ** 2 - torch.log(sigma) - 0.5 * math.log(2 * math.pi) - x
    return torch.where(y > 0, log_density, -math.inf)
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_lognormal_log_prob", "grade": true, "locked": true}
grader.check("lognormal_log_prob")


# %% nbgrader={"grade_id": "show_lognormal", "locked": true}
@demo
def show_lognormal():
    """Draws of X and of exp(X) with their densities; where the peak, the middle and the mean go."""
    mu, sigma, n = 0.5, 0.6, 50_000
    x = mu + sigma * torch.randn(n, dtype=torch.float64, generator=torch.Generator().manual_seed(2))
    at, y = torch.linspace(-2, 3, 300, dtype=torch.float64), torch.linspace(-0.5, 8, 400, dtype=torch.float64)
    density = shaped(lognormal_log_prob(y, mu, sigma), (400,), "lognormal_log_prob").exp()

    _, (left, right) = plt.subplots(1, 2, figsize=(10.5, 3.2), layout="constrained")
    left.hist(x.numpy(), bins=90, range=(-2, 3), density=True, color="lightgray")
    left.plot(at, torch.exp(-0.5 * ((at - mu) / sigma) ** 2) / (sigma * math.sqrt(2 * math.pi)))
    left.axvline(mu, color="black", lw=0.8)
    left.set(title="X: peak, median and mean are one", xlabel="x")
    right.hist(x.exp().numpy(), bins=120, range=(0, 8), density=True, color="lightgray")
    right.plot(y, density)
    for name, place, style in [
        ("peak", mu - sigma**2, "-"), ("median", mu, "--"), ("mean", mu + sigma**2 / 2, ":"),
    ]:  # fmt: skip
        right.axvline(math.exp(place), color="black", lw=0.9, ls=style, label=f"{name} {math.exp(place):.2f}")
    right.set(title="exp(X): only the median goes along", xlabel="y")
    right.legend(fontsize=8)
    plt.show()


# %% [markdown] nbgrader={"grade_id": "lognormal_question", "locked": true}
# **Look at it.** The most probable $x$ is $\mu$, but the most dense $y$ is *not* $e^\mu$: it is $e^{\mu - \sigma^2}$, for
# the exponential stretches the axis more on the right and thins the density there. So "the most probable point" depends
# on the axis that one happens to measure on. The same is true of the entropy of a density, which is therefore a less
# honest quantity than that of a table, and may be negative. Divergence and mutual information do not change when the
# axis is stretched: numerator and denominator change by the same factor (Cover and Thomas 2006, chapter 8).

# %% [markdown] nbgrader={"grade_id": "sample_categorical_text", "locked": true}
# ### 4.2 Drawing from a table
#
# A model that has learned a law still has to *draw*. Picking the most probable outcome each time is another thing
# altogether. Toss a coin that shows heads with probability 0.9 a hundred times. The most probable of all sequences is
# "heads, a hundred times", and yet it comes up once in 38,000 tries: what one sees is about ten tails, because there
# are so many more sequences of that kind (Cover and Thomas 2006, chapter 3, on *typical* sequences). The most probable
# picture need not be a typical picture, and the most probable text is hardly one that anybody would write.
#
# Random numbers come from a `torch.Generator`, and *all* of them have to, or a run could not be repeated. One way from
# uniform numbers to an outcome is *inversion* (Devroye 1986, section III.2): lay the probabilities side by side on the
# unit interval, throw a uniform number on it, and see on which piece it lands. torch and NumPy also have functions for
# this; read what each of them does when it is asked for several draws.
#
# **Write** `sample_categorical(p, n, generator)`: `n` independent draws from the law `p`, `(K,)`, as a tensor of shape
# `(n,)` of int64: indices from 0 to $K - 1$, index $k$ with probability $p_k$, in the order in which they were drawn. `p`
# is float64 or float32; an outcome of probability 0 is never drawn.
#
# *Example:* with $p = (0.2, 0, 0.8)$ and `n = 5`, `[2, 2, 0, 2, 2]` is as good a result as `[0, 2, 2, 2, 2]`, and
# `[2, 2, 2, 2, 2]` is neither impossible nor the rule.
#
# *Marked:* **the law**, by statistical tests on some thousands of draws (the counts, and whether one draw depends on
# another), in four checks: few outcomes, many, some of probability 0, float32. Each refuses a right answer once in a
# million times at the most. And that all randomness comes from the generator, and `p` is unchanged.


# %% nbgrader={"grade_id": "sample_categorical", "solution": true}
def sample_categorical(p, n, generator):
    """n independent draws of an index, k with probability p[k].

    p: floating, (K,). n: int. generator: torch.Generator, the only source of randomness.
    Returns int64, (n,).
    """
    ### BEGIN SOLUTION
    return torch.multinomial(p, n, replacement=True, generator=generator)
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_sample_categorical", "grade": true, "locked": true}
grader.check("sample_categorical")


# %% nbgrader={"grade_id": "show_draws", "locked": true}
@demo
def show_draws():
    """Shares of the draws for more and more of them; and a hundred tosses of a bent coin, over and over."""
    p = torch.tensor([0.05, 0.4, 0.0, 0.25, 0.1, 0.2], dtype=torch.float64)
    generator = torch.Generator().manual_seed(5)
    _, axes = plt.subplots(1, 4, figsize=(12.5, 2.7), layout="constrained")
    for axis, n in zip(axes, [20, 400, 20_000], strict=False):
        draws = shaped(sample_categorical(p, n, generator), (n,), "sample_categorical")
        axis.bar(np.arange(6) - 0.2, p, width=0.4, color="lightgray", label="p")
        axis.bar(np.arange(6) + 0.2, torch.bincount(draws, minlength=6)[:6] / n, width=0.4, label="share of draws")
        axis.set(title=f"n = {n}", ylim=(0, 0.6))
    axes[0].legend(fontsize=8)

    coin = torch.tensor([0.9, 0.1], dtype=torch.float64)  # heads, tails
    tosses = shaped(sample_categorical(coin, 200_000, generator), (200_000,), "sample_categorical")
    axes[3].hist(tosses.reshape(2000, 100).sum(dim=1).numpy(), bins=np.arange(26) - 0.5, color="tab:orange")
    axes[3].axvline(0, color="black", lw=0.9, ls="--")
    axes[3].set(title="tails in 100 tosses, 2000 times", xlabel="dashed: the most probable sequence")
    plt.show()


# %% [markdown] nbgrader={"grade_id": "language_text", "locked": true}
# ### 4.3 All of it together: a language model with a memory of one letter
#
# The next cell is a generative model from end to end, and all that is clever in it is yours. It counts in a short text
# how often each letter follows each other letter. That is a table of pairs, a joint law $p(x, y)$ of a letter and the
# next one; dividing each row by its sum gives $p(y \mid x)$, the model. (Counting *is* maximum likelihood here: week 2.)
# Then it
#
# - **measures**: the entropy of a letter, what is left of it once the letter before is known, $H(Y) - I(X; Y)$, and
#   what the model pays on a text that it has not seen, by cross-entropy and the chain rule;
# - **writes**: by drawing the next letter again and again, and by always taking the most probable one.


# %% nbgrader={"grade_id": "show_language", "locked": true}
TEXT = """
a model of the world is a law and a law is a table of what may happen and how often it will when nothing is known all
things are equally likely and the table is flat then the first letters arrive and some of the entries grow while others
shrink the one who counts learns that after the letter t there is often an h and that after the letter q there is
nearly always a u and that there are long words and short words and that the short ones return again and again what is
learned in this way is not the meaning of the words but their sound and their weight it is enough to tell a language
from another and it is enough to write lines that look like language from far away and like nothing at all when one
comes near to write better one has to remember more than a single letter and soon the table is larger than any text that
could fill it this is where the counting ends and where the networks begin for they do not keep the table but a rule
from which each of its rows can be made when it is needed the question that is put to them is still the same one given
all that has been said what will be said next and the answer is still a law and never a single word
"""
UNSEEN = """
there is a story about a man who wrote down the weather of each day for all of his life and in the end could say of any
morning what the evening would be like he was wrong as often as the others were but he knew how often that would be
"""
LETTERS = " abcdefghijklmnopqrstuvwxyz"


def pair_counts(text):
    """How often each letter is followed by each other: (27, 27), float64."""
    codes = torch.tensor([LETTERS.index(letter) for letter in " ".join(text.split())])
    return torch.bincount(27 * codes[:-1] + codes[1:], minlength=27 * 27).reshape(27, 27).double()


def write(choose, length):
    """A text in which `choose(row of the current letter)` is the index of the next letter, from a space onwards."""
    code, out = 0, ""
    for _ in range(length):
        code = choose(code)
        out += LETTERS[code]
    return out


@demo
def show_language():
    """A letter's entropy, the pair's, the price of a text not seen; and two texts."""

    def number(value, answer):
        return float(shaped(value, (), answer)) / math.log(2)

    counts = pair_counts(TEXT)
    joint = counts / counts.sum()
    one = number(entropy(joint.sum(dim=0)), "entropy")
    told = number(mutual_information(joint), "mutual_information")
    print(f"bits a letter: {math.log2(27):.2f} if all were equally likely, {one:.2f} with their frequencies,")
    print(f"  {one - told:.2f} once the letter before is known: it tells {told:.2f} bits")

    unseen = pair_counts(UNSEEN) / pair_counts(UNSEEN).sum()
    rows = unseen.sum(dim=1)
    for name, added in {"as counted": 0.0, "with 0.1 added to each count": 0.1}.items():
        model = counts + added
        model = model / model.sum(dim=1, keepdim=True)
        model = torch.where(model.isnan(), 0.0, model)  # a letter that never occurred has no row
        # By the chain rule: what the pair costs, less what its first letter costs.
        believed = (rows[:, None] * model).flatten()
        cost = number(cross_entropy(unseen.flatten(), believed), "cross_entropy") - number(entropy(rows), "entropy")
        print(f"bits a letter on the unseen text, {name}: {cost:.2f}")

    model = counts / counts.sum(dim=1, keepdim=True)
    generator = torch.Generator().manual_seed(11)

    def drawn(code):
        return int(shaped(sample_categorical(model[code], 1, generator), (1,), "sample_categorical"))

    print("\ndrawn:        ", write(drawn, 90))
    print("most probable:", write(lambda code: int(model[code].argmax()), 90))


# %% [markdown] nbgrader={"grade_id": "language_question", "locked": true}
# **Look at it.** There is nothing to hand in here, but each of the numbers is worth a thought.
#
# - Why is one of the two prices of the unseen text infinite? (A single pair of letters is enough. Which?) The remedy, a
#   little of everything added to the counts, is a *prior*, and week 2 derives it.
# - The finite price of the unseen text is higher than the one that a table counted on *that* text would pay for it,
#   which is what is left there of a letter's entropy once the letter before is known. Which divergence is the
#   difference, and of which two laws?
# - Drawn letters look like a language from far away. The most probable ones run into a circle, and always will: why?
# - Two letters of memory would make a table of $27^3$ entries, three of $27^4$. Our text has about a thousand letters.
#   What happens to the two prices as the memory grows?

# %% [markdown] nbgrader={"grade_id": "today", "locked": true}
# ## Where this is used today
#
# - **Language models** are trained on `softmax_cross_entropy` with the next token as a certain target, and on little
#   else while they are pretrained. *Perplexity* is $e^{H(p, q)}$: the size of a fair die that would be as surprising.
# - **How to draw** from them is a subject of its own: always taking the most probable token makes them repeat
#   themselves, and drawing from the bare law lets rare nonsense through (Holtzman et al. 2020,
#   [arXiv:1904.09751](https://arxiv.org/abs/1904.09751)).
# - **A divergence as a leash.** When a language model is tuned to please people, a divergence from the model it was
#   before is part of the objective, so that it does not drift away (Ouyang et al. 2022,
#   [arXiv:2203.02155](https://arxiv.org/abs/2203.02155)).
# - **Soft targets.** A small network learns from the whole law that a large one predicts, by cross-entropy (Hinton,
#   Vinyals and Dean 2015, [arXiv:1503.02531](https://arxiv.org/abs/1503.02531)).
# - **Mutual information** is what contrastive learning makes large, by a lower bound of it: of two views of an image, or
#   of an image and its caption (van den Oord, Li and Vinyals 2018,
#   [arXiv:1807.03748](https://arxiv.org/abs/1807.03748)). In statistics it selects features.
# - **Change of variables**, many times in a row, is a normalizing flow (Rezende and Mohamed 2015,
#   [arXiv:1505.05770](https://arxiv.org/abs/1505.05770)).
# - **Compression.** A model of cross-entropy $H(p, q)$ can be turned into a code of that many nats a symbol, and language
#   models turn out to compress images and sound, too (Delétang et al. 2024,
#   [arXiv:2309.10668](https://arxiv.org/abs/2309.10668)).
#
# ## References
#
# - C. Bishop. *Pattern recognition and machine learning.* Springer, 2006
# - T. Cover, J. Thomas. *Elements of information theory*, second edition. Wiley, 2006
# - L. Devroye. *Non-uniform random variate generation.* Springer, 1986
# - I. Goodfellow, Y. Bengio, A. Courville. *Deep learning.* MIT Press, 2016
# - J. Jensen. *Sur les fonctions convexes et les inégalités entre les valeurs moyennes.* Acta Mathematica 30, 1906
# - S. Kullback, R. Leibler. *On information and sufficiency.* Annals of Mathematical Statistics 22, 1951
# - K. Murphy. *Probabilistic machine learning: an introduction.* MIT Press, 2022
# - L. Paninski. *Estimation of entropy and mutual information.* Neural Computation 15, 2003
# - C. Shannon. *A mathematical theory of communication.* Bell System Technical Journal 27, 1948

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
