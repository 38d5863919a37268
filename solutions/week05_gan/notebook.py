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
# # Week 5 · Divergences and adversarial learning
#
# Weeks 2 to 4 fitted models by their likelihood. For that, $p_\theta(x)$, or a bound on it, has to be computed. But to
# *draw* from a model it is enough to push noise through a network, $x = G(z)$, and for most networks nobody can say what
# the density of that $x$ is. Can such a **generator** be trained at all, when neither its density nor the data's is
# known, and all there is are samples of both?
#
# Goodfellow et al. (2014, [arXiv:1406.2661](https://arxiv.org/abs/1406.2661)) had the idea to let a second network judge.
# The **discriminator** sees an example and says how likely it is to be data and not made by $G$; the generator is
# trained to be believed. No density is needed for that, and yet a divergence of two laws is what is being minimised. This
# week is about why: what the best discriminator knows, which divergence it measures, how to measure others, and what
# goes wrong on the way. The game is called a **GAN**, *generative adversarial network*.
#
# When you are through you can
#
# 1. say what the best discriminator is, and what the game is worth when it plays (Part 1);
# 2. recognise the Jensen-Shannon divergence in that value, and estimate it from samples (Part 2);
# 3. write both players' losses so that they do not overflow, and say why the generator is trained on another loss than
#    the game's own (Part 3);
# 4. compute six divergences of one family, say what each punishes, and bound three of them from below by samples alone
#    (Part 4).
#
# **Before you start:** Kullback-Leibler divergence and Jensen's inequality (week 1), maximum likelihood (week 2).
# Nothing here needs a GPU.

# %% [markdown] nbgrader={"grade": false, "grade_id": "marking", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## How this notebook is marked
#
# Eleven cells hold one answer each, for you to write: eight functions, one formula and two derivations. Below each of
# them stands `grader.check("name")`. It runs the **public** checks at once and tells you what is wrong. Later the
# same answer is asked again with **hidden** inputs: other shapes, other laws, edges. The text above each cell says
# what is asked, so nothing in the hidden checks should surprise you; but passing the public ones is not yet full
# marks.
#
# - Only the answer cells are taken from your notebook, together with the imports below. **Write a helper function into
#   the answer cell that uses it**, and import there what else you need: there it cannot be overlooked. (What an answer
#   uses from a cell that you added is looked for and carried over, and the feedback says so.)
# - The name, and the order of the arguments, must stay as they are. Any callable will do, and it may call your other
#   answers.
# - What you return may be a tensor, a NumPy array, nested lists or, where a single number is asked for, a Python number.
# - A function leaves its arguments as they are: no `p /= 2`, no `q[q == 0] = 1`.
# - A slip is not paid for twice: where a function builds on an earlier one (`js_estimate` on `optimal_discriminator`,
#   say), it is also judged with *your* earlier answer in the place of the right one.
# - **Derivations are written in LaTeX, as on paper**, below `%%derivation name`: one step a line, each with its
#   relation. Run the cell: each line is typeset, and beside it stands how it was read. Every line is judged by its
#   meaning, so it is yours how you write it and how many steps you take. There are points for where you start, for the
#   steps that the text asks for, for where you arrive, and for every line following from the one above. What cannot be
#   read by machine is read by a person.
# - Not asked, so not tested: empty batches, probabilities that do not sum to 1, logits beyond $\pm 10^4$.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["given"]
import math

import matplotlib.pyplot as plt
import numpy as np
import sympy
import torch
from torch.nn import functional

# %% nbgrader={"grade": false, "grade_id": "grader", "locked": true, "schema_version": 3, "solution": false, "task": false}
import otter

grader = otter.Notebook()

# %% nbgrader={"grade": false, "grade_id": "derivations", "locked": true, "schema_version": 3, "solution": false, "task": false}
# %load_ext autograder.student

# %% [markdown] nbgrader={"grade": false, "grade_id": "conventions", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Conventions
#
# **Laws.** Nearly everything here happens on $K$ points, and a law on them is a tensor whose last axis has length `K`,
# entries 0 or more, sum 1 up to rounding. **Zeros are allowed.** A shape `(…, K)` stands for any number of batch axes in
# front, none included: `(K,)` is one law, `(3, K)` are three; then the result is `()` or `(3,)`. Laws that come together
# have the same shape. Only `optimal_discriminator` is asked to broadcast.
#
# **Infinity and zero.** $0 \log 0 = 0$, whatever stands beside it. A quantity that is infinite is `inf` (or `-inf`), and
# **never `nan`**. In floating point `0 * math.inf` is `nan`, so this needs some care; `torch.xlogy(a, b)` is
# $a \log b$ with that convention. `log` is natural throughout.
#
# **Who is who.** $p$ is the data's law, $q$ the generator's; in the game they are called $p_{data}$ and $p_g$. $D(x)$ is
# the probability that the discriminator gives to "$x$ is data". Where a function takes **logits** $\ell$ instead,
# $D = \sigma(\ell) = 1 / (1 + e^{-\ell})$.
#
# **Precision.** What you return has the precision of what you are given: float64 in, float64 out; float32 in, float32
# out. More precision is never wrong. float64 inputs are judged as float64, so nothing on the way may pass through
# float32, and a small number that is added "for safety" shows. float32 inputs are judged by what an ordinary float32
# computation attains. All tensors are on the CPU. `saturating` is a Python bool, `name` a Python string, `num_samples` a
# Python int.
#
# **Randomness.** One function draws. It takes everything from the `generator` that it is given, a `torch.Generator`, so
# that the same state gives the same result, successive calls give different ones, and the global states of `torch`,
# `numpy` and `random` stay where they are.

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


GRID = torch.linspace(-6, 6, 241, dtype=torch.float64)


def bump(mean, std):
    """A normal density on GRID; `mean` and `std` may be tensors of shape (…, 1), then (…, 241) comes back."""
    return torch.exp(-((GRID - mean) ** 2) / (2 * std**2)) / (std * math.sqrt(2 * math.pi))


def on_points(density):
    """A density on GRID as a law on its points."""
    return density / density.sum(dim=-1, keepdim=True)


TWO_BUMPS = 0.6 * bump(-2.0, 0.5) + 0.4 * bump(2.0, 0.8)  # "data" with two modes

