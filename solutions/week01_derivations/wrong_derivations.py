"""What goes wrong in the derivations of week 1, and what students are told."""

from __future__ import annotations

from autograder.authoring import WrongAnswers

WRONG = WrongAnswers()

WRONG.add(
    "gibbs_inequality",
    "jensen-as-an-equality",
    "The logarithm of a mean is not the mean of the logarithm: where the two are exchanged, one side is larger.",
    ("jensen", "goal", "validity"),
    r"""
\begin{align*}
D_{KL}(p\|q) &= \sum_x p(x)\log\frac{p(x)}{q(x)} \\
&= -\sum_x p(x)\log\frac{q(x)}{p(x)} \\
&= -\log\sum_x p(x)\frac{q(x)}{p(x)} \\
&= -\log\sum_x q(x) \\
&= -\log 1 = 0
\end{align*}
""",
)

WRONG.add(
    "gibbs_inequality",
    "concave-taken-for-convex",
    "The logarithm bends downwards. Which side is larger where the mean comes out of it, and what has a minus "
    "sign to do with that?",
    ("jensen", "validity"),
    r"""
\begin{align*}
D_{KL}(p\|q) &= \mathbb{E}_p\left[\log\frac{p(x)}{q(x)}\right] \\
&\ge \log \mathbb{E}_p\left[\frac{p(x)}{q(x)}\right] \\
&= \log \sum_x \frac{p(x)^2}{q(x)} \\
&\ge \log 1 = 0
\end{align*}
""",
)

WRONG.add(
    "gibbs_inequality",
    "nothing-on-the-way",
    "The definition and the claim are there, and nothing between them: the steps are what was asked for.",
    ("jensen",),
    r"""
\begin{align*}
D_{KL}(p\|q) &= \sum_x p(x)\log\frac{p(x)}{q(x)} \\
&\ge 0
\end{align*}
""",
)

WRONG.add(
    "gibbs_inequality",
    "the-other-direction",
    "This is the divergence of q from p. The two directions differ, and the claim is about the other one.",
    ("start", "goal"),
    r"""
\begin{align*}
D_{KL}(q\|p) &= -\sum_x q(x)\log\frac{p(x)}{q(x)} \\
&\ge -\log\sum_x q(x)\frac{p(x)}{q(x)} \\
&= -\log\sum_x p(x) \\
&= -\log 1 = 0
\end{align*}
""",
)

WRONG.add(
    "gibbs_inequality",
    "mean-under-the-second-law",
    "The mean is taken under the law that the divergence names *first*.",
    ("goal", "validity"),
    r"""
$$
\begin{aligned}
\mathrm{KL}(p\|q) &= \mathbb{E}_{x\sim q}\left[\log\frac{p(x)}{q(x)}\right]\\
&\le \log \mathbb{E}_{x\sim q}\left[\frac{p(x)}{q(x)}\right]\\
&= \log\sum_x p(x)\\
&= 0
\end{aligned}
$$
""",
)

WRONG.add(
    "gibbs_inequality",
    "logarithm-of-a-sum",
    "The logarithm of a sum is not the sum of the logarithms. What is the sum that stands there?",
    ("validity",),
    r"""
\begin{align*}
D_{KL}(p\|q) &= -\sum_x p(x)\log\frac{q(x)}{p(x)} \\
&\ge -\log\sum_x p(x)\frac{q(x)}{p(x)} \\
&= -\log\sum_x q(x) \\
&= -\sum_x \log q(x) \\
&\ge 0
\end{align*}
""",
)

WRONG.add(
    "gibbs_inequality",
    "sum-left",
    "The last sum can be worked out, for any q: a bound by 0 was asked for.",
    ("goal",),
    r"""
\begin{align*}
D_{KL}(p\|q) &= -\sum_x p(x)\log\frac{q(x)}{p(x)} \\
&\ge -\log\sum_x p(x)\frac{q(x)}{p(x)} \\
&= -\log\sum_x q(x)
\end{align*}
""",
)