# %% [markdown] nbgrader={"grade": false, "grade_id": "part1", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Part 1 · The judge
#
# ### The game
#
# The discriminator gets examples, half of them data, half of them made by the generator, and pays $-\log$ of the
# probability that it gave to the truth. What it expects to win is, up to a factor 2, the **value**
#
# $$V(D, G) = \mathbb E_{x \sim p_{data}}[\log D(x)] + \mathbb E_{x \sim p_g}[\log(1 - D(x))]$$
#
# (Goodfellow et al. 2014, eq. (1), with $p_g$ for the law of $G(z)$). The discriminator wants it large, the generator
# small: $\min_G \max_D V(D, G)$. Let the generator stand still first, and ask for the best $D$.

# %% [markdown] nbgrader={"grade": false, "grade_id": "optimal_discriminator_expr_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### 1.1 The best answer to one example
#
# On points, both expectations are sums, and $V(D, G) = \sum_x \big( p_{data}(x) \log D(x) + p_g(x) \log(1 - D(x)) \big)$.
# If $D$ may be *any* function, its value at one $x$ has nothing to do with that at another. So each term can be made
# largest by itself: with $p = p_{data}(x)$, $q = p_g(x)$ and $y = D(x)$ we look for the $y$ in $(0, 1)$ at which
#
# $$p \log y + q \log(1 - y)$$
#
# is largest. For $p, q > 0$ this is a strictly concave function of $y$ that falls to $-\infty$ at both ends, so there is
# exactly one such $y$, and it is where the derivative vanishes: the *first-order condition*.
#
# **Write** `optimal_discriminator_expr`: not a function, but a SymPy **expression** in the symbols `p` (data) and `q`
# (generator), the $y$ that solves the first-order condition.
#
# SymPy is imported above. `p = sympy.Symbol("p")` makes a symbol; symbols count by their names, whatever is assumed of
# them, and no other names may occur. Any form of the right expression will do, `sympy.simplify`d or not.
#
# *Example:* at $p = 0.3$ and $q = 0.1$ it must be $3/4$: three of four such examples are data.
#
# *Marked:* whether the expression is the right function of $p, q > 0$.

# %% nbgrader={"grade": false, "grade_id": "optimal_discriminator_expr", "locked": false, "schema_version": 3, "solution": true, "task": false}
# The symbols may be named p and q only. Bind the expression to the name optimal_discriminator_expr.
### BEGIN SOLUTION
p, q = sympy.symbols("p q", positive=True)
optimal_discriminator_expr = p / (p + q)
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_optimal_discriminator_expr", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
grader.check("optimal_discriminator_expr")

# %% [markdown] nbgrader={"grade": false, "grade_id": "optimal_discriminator_derivation_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### The best answer, derived
#
# *Claim: among all functions into $[0, 1]$, the $D$ that at each $x$ takes the value of your expression maximises
# $V(D, G)$* (Goodfellow et al. 2014, proposition 1).
#
# **Derive** `optimal_discriminator_derivation`: from the pointwise objective
#
# $$a \log y + b \log(1 - y), \qquad a = p_{data}(x),\quad b = p_g(x),\quad y = D(x),$$
#
# to the $y$ at which it is largest, $y^* = \dots$, solved for. Here `a` and `b` stand for the two densities; you may as
# well write `p_{data}(x)` and `p_g(x)` themselves, and `D(x)` in the place of `y`. (The letters `p` and `q` of 1.1 stay
# behind: `q` means $p_g$ here, and a bare `p` nothing.) The objective may have a name of yours, `f(y) = …`. A derivative is
# `\frac{d}{dy} f(y)`, `\frac{\partial f}{\partial y}` or `f'(y)`. That it vanishes at the maximum may be used: 1.1 says why.
#
# *Marked:* that it starts at the objective, or at its derivative; that the derivative is worked out; that the condition on
# it is to be seen; that it arrives at $y^*$, or at $D^*(x)$, in $a$ and $b$ or in the densities; that every line follows.

# %% nbgrader={"grade": false, "grade_id": "optimal_discriminator_derivation", "locked": false, "schema_version": 3, "solution": true, "task": false}
# %%derivation optimal_discriminator_derivation
# ### BEGIN SOLUTION
# f(y) &= a \log y + b \log(1-y) \\
# \frac{d}{dy} f(y) &= \frac{a}{y} - \frac{b}{1-y} \\
# \frac{a}{y} - \frac{b}{1-y} &= 0 \\
# \Rightarrow a(1-y) &= by \\
# \Rightarrow y^* &= \frac{a}{a+b}
# ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_optimal_discriminator_derivation", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
grader.check("optimal_discriminator_derivation")

# %% [markdown] nbgrader={"grade": false, "grade_id": "optimal_discriminator_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### 1.2 The best discriminator
#
# **Write** `optimal_discriminator(p_data, p_g)`: the best $D$, called $D^*$, point by point. The arguments are
# *densities*, 0 or more and not necessarily at most 1, of any shape, 0-d included. They broadcast against each other:
# `(3, 1)` and `(4,)` give `(3, 4)`.
#
# Two edges. Where only one of the two densities is 0 the best answer is a certainty, and your expression says so by
# itself. **Where both are 0** neither can have made the example, every answer is as good as any other, and
# **1/2** is asked.
#
# *Example:* `p_data = [0.3, 0.2, 0.0, 0.0]` and `p_g = [0.1, 0.2, 0.5, 0.0]` give `[0.75, 0.5, 0.0, 0.5]`.
#
# *Marked:* values for vectors, for other shapes and broadcast; where one density is 0; where both are; float32; arguments
# unchanged.


# %% nbgrader={"grade": false, "grade_id": "optimal_discriminator", "locked": false, "schema_version": 3, "solution": true, "task": false}
def optimal_discriminator(p_data, p_g):
    """The probability that an example is data, for the best discriminator; 1/2 where both densities are 0.

    p_data, p_g: floating, 0 or more, any shapes that broadcast.
    Returns the broadcast shape.
    """
    ### BEGIN SOLUTION
    total = p_data + p_g
    return torch.where(total > 0, p_data / total, 0.5)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_optimal_discriminator", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
grader.check("optimal_discriminator")


# %% nbgrader={"grade": false, "grade_id": "show_discriminator", "locked": true, "schema_version": 3, "solution": false, "task": false}
@demo
def show_discriminator():
    """Data with two modes, three generators, and the best discriminator against each."""
    _, axes = plt.subplots(1, 3, figsize=(12.5, 3), sharey=True)
    for axis, (mean, std) in zip(axes, [(-4.0, 0.6), (0.0, 1.5), (-2.0, 0.5)], strict=True):
        p_g = bump(mean, std)
        d = shaped(optimal_discriminator(TWO_BUMPS, p_g), GRID.shape, "optimal_discriminator")
        axis.fill_between(GRID, TWO_BUMPS, alpha=0.3, color="tab:blue", label="data")
        axis.fill_between(GRID, p_g, alpha=0.3, color="tab:orange", label="generator")
        axis.plot(GRID, d, color="black", label="best D")
        axis.set(xlabel="x", title=f"generator N({mean:g}, {std:g}²)", ylim=(0, 1.05))
    axes[0].legend(loc="center right", fontsize=8)
    plt.show()


# %% [markdown] nbgrader={"grade": false, "grade_id": "discriminator_question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **Look at it.** Where is the discriminator certain, and where does it have to guess? In the third picture the generator
# makes one of the two modes perfectly: is $D$ equal to $1/2$ there? (Mind that 60 per cent of the data are in that mode,
# but all of the fakes.) And how would a generator have to look so that $D = 1/2$ everywhere?

# %% [markdown] nbgrader={"grade": false, "grade_id": "gan_value_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### 1.3 What the game is worth
#
# **Write** `gan_value(d, p_data, p_g)`: $V$ for the discriminator `d` and the laws `p_data` and `p_g`, all of shape `(K,)`,
# a single number. `d` has entries in $[0, 1]$, **0 and 1 included**:
#
# - a discriminator that is certain where it costs nothing ($D = 0$ where there are no data, $D = 1$ where there are no
#   fakes) has a finite value: $0 \log 0 = 0$;
# - one that is certain and *wrong* ($D = 0$ where $p_{data} > 0$, or $D = 1$ where $p_g > 0$) has the value $-\infty$, and
#   `-inf` is asked, not a large number.
#
# *Example:* `p_data = [0.5, 0.5, 0]`, `p_g = [0, 0.5, 0.5]`, `d = [1, 0.5, 0]`:
# $(0.5 \log 1 + 0.5 \log 0.5 + 0 \log 0) + (0 \log 0 + 0.5 \log 0.5 + 0.5 \log 1) = -\log 2 = -0.6931$.
#
# *Marked:* values for several numbers of points; certainty where it costs nothing, and where it costs everything; float32;
# arguments unchanged.


# %% nbgrader={"grade": false, "grade_id": "gan_value", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gan_value(d, p_data, p_g):
    """The value of the game, sum of p_data log D and of p_g log(1 - D), with 0 log 0 = 0.

    d: in [0, 1], (K,). p_data, p_g: probabilities, (K,).
    Returns a number, -inf where the discriminator excludes what happens.
    """
    ### BEGIN SOLUTION
    return torch.xlogy(p_data, d).sum() + torch.xlogy(p_g, 1 - d).sum()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_gan_value", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
grader.check("gan_value")

# %% [markdown] nbgrader={"grade": false, "grade_id": "part2", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Part 2 · What the judge measures
#
# A discriminator that cannot see anything says $D = 1/2$ everywhere and has the value $-\log 4 = -1.386$. If the best one
# does no better than that, the generator has won. So $V(D^*, G) + \log 4$ measures how far $p_g$ is from $p_{data}$.
# That is no new quantity: it is made of old acquaintances, the divergences of week 1.

# %% [markdown] nbgrader={"grade": false, "grade_id": "jensen_shannon_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### 2.1 The Jensen-Shannon divergence
#
# Kullback-Leibler divergence has two habits that can hurt. It is not symmetric, and it is infinite as soon as the first
# law has a point that the second one has not. Lin (1991) compares each law with the **mixture** $m = \frac12 (p + q)$
# instead:
#
# $$\mathrm{JSD}(p \| q) = \tfrac12\, \mathrm{KL}(p \| m) + \tfrac12\, \mathrm{KL}(q \| m),
# \qquad \mathrm{KL}(p \| m) = \sum_x p(x) \log \frac{p(x)}{m(x)}$$
#
# Where $p$ is positive, $m$ is at least half of it, so each logarithm is at most $\log 2$. Hence JSD is finite always,
# symmetric, 0 for equal laws only, and at most $\log 2$: it takes this value when the two laws have no point in common.
# (Its root is a metric: Endres and Schindelin 2003. SciPy's `jensenshannon` returns that root. The divergence is asked
# here.)
#
# **Write** `jensen_shannon(p, q)`: `(…, K), (…, K) -> (…)`.
#
# *Example:* $p = (0.5, 0.5, 0)$ and $q = (0, 0.5, 0.5)$: $m = (0.25, 0.5, 0.25)$, and
# $\mathrm{KL}(p \| m) = 0.5 \log 2 + 0.5 \log 1 = 0.3466$, likewise for $q$; so $\mathrm{JSD} = 0.3466$.
#
# *Marked:* values for single laws and for batches; zeros in one law and in both at the same point (which counts for
# nothing); float32; arguments unchanged.


# %% nbgrader={"grade": false, "grade_id": "jensen_shannon", "locked": false, "schema_version": 3, "solution": true, "task": false}
def jensen_shannon(p, q):
    """Half of KL(p, m) and half of KL(q, m), where m is the mean of the two laws.

    p, q: probabilities, (…, K), zeros allowed.
    Returns (…), in [0, log 2].
    """
    ### BEGIN SOLUTION
    m = (p + q) / 2

    def kl_to_m(law):
        return (torch.xlogy(law, law) - torch.xlogy(law, m)).sum(dim=-1)

    return (kl_to_m(p) + kl_to_m(q)) / 2
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_jensen_shannon", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
grader.check("jensen_shannon")

# %% [markdown] nbgrader={"grade": false, "grade_id": "value_at_optimum_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### What the game is worth, derived
#
# $$V(D^*, G) = -\log 4 + 2\, \mathrm{JSD}(p_{data} \| p_g)$$
#
# (Goodfellow et al. 2014, theorem 1 and its proof). In the example above $D^* = (1, \frac12, 0)$ has the value $-\log 2$,
# and $-\log 4 + 2 \cdot 0.3466 = -\log 2$, as it should be.
#
# **Derive** `value_at_optimum`: from $V(D^*, G)$ to the right side of this. `D^*`, or `D^*_G`, is the best discriminator of
# 1.1 and 1.2, and what it is may be used; `V(D, G)` is the game's value, as two expectations, as sums or as integrals over
# $x$. `p_{data}` and `p_g` may be written without their argument inside a divergence. JSD may be written `JSD`, `JS` or
# `D_{JS}`; a letter for the mixture is yours to define, `m(x) := …`.
#
# *Marked:* that it starts at $V(D^*, G)$; that $D^*$ is to be seen written out in the two laws; that the mixture of the
# two laws is to be seen, as a density, in a quotient or in a divergence; that it arrives; that every line follows.