WRONG.add(
    "entropy_chain_rule",
    "product-of-logarithms",
    "The logarithm of a product is a sum.",
    ("goal", "validity"),
    r"""
\begin{align*}
H(X,Y) &= -\sum_{x,y} p(x,y)\log p(x,y) \\
&= -\sum_{x,y} p(x,y)\log\big(p(x)p(y|x)\big) \\
&= -\sum_{x,y} p(x,y)\log p(x)\,\log p(y|x) \\
&= H(X) + H(Y|X)
\end{align*}
""",
)

WRONG.add(
    "entropy_chain_rule",
    "minus-on-one-term-only",
    "The minus before the sum belongs to each of its terms.",
    ("goal", "validity"),
    r"""
\begin{align*}
H(X,Y) &= -\sum_{x,y} p(x,y)\log p(x,y) \\
&= -\sum_{x,y} p(x,y)\left[\log p(x) + \log p(y|x)\right] \\
&= -\sum_{x,y} p(x,y)\log p(x) + \sum_{x,y} p(x,y)\log p(y|x) \\
&= -\sum_{x} p(x)\log p(x) + \sum_{x,y} p(x,y)\log p(y|x) \\
&= H(X) - H(Y|X)
\end{align*}
""",
)

WRONG.add(
    "entropy_chain_rule",
    "independence",
    "This takes the two for independent: then y would not care for x, and nothing were conditional.",
    ("split", "goal", "validity"),
    r"""
\begin{align*}
H(X,Y) &= -\sum_{x,y} p(x,y)\log p(x,y) \\
&= -\sum_{x,y} p(x,y)\log\left(p(x)p(y)\right) \\
&= -\sum_{x} p(x)\log p(x) - \sum_{y} p(y)\log p(y) \\
&= H(X) + H(Y)
\end{align*}
""",
)

WRONG.add(
    "entropy_chain_rule",
    "weight-lost",
    "Where y is summed out, what is left of the joint law is a law of x, and not 1.",
    ("goal", "validity"),
    r"""
\begin{align*}
H(X,Y) &= -\sum_{x,y} p(x,y)\log\left(p(x)p(y|x)\right) \\
&= -\sum_{x,y} p(x,y)\log p(x) - \sum_{x,y} p(x,y)\log p(y|x) \\
&= -\sum_{x} \log p(x) - \sum_{x,y} p(x,y)\log p(y|x) \\
&= H(X) + H(Y|X)
\end{align*}
""",
)

WRONG.add(
    "entropy_chain_rule",
    "nothing-on-the-way",
    "Start and goal are there, and nothing between them: the steps are what was asked for.",
    ("split",),
    r"""
\begin{align*}
H(X,Y) &= -\sum_{x,y} p(x,y)\log p(x,y) \\
&= H(X) + H(Y|X)
\end{align*}
""",
)

WRONG.add(
    "entropy_chain_rule",
    "other-variable-first",
    "A chain rule, and a right one, but with y told first. Asked was the one that begins with x.",
    ("goal",),
    r"""
\begin{align*}
H(X,Y) &= -\sum_{x,y} p(x,y)\log p(x,y) \\
&= -\sum_{x,y} p(x,y)\log\left(p(y)p(x|y)\right) \\
&= -\sum_{y} p(y)\log p(y) - \sum_{x,y} p(x,y)\log p(x|y) \\
&= H(Y) + H(X|Y)
\end{align*}
""",
)

WRONG.add(
    "entropy_chain_rule",
    "starts-at-the-conditional",
    "This begins, and ends, at the conditional entropy; the claim is about that of the pair.",
    ("start", "goal"),
    r"""
\begin{align*}
H(Y|X) &= -\sum_{x,y} p(x,y)\log p(y|x) \\
&= -\sum_x p(x)\sum_y p(y|x)\log p(y|x)
\end{align*}
""",
)

WRONG.add(
    "kl_to_mle",
    "sign-kept",
    "Where a minus goes, the least becomes the greatest.",
    ("goal", "validity"),
    r"""
\begin{align*}
\arg\min_\theta D_{KL}(p_{data}\|p_\theta)
    &= \arg\min_\theta \mathbb{E}_{p_{data}}\left[\log\frac{p_{data}(x)}{p_\theta(x)}\right] \\
&= \arg\min_\theta \left(\mathbb{E}_{p_{data}}[\log p_{data}(x)] - \mathbb{E}_{p_{data}}[\log p_\theta(x)]\right) \\
&= \arg\min_\theta \mathbb{E}_{p_{data}}[\log p_\theta(x)]
\end{align*}
""",
)