# %% nbgrader={"grade": false, "grade_id": "value_at_optimum", "locked": false, "schema_version": 3, "solution": true, "task": false}
# %%derivation value_at_optimum
# ### BEGIN SOLUTION
# V(D^*, G) &= \mathbb{E}_{x \sim p_{data}}[\log D^*(x)] + \mathbb{E}_{x \sim p_g}[\log(1 - D^*(x))] \\
#  &= \mathbb{E}_{x \sim p_{data}}\left[\log \frac{p_{data}(x)}{p_{data}(x) + p_g(x)}\right]
#   + \mathbb{E}_{x \sim p_g}\left[\log \frac{p_g(x)}{p_{data}(x) + p_g(x)}\right] \\
#  &= -2 \log 2 + \mathbb{E}_{x \sim p_{data}}\left[\log \frac{p_{data}(x)}{\frac12 (p_{data}(x) + p_g(x))}\right]
#   + \mathbb{E}_{x \sim p_g}\left[\log \frac{p_g(x)}{\frac12 (p_{data}(x) + p_g(x))}\right] \\
#  &= -\log 4 + D_{KL}\left(p_{data} \,\|\, \frac{p_{data} + p_g}{2}\right)
#   + D_{KL}\left(p_g \,\|\, \frac{p_{data} + p_g}{2}\right) \\
#  &= -\log 4 + 2\, JSD(p_{data} \,\|\, p_g)
# ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_value_at_optimum", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
grader.check("value_at_optimum")

# %% [markdown] nbgrader={"grade": false, "grade_id": "after_value", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Two things follow. Over all generators, $\max_D V$ is smallest where JSD is 0, at $p_g = p_{data}$ and nowhere else. And a
# discriminator that is *not* the best has a smaller value, so that $\frac12 (V(D, G) + \log 4)$ is a **lower bound** of JSD
# for every $D$: training the discriminator tightens it.


# %% nbgrader={"grade": false, "grade_id": "show_value", "locked": true, "schema_version": 3, "solution": false, "task": false}
@demo
def show_value():
    """The value at the best discriminator and JSD, as a generator of the right shape comes nearer."""
    shifts = torch.linspace(-5, 5, 101, dtype=torch.float64)

    def law(mean):  # Tails below 1e-9 are cut off: next to them D would be rounded to 1, and log(1 - D) to -inf.
        density = bump(mean, 0.6)
        return on_points(torch.where(density > 1e-9, density, 0.0))

    p = law(0.0)
    values, divergences = [], []
    for shift in shifts:
        q = law(shift)
        d = shaped(optimal_discriminator(p, q), p.shape, "optimal_discriminator")
        values.append(float(shaped(gan_value(d, p, q), (), "gan_value")))
        divergences.append(float(shaped(jensen_shannon(p, q), (), "jensen_shannon")))
    _, axis = plt.subplots(figsize=(6.5, 3.2))
    axis.plot(shifts, values, color="tab:blue", linewidth=4, alpha=0.4, label=r"$V(D^*, G)$")
    axis.plot(
        shifts, -math.log(4) + 2 * np.array(divergences), color="black", linestyle="--", label=r"$-\log 4 + 2$ JSD"
    )
    axis.axhline(0, color="grey", linewidth=0.8)
    axis.set(xlabel="how far the generator's mean is off, in x", title="data N(0, 0.6²), generator N(shift, 0.6²)")
    axis.legend()
    plt.show()


# %% [markdown] nbgrader={"grade": false, "grade_id": "value_question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **Look at it.** Far out the curve is flat at $V = 0$, that is $\mathrm{JSD} = \log 2$. What does a generator learn from the
# slope of this curve when it starts at a shift of 5? What would KL do there? This is the weak spot of the idea: laws that
# do not overlap are all equally far apart (Arjovsky and Bottou 2017,
# [arXiv:1701.04862](https://arxiv.org/abs/1701.04862)). Part 3 comes back to it.

# %% [markdown] nbgrader={"grade": false, "grade_id": "js_estimate_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### 2.2 From samples
#
# In practice nobody knows $p$ and $q$; there are samples. But JSD is a sum of two *expectations*,
#
# $$\mathrm{JSD}(p \| q) = \tfrac12\, \mathbb E_{x \sim p}\big[\log 2 D^*(x)\big]
# + \tfrac12\, \mathbb E_{\tilde x \sim q}\big[\log 2 (1 - D^*(\tilde x))\big],$$
#
# which is the claim of 2.1 with the $\log 4$ shared out. An expectation is estimated by a mean over samples, *without
# bias*: the mean of many such estimates is the divergence itself. With $S$ samples of each law the variance falls like
# $1/S$.
#
# **Write** `js_estimate(p, q, num_samples, generator)`: `(K,), (K,), int, torch.Generator -> ()`. Draw
# $x_1, \dots, x_S$ independently from $p$ and $\tilde x_1, \dots, \tilde x_S$ independently from $q$, points of
# $\{0, \dots, K - 1\}$, with $S$ = `num_samples`, and return
#
# $$\frac12 \cdot \frac1S \sum_{i=1}^S \log 2 D^*(x_i) + \frac12 \cdot \frac1S \sum_{j=1}^S \log 2 (1 - D^*(\tilde x_j)).$$
#
# Here $D^*$ is known from $p$ and $q$; a GAN would have to learn it. The samples are the point: an answer that returns the
# exact divergence does not vary, and that is not an estimate. *All* randomness comes from `generator`. `torch.multinomial`
# draws indices; it needs `replacement=True` (why?).
#
# *Example:* $p = (0.5, 0.5, 0)$, $q = (0, 0.5, 0.5)$, so $D^* = (1, \frac12, 0)$. The samples $x = (0, 1)$ and
# $\tilde x = (1, 2)$ give $\frac12 \cdot \frac12 (\log 2 + \log 1) + \frac12 \cdot \frac12 (\log 1 + \log 2) = 0.3466$; the
# samples $x = (0, 0)$ and $\tilde x = (1, 2)$ give $0.5199$.
#
# *Marked:* by statistical tests on some hundreds of estimates: that their mean is the divergence, with zeros in the laws
# too, and that the variance falls as `num_samples` grows (a right answer loses one of these once in a million times at the
# most); that all randomness comes from the generator; arguments unchanged.


# %% nbgrader={"grade": false, "grade_id": "js_estimate", "locked": false, "schema_version": 3, "solution": true, "task": false}
def js_estimate(p, q, num_samples, generator):
    """An unbiased estimate of the Jensen-Shannon divergence from num_samples draws of p and as many of q.

    p, q: probabilities, (K,). num_samples: int, at least 1. generator: torch.Generator, the only source of randomness.
    Returns a number.
    """
    ### BEGIN SOLUTION
    d = optimal_discriminator(p, q)
    real = torch.multinomial(p, num_samples, replacement=True, generator=generator)
    fake = torch.multinomial(q, num_samples, replacement=True, generator=generator)
    return (torch.log(2 * d[real]).mean() + torch.log(2 * (1 - d[fake])).mean()) / 2
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_js_estimate", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
grader.check("js_estimate")


# %% nbgrader={"grade": false, "grade_id": "show_estimate", "locked": true, "schema_version": 3, "solution": false, "task": false}
@demo
def show_estimate():
    """Two hundred estimates for each number of samples, and the divergence itself."""
    generator = torch.Generator().manual_seed(0)
    p, q = on_points(TWO_BUMPS), on_points(bump(0.0, 1.5))
    exact = float(shaped(jensen_shannon(p, q), (), "jensen_shannon"))
    counts = [1, 4, 16, 64, 256]
    estimates = [[float(js_estimate(p, q, S, generator)) for _ in range(200)] for S in counts]
    _, axis = plt.subplots(figsize=(6.5, 3.2))
    axis.boxplot(estimates, tick_labels=counts, showmeans=True)
    axis.axhline(exact, color="tab:red", linewidth=1, label="JSD")
    axis.set(xlabel="num_samples", title="200 estimates each (triangle: their mean)")
    axis.legend()
    plt.show()
    print("standard deviations:", ", ".join(f"{np.std(e):.3f}" for e in estimates))


# %% [markdown] nbgrader={"grade": false, "grade_id": "estimate_question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **Look at it.** Four times the samples, half the spread: do the printed numbers say so? Single estimates may be negative:
# why is that no contradiction to $\mathrm{JSD} \ge 0$? And why is none of them ever larger than $\log 2$? Another estimate
# counts how often each point came, and takes the divergence of the two frequency tables: is it right *on average*?

# %% [markdown] nbgrader={"grade": false, "grade_id": "part3", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Part 3 · Training both
#
# With networks for $D$ and $G$ the expectations of $V$ become means over a batch, and both players take gradient steps in
# turn (Goodfellow et al. 2014, algorithm 1). The discriminator's network returns a **logit** $\ell$, and
# $D = \sigma(\ell)$. Losses are written in logits, and not in $D$, for a reason: $\sigma(40)$ is already exactly 1 in
# float64, and $\log(1 - 1) = -\infty$; in float32 that happens at 17. A discriminator that is certain, and wrong,
# would send an infinite loss, or `nan` gradients, through the whole network.
#
# The way out is to never form $D$: $\log \sigma(\ell) = -\log(1 + e^{-\ell})$ and
# $1 - \sigma(\ell) = \sigma(-\ell)$. For large $-\ell$ the exponential overflows, but then $\log(1 + e^{-\ell}) \approx
# -\ell$. PyTorch has functions that take care of all that.

# %% [markdown] nbgrader={"grade": false, "grade_id": "discriminator_loss_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### 3.1 The discriminator's loss
#
# **Write** `discriminator_loss(logits_real, logits_fake)`: `(N,), (M,) -> ()`,
#
# $$-\frac1N \sum_{i=1}^N \log D(x_i) - \frac1M \sum_{j=1}^M \log(1 - D(\tilde x_j)),$$
#
# the **sum of the two means**, with $D = \sigma(\text{logit})$. `N` and `M` need not be equal. It must be right for logits
# up to $\pm 10^4$, in float32 and in float64: no overflow, no logarithm that is cut off.
#
# *Example:* real logits $(0, \log 3)$ and the fake logit $(0)$: $D = (\frac12, \frac34)$ and $\frac12$, hence
# $\frac12 (0.6931 + 0.2877) + 0.6931 = 1.1835$.
#
# *Marked:* values for several `N` and `M`; large logits; float32, with large logits too; arguments unchanged.


# %% nbgrader={"grade": false, "grade_id": "discriminator_loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def discriminator_loss(logits_real, logits_fake):
    """Minus the mean of log D over the data, minus the mean of log(1 - D) over the fakes.

    logits_real: (N,). logits_fake: (M,). Both floating, up to 1e4 in size.
    Returns a number.
    """
    ### BEGIN SOLUTION
    return -functional.logsigmoid(logits_real).mean() - functional.logsigmoid(-logits_fake).mean()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_discriminator_loss", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
grader.check("discriminator_loss")

# %% [markdown] nbgrader={"grade": false, "grade_id": "generator_loss_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### 3.2 The generator's loss, twice
#
# Of the value, only the second expectation depends on the generator. So in the game as it stands the generator minimises
#
# $$\frac1M \sum_{j=1}^M \log(1 - D(\tilde x_j)) \qquad \text{(saturating)}$$
#
# Early in training the fakes are bad, $D(\tilde x) \approx 0$, and the derivative of $\log(1 - \sigma(\ell))$ in the logit is
# $-\sigma(\ell)$, next to nothing: the loss *saturates* just when there is most to learn. Goodfellow et al. (2014, section
# 3) therefore train the generator on
#
# $$-\frac1M \sum_{j=1}^M \log D(\tilde x_j) \qquad \text{(not saturating)}$$
#
# instead. It pushes each logit in the same direction, upwards, but with the slope $-(1 - \sigma(\ell))$, which is steep where
# fakes are found out.
#
# **Write** `generator_loss(logits_fake, saturating)`: `(M,), bool -> ()`, the first where `saturating` is `True`, the second
# where it is `False`. Right for logits up to $\pm 10^4$, as above. **The gradient in `logits_fake` is marked too**, so stay
# with torch operations from the argument to the result; and it has to be right at large logits as well.
#
# *Example:* fake logits $(0, \log 3)$, so $D = (\frac12, \frac34)$. Saturating: $\frac12 (\log \frac12 + \log \frac14) =
# -1.0397$. Not saturating: $\frac12 (0.6931 + 0.2877) = 0.4904$.
#
# *Marked:* both losses; large logits; float32; the gradient, at moderate and at large logits; arguments unchanged.