WRONG.add(
    "kl_to_mle",
    "mean-under-the-model",
    "The mean is under the law of the data to the end: that is why examples can estimate it.",
    ("validity",),
    r"""
\begin{align*}
\arg\min_\theta D_{KL}(p_{data}\|p_\theta) &= \arg\min_\theta \sum_x p_{data}(x)\log\frac{p_{data}(x)}{p_\theta(x)} \\
&= \arg\min_\theta \left(\sum_x p_{data}(x)\log p_{data}(x) - \sum_x p_{data}(x)\log p_\theta(x)\right) \\
&= \arg\max_\theta \sum_x p_{data}(x)\log p_\theta(x) \\
&= \arg\max_\theta \mathbb{E}_{x\sim p_\theta}[\log p_\theta(x)]
\end{align*}
""",
)

WRONG.add(
    "kl_to_mle",
    "the-other-direction",
    "This is the divergence of the data from the model: there both parts have theta in them.",
    ("start", "split", "goal", "validity"),
    r"""
\begin{align*}
\arg\min_\theta D_{KL}(p_\theta\|p_{data}) &= \arg\min_\theta \left(\mathbb{E}_{p_\theta}[\log p_\theta(x)]
    - \mathbb{E}_{p_\theta}[\log p_{data}(x)]\right) \\
&= \arg\max_\theta \mathbb{E}_{p_\theta}[\log p_{data}(x)]
\end{align*}
""",
)

WRONG.add(
    "kl_to_mle",
    "nothing-on-the-way",
    "Start and goal are there, and nothing between them: the steps are what was asked for.",
    ("split",),
    r"""
$$\arg\min_\theta D_{KL}(p_{data}\|p_\theta) = \arg\max_\theta \mathbb{E}_{p_{data}}[\log p_\theta(x)]$$
""",
)

WRONG.add(
    "kl_to_mle",
    "constant-dropped-from-a-value",
    "A constant may go where only the *place* of the minimum is asked for. Here it changes the value.",
    ("validity",),
    r"""
\begin{align*}
D_{KL}(p_{data}\|p_\theta) &= \sum_x p_{data}(x)\log\frac{p_{data}(x)}{p_\theta(x)} \\
&= \sum_x p_{data}(x)\log p_{data}(x) - \sum_x p_{data}(x)\log p_\theta(x) \\
&= -\sum_x p_{data}(x)\log p_\theta(x) \\
&= -\mathbb{E}_{p_{data}}[\log p_\theta(x)] \\
\arg\min_\theta D_{KL}(p_{data}\|p_\theta) &= \arg\max_\theta \mathbb{E}_{p_{data}}[\log p_\theta(x)]
\end{align*}
""",
)

WRONG.add(
    "kl_to_mle",
    "values-for-places",
    "The least value of the one is not the greatest of the other. What is the same is the theta at which they have it.",
    ("goal", "validity"),
    r"""
\begin{align*}
\min_\theta D_{KL}(p_{data}\|p_\theta) &= \min_\theta \left(\mathbb{E}_{p_{data}}[\log p_{data}(x)]
    - \mathbb{E}_{p_{data}}[\log p_\theta(x)]\right) \\
&= \min_\theta\left(-\mathbb{E}_{p_{data}}[\log p_\theta(x)]\right) \\
&= \max_\theta \mathbb{E}_{p_{data}}[\log p_\theta(x)]
\end{align*}
""",
)

WRONG.add(
    "kl_to_mle",
    "minus-left",
    "Nearly there: what is made large, and under which law is it a mean?",
    ("goal",),
    r"""
\begin{align*}
\arg\min_\theta D_{KL}(p_{data}\|p_\theta) &= \arg\min_\theta \left(\sum_x p_{data}(x)\log p_{data}(x)
    - \sum_x p_{data}(x)\log p_\theta(x)\right) \\
&= \arg\min_\theta \left(-\sum_x p_{data}(x)\log p_\theta(x)\right)
\end{align*}
""",
)