# %% nbgrader={"grade": false, "grade_id": "generator_loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def generator_loss(logits_fake, saturating):
    """The mean of log(1 - D) if saturating, else minus the mean of log D.

    logits_fake: floating, (M,), up to 1e4 in size. saturating: bool.
    Returns a number, differentiable in logits_fake.
    """
    ### BEGIN SOLUTION
    if saturating:
        return functional.logsigmoid(-logits_fake).mean()
    return -functional.logsigmoid(logits_fake).mean()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_generator_loss", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
grader.check("generator_loss")


# %% nbgrader={"grade": false, "grade_id": "show_losses", "locked": true, "schema_version": 3, "solution": false, "task": false}
@demo
def show_losses():
    """Both losses of one fake and their slopes, over its logit."""
    logits = torch.linspace(-8, 8, 161, dtype=torch.float64)
    _, (left, right) = plt.subplots(1, 2, figsize=(10, 3.2))
    for saturating, name in [(True, "saturating"), (False, "not saturating")]:
        losses, slopes = [], []
        for logit in logits:
            x = logit.reshape(1).clone().requires_grad_()
            loss = shaped(generator_loss(x, saturating), (), "generator_loss")
            losses.append(loss.item())
            slopes.append(torch.autograd.grad(loss, x)[0].item())
        left.plot(logits, losses, label=name)
        right.plot(logits, slopes, label=name)
    left.set(xlabel="logit of a fake (left: found out, right: believed)", title="loss")
    right.set(xlabel="logit of a fake (left: found out, right: believed)", title="slope of the loss")
    left.legend()
    plt.show()


# %% [markdown] nbgrader={"grade": false, "grade_id": "game_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### 3.3 A whole game
#
# The smallest GAN there is: the data are $N(2, 0.5^2)$, the generator is $G(z) = \mu + \sigma z$ with two parameters, and the
# discriminator's logit is a quadratic function of $x$, with three. (For two normal laws the best logit *is* quadratic. Why?)
# The generator starts far from the data, at $\mu = -3$. Both losses below are yours.


# %% nbgrader={"grade": false, "grade_id": "show_game", "locked": true, "schema_version": 3, "solution": false, "task": false}
@demo
def show_game():
    """Alternating gradient steps with either of the generator's losses."""

    def logits(w, x):
        return w[0] + w[1] * x + w[2] * x**2

    _, (left, right) = plt.subplots(1, 2, figsize=(11, 3.4))
    for saturating, color in [(True, "tab:orange"), (False, "tab:blue")]:
        rng = torch.Generator().manual_seed(0)
        mu, log_std = torch.tensor(-3.0, requires_grad=True), torch.tensor(0.0, requires_grad=True)
        w = torch.zeros(3, requires_grad=True)

        of_d, of_g = torch.optim.Adam([w], lr=0.05), torch.optim.SGD([mu, log_std], lr=0.01)
        means, losses = [], []
        for _ in range(1200):
            real = 2 + 0.5 * torch.randn(128, generator=rng)
            fake = mu + log_std.exp() * torch.randn(128, generator=rng)
            loss = shaped(discriminator_loss(logits(w, real), logits(w, fake.detach())), (), "discriminator_loss")
            of_d.zero_grad()
            loss.backward()
            of_d.step()
            of_g.zero_grad()
            shaped(generator_loss(logits(w, fake), saturating), (), "generator_loss").backward()
            of_g.step()
            means.append(mu.item())
            losses.append(loss.item())
        name = "saturating" if saturating else "not saturating"
        left.plot(means, color=color, label=name)
        right.plot(losses, color=color, label=name)
    left.axhline(2, color="black", linewidth=0.8)
    left.set(xlabel="step", title=r"the generator's mean $\mu$ (data: 2)")
    right.axhline(math.log(4), color="black", linewidth=0.8)
    right.set(xlabel="step", title="the discriminator's loss (black: log 4)")
    left.legend()
    plt.show()


# %% [markdown] nbgrader={"grade": false, "grade_id": "game_question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **Look at it.** Only one of the two arrives. What does the discriminator's loss say of the reason, in the first hundred steps?
# (The generator takes plain gradient steps here. An optimiser that divides by the size of recent gradients, such as Adam, hides
# part of the trouble.) Once the loss stays near $\log 4$, what is $D$? And does the mean come to rest, or do the two
# players keep chasing each other?

# %% [markdown] nbgrader={"grade": false, "grade_id": "part4", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Part 4 · A whole family
#
# ### 4.1 Divergences by name
#
# Both KL divergences, JSD and many others are members of one family. Take a convex function $f$ on $u \ge 0$ with
# $f(1) = 0$, the **generator** of the divergence (it has nothing to do with $G$), and set
#
# $$D_f(p \| q) = \sum_x q(x)\, f\!\left(\frac{p(x)}{q(x)}\right)$$
#
# (Ali and Silvey 1966, Csiszár 1967; Nowozin, Cseke and Tomioka 2016, [arXiv:1606.00709](https://arxiv.org/abs/1606.00709),
# section 2.1). Jensen's inequality gives $D_f \ge f(1) = 0$ at once. The generators decide what is punished, and how much:
#
# | `name` | $f(u)$ | $\lim_{u \to \infty} f(u) / u$ |
# |---|---|---|
# | `"kl"` | $u \log u$ | $\infty$ |
# | `"reverse_kl"` | $-\log u$ | $0$ |
# | `"pearson_chi2"` | $(u - 1)^2$ | $\infty$ |
# | `"squared_hellinger"` | $(\sqrt u - 1)^2$ | $1$ |
# | `"total_variation"` | $\frac12 \lvert u - 1 \rvert$ | $\frac12$ |
# | `"jensen_shannon"` | *not from a generator here: what `jensen_shannon` returns* | |
#
# The first four are those of Nowozin et al., table 1. **The generators decide**, also where you find other conventions
# elsewhere (half of that for Hellinger's, twice that for total variation; in that very table the integral beside Pearson's
# generator belongs to the divergence with $p$ and $q$ exchanged). Jensen-Shannon's generator in that table gives *twice*
# the usual divergence; the name means the usual one here, of 2.1.
#
# **At the edges.** Where $p(x) = 0 < q(x)$ the term is $q(x) f(0)$, with $0 \log 0 = 0$ and $-\log 0 = \infty$. Where
# $q(x) = 0 < p(x)$ it is the limit $p(x) \cdot \lim_{u \to \infty} f(u)/u$, from the last column. Where both are 0 the point
# counts for nothing. An infinite divergence is `inf`.
#
# **Write** `f_divergence(p, q, name)`: `(…, K), (…, K), str -> (…)`.
#
# It pays to simplify $q f(p/q)$ on paper before programming it: in most cases no division is left.
#
# *Example:* $p = (0.5, 0.5, 0)$, $q = (0.25, 0.25, 0.5)$. `"kl"`: $\log 2 = 0.6931$. `"reverse_kl"`: `inf`, for $q$ has a
# point that $p$ has not. `"pearson_chi2"`: $0.25 + 0.25 + 0.5 = 1$. `"squared_hellinger"`: $0.5858$. `"total_variation"`:
# $0.5$. `"jensen_shannon"`: $0.2158$.
#
# *Marked:* each name, for single laws and batches; zeros in $p$, in $q$ and in both, finite and infinite; float32;
# arguments unchanged.


# %% nbgrader={"grade": false, "grade_id": "f_divergence", "locked": false, "schema_version": 3, "solution": true, "task": false}
def f_divergence(p, q, name):
    """The divergence of p from q that `name` stands for; limits are taken where a law is 0.

    p, q: probabilities, (…, K), zeros allowed. name: one of the six names of the table.
    Returns (…), inf where the divergence is infinite.
    """
    ### BEGIN SOLUTION

    def kl(a, b):
        return (torch.xlogy(a, a) - torch.xlogy(a, b)).sum(dim=-1)

    if name == "kl":
        return kl(p, q)
    if name == "reverse_kl":
        return kl(q, p)
    if name == "jensen_shannon":
        return jensen_shannon(p, q)
    if name == "pearson_chi2":
        return torch.where(p == q, 0.0, (p - q) ** 2 / q).sum(dim=-1)
    if name == "squared_hellinger":
        return ((p.sqrt() - q.sqrt()) ** 2).sum(dim=-1)
    return (p - q).abs().sum(dim=-1) / 2
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_f_divergence", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
grader.check("f_divergence")


# %% nbgrader={"grade": false, "grade_id": "show_fits", "locked": true, "schema_version": 3, "solution": false, "task": false}
@demo
def show_fits():
    """A single normal law fitted to two modes: the best one of a grid, by five divergences of the data from it."""
    means = torch.linspace(-3, 3, 61, dtype=torch.float64)[:, None, None]
    stds = torch.linspace(0.3, 3, 46, dtype=torch.float64)[None, :, None]
    q = on_points(bump(means, stds))
    p = on_points(TWO_BUMPS)
    _, axis = plt.subplots(figsize=(8, 3.4))
    axis.fill_between(GRID, p, color="grey", alpha=0.4, label="data")
    for name in ["kl", "jensen_shannon", "squared_hellinger", "total_variation", "reverse_kl"]:
        found = shaped(f_divergence(p.expand_as(q), q, name), q.shape[:2], "f_divergence")
        i, j = divmod(int(found.argmin()), found.shape[1])
        label = f"{name}: N({means[i, 0, 0]:.1f}, {stds[0, j, 0]:.2f}²)"
        axis.plot(GRID, q[i, j], label=label)
    axis.set(xlabel="x", title="the best normal law for data with two modes")
    axis.legend(fontsize=8)
    plt.show()


# %% [markdown] nbgrader={"grade": false, "grade_id": "fits_question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **Look at it.** The normal law cannot be right; which mistake does each divergence prefer? `"kl"` is maximum likelihood
# (week 1): where there are data, there must be mass, so it spreads over both modes and the gap between them.
# `"reverse_kl"` would rather miss a mode than put mass where there are no data. Which of the two is nearer to a generator
# that makes beautiful pictures of three kinds only? (The divergence is not the only reason why real GANs miss modes:
# Goodfellow 2016, [arXiv:1701.00160](https://arxiv.org/abs/1701.00160), section 3.2.5.)

# %% [markdown] nbgrader={"grade": false, "grade_id": "f_gan_bound_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### 4.2 A bound that needs samples only
#
# In 2.2 we needed $D^*$. Can *any* divergence of the family be had from samples, with a network in the place of what is not
# known? Look at the **conjugate** of the generator,
#
# $$f^*(t) = \sup_{u \ge 0}\, \big(u\, t - f(u)\big)$$
#
# (Nowozin et al. 2016, section 2.2). By its definition $f^*(t) \ge u t - f(u)$, or $f(u) \ge u t - f^*(t)$, for all $t$ and all
# $u \ge 0$. At every point take a $t = T(x)$ of its own and $u = p(x)/q(x)$, multiply by $q(x)$,
# and sum:
#
# $$D_f(p \| q) \;\ge\; \mathbb E_{x \sim p}[T(x)] - \mathbb E_{x \sim q}[f^*(T(x))] \qquad \text{for every function } T$$
#
# (Nguyen, Wainwright and Jordan 2010; Nowozin et al. 2016, section 2.2). Two expectations, no density: means over samples
# will do, and $T$ can be a network that is trained to make the right side large. With $T(x) = f'(p(x)/q(x))$ there is
# equality (where $f$ has that derivative and $p, q > 0$). That is an **f-GAN**; the game of Part 1 is one of them.
#
# *The conjugate for `"kl"`*, as an example: the derivative of $ut - u \log u$ in $u$ is $t - \log u - 1$, which vanishes at
# $u = e^{t - 1} > 0$, and there $ut - u \log u = e^{t-1} (t - (t - 1)) = e^{t-1}$. So $f^*(t) = e^{t-1}$.
#
# For the other two, find it yourself, and mind that the supremum is over $u \ge 0$ only:
#
# - `"reverse_kl"`: **for $t \ge 0$ there is no largest value**, and $f^*(t) = +\infty$. Then the bound is `-inf` (if $q > 0$
#   at that point).
# - `"pearson_chi2"`: **for $t < -2$** the stationary $u$ would be negative; the supremum is at the edge $u = 0$.
#
# **Write** `f_gan_bound(t, p, q, name)`: `(…, K), (…, K), (…, K), str -> (…)`, the right side for `name` one of `"kl"`,
# `"reverse_kl"` and `"pearson_chi2"`. `t` holds the values of $T$ themselves, finite numbers: no activation is put between
# a network's output and $T$ here.
#
# *Example:* $p = (0.5, 0.5)$, $q = (0.25, 0.75)$, $T = (0, -1)$. `"kl"`:
# $-0.5 - (0.25\, e^{-1} + 0.75\, e^{-2}) = -0.6935$, a poor bound of $0.1438$. `"pearson_chi2"`: $0.0625$, a bound of $0.3333$.
# `"reverse_kl"`: `-inf`.
#
# *Marked:* each of the three names, for single laws and batches; `"pearson_chi2"` below $-2$; `"reverse_kl"` from 0 on;
# float32; arguments unchanged.


# %% nbgrader={"grade": false, "grade_id": "f_gan_bound", "locked": false, "schema_version": 3, "solution": true, "task": false}
def f_gan_bound(t, p, q, name):
    """The lower bound E_p[T] - E_q[f*(T)] of the divergence that `name` stands for.

    t: values of T, (…, K). p, q: probabilities, (…, K). name: "kl", "reverse_kl" or "pearson_chi2".
    Returns (…), -inf where f* is infinite.
    """
    ### BEGIN SOLUTION
    if name == "kl":
        conjugate = torch.exp(t - 1)
    elif name == "reverse_kl":
        conjugate = torch.where(t < 0, -1 - torch.log(-t), math.inf)
    else:
        conjugate = torch.where(t < -2, -1.0, t + t**2 / 4)
    return (p * t).sum(dim=-1) - (q * conjugate).sum(dim=-1)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check_f_gan_bound", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
grader.check("f_gan_bound")


# %% nbgrader={"grade": false, "grade_id": "show_bound", "locked": true, "schema_version": 3, "solution": false, "task": false}
@demo
def show_bound():
    """The bound along a line through the best T, against the divergence that it bounds."""
    p, q = on_points(bump(-0.4, 1.0)), on_points(bump(0.4, 1.2))
    u = p / q
    slopes = {"kl": 1 + u.log(), "reverse_kl": -1 / u, "pearson_chi2": 2 * (u - 1)}
    steps = torch.linspace(0.2, 1.8, 65, dtype=torch.float64)
    _, axes = plt.subplots(1, 3, figsize=(12.5, 2.9))
    for axis, (name, best) in zip(axes, slopes.items(), strict=True):
        t = steps[:, None] * best
        laws = (law.expand_as(t) for law in (p, q))
        axis.plot(steps, shaped(f_gan_bound(t, *laws, name), steps.shape, "f_gan_bound"), label="bound")
        axis.axhline(float(f_divergence(p, q, name)), color="black", linestyle="--", label="divergence")
        axis.set(xlabel="s, for T = s f'(p / q)", title=name)
    axes[0].legend()
    plt.show()


# %% [markdown] nbgrader={"grade": false, "grade_id": "bound_question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **Look at it.** Each curve touches its divergence at $s = 1$ and nowhere crosses it. For `"kl"` and $T = 0$, what is the
# bound? (It is not 0. What constant $T$ would be better?) And suppose $T$ is a network that has been trained on few
# samples, and the right side is computed on *these* samples: is it still a lower bound of the divergence?

# %% [markdown] nbgrader={"grade": false, "grade_id": "today", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Where this is used today
#
# - **As one loss among others.** Autoencoders for images and sound are trained with a discriminator beside the
#   reconstruction error, because a squared error alone makes them blurred: VQGAN (Esser, Rombach and Ommer 2021,
#   [arXiv:2012.09841](https://arxiv.org/abs/2012.09841)), and the autoencoder inside latent diffusion models (Rombach et al.
#   2022, [arXiv:2112.10752](https://arxiv.org/abs/2112.10752)). Vocoders that turn spectrograms into speech are often GANs:
#   HiFi-GAN (Kong, Kim and Bae 2020, [arXiv:2010.05646](https://arxiv.org/abs/2010.05646)).
# - **Fast samplers.** A GAN needs one pass through the network. Diffusion models are distilled into models of a few steps
#   with the help of a discriminator (Sauer et al. 2023, [arXiv:2311.17042](https://arxiv.org/abs/2311.17042)).
# - **Other distances.** Where laws do not overlap, the Wasserstein distance still has a slope: Arjovsky, Chintala and Bottou
#   (2017, [arXiv:1701.07875](https://arxiv.org/abs/1701.07875)) let the judge be a function of bounded slope instead of a
#   classifier.
# - **Density ratios.** What are the odds $D^* / (1 - D^*)$? A classifier *is* an estimate of a density ratio.
#   Noise-contrastive estimation (Gutmann and Hyvärinen 2010) learns models that way, and estimates of mutual information
#   maximise bounds like that of 4.2 (Belghazi et al. 2018, [arXiv:1801.04062](https://arxiv.org/abs/1801.04062)).
# - **Testing generators.** If a classifier cannot tell a model's samples from held-out data, that is evidence for the model; if
#   it can, it shows where they differ (two-sample tests by classifiers: Lopez-Paz and Oquab 2017,
#   [arXiv:1610.06545](https://arxiv.org/abs/1610.06545)).
#
# Next week takes another road to generators: diffusion, where a bound of the likelihood is what is trained, and nobody
# plays against anybody.
#
# ## References
#
# - S. Ali, S. Silvey. *A general class of coefficients of divergence of one distribution from another.* Journal of the Royal
#   Statistical Society B 28, 1966
# - M. Arjovsky, L. Bottou. *Towards principled methods for training generative adversarial networks.* ICLR 2017,
#   [arXiv:1701.04862](https://arxiv.org/abs/1701.04862)
# - I. Csiszár. *Information-type measures of difference of probability distributions and indirect observations.* Studia
#   Scientiarum Mathematicarum Hungarica 2, 1967
# - D. Endres, J. Schindelin. *A new metric for probability distributions.* IEEE Transactions on Information Theory 49, 2003
# - I. Goodfellow et al. *Generative adversarial nets.* NeurIPS 2014, [arXiv:1406.2661](https://arxiv.org/abs/1406.2661)
# - I. Goodfellow. *NIPS 2016 tutorial: generative adversarial networks.*
#   [arXiv:1701.00160](https://arxiv.org/abs/1701.00160)
# - M. Gutmann, A. Hyvärinen. *Noise-contrastive estimation.* AISTATS 2010
# - J. Lin. *Divergence measures based on the Shannon entropy.* IEEE Transactions on Information Theory 37, 1991
# - X. Nguyen, M. Wainwright, M. Jordan. *Estimating divergence functionals and the likelihood ratio by convex risk
#   minimization.* IEEE Transactions on Information Theory 56, 2010
# - S. Nowozin, B. Cseke, R. Tomioka. *f-GAN: training generative neural samplers using variational divergence
#   minimization.* NeurIPS 2016, [arXiv:1606.00709](https://arxiv.org/abs/1606.00709)

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
