"""The derivations of week 1 as people write them: all of them right."""

from __future__ import annotations

from autograder.authoring import RightAnswers

RIGHT = RightAnswers()

RIGHT.add(
    "gibbs_inequality",
    "negated, then turned",
    r"""
\begin{align*}
-D_{KL}(p\|q) &= \sum_x p(x)\log\frac{q(x)}{p(x)} \\
&\le \log\left(\sum_x p(x)\frac{q(x)}{p(x)}\right) \\
&= \log\left(\sum_x q(x)\right) = \log 1 = 0 \\
\Rightarrow D_{KL}(p\|q) &\ge 0
\end{align*}
""",
)

RIGHT.add(
    "gibbs_inequality",
    "by the tangent, without Jensen",
    r"""
We use $\log t \le t-1$ with $t = q(x)/p(x)$.
\begin{align*}
-\mathrm{KL}(p\|q) &= \sum_x p(x) \log \frac{q(x)}{p(x)} \\
&\leq \sum_x p(x) \left( \frac{q(x)}{p(x)} - 1 \right) \\
&= \sum_x q(x) - \sum_x p(x) \\
&= 1 - 1 \\
&= 0
\end{align*}
Therefore
$$ \mathrm{KL}(p\|q) \ge 0. $$
""",
)

RIGHT.add(
    "gibbs_inequality",
    "in one row, with bare laws",
    r"""
$$D_{KL}(p\,||\,q) = -\mathbb{E}_p\left[\log\frac{q}{p}\right] \ge -\log\mathbb{E}_p\left[\frac{q}{p}\right]
    = -\log\sum_x q(x) = -\log 1 = 0$$
""",
)

RIGHT.add(
    "gibbs_inequality",
    "a name for the quotient, given after its use",
    r"""
\begin{align*}
D_{KL}(p\|q) &= -\mathbb{E}_{p}[\log r(x)] \quad\text{where } r(x) = \frac{q(x)}{p(x)} \\
&\overset{\text{Jensen}}{\ge} -\log \mathbb{E}_{p}[r(x)] \\
&= -\log \sum_x p(x) r(x) \\
&= -\log \sum_x q(x) \\
&= -\log 1 = 0 \quad\square
\end{align*}
""",
)

RIGHT.add(
    "gibbs_inequality",
    "a convex function under q",
    r"""
\begin{align*}
D_{KL}(p\|q) &= \sum_x q(x)\,\frac{p(x)}{q(x)}\log\frac{p(x)}{q(x)} \\
&\ge \left(\sum_x q(x)\frac{p(x)}{q(x)}\right)\log\left(\sum_x q(x)\frac{p(x)}{q(x)}\right)
    && \text{(Jensen for } t\log t) \\
&= 1\cdot\log 1 \\
&= 0
\end{align*}
""",
)

RIGHT.add(
    "entropy_chain_rule",
    "means of random variables in capitals",
    r"""
\begin{align*}
H(X,Y) &= -\mathbb{E}[\log p(X,Y)] \\
&= -\mathbb{E}[\log p(X)p(Y|X)] \\
&= -\mathbb{E}[\log p(X)] - \mathbb{E}[\log p(Y|X)] \\
&= H(X) + H(Y|X)
\end{align*}
""",
)

RIGHT.add(
    "entropy_chain_rule",
    "from the two entropies to the one",
    r"""
\begin{align*}
H(X) + H(Y|X) &= -\sum_x p(x)\log p(x) - \sum_{x,y} p(x,y)\log p(y|x) \\
&= -\sum_{x,y} p(x,y)\log p(x) - \sum_{x,y} p(x,y)\log p(y|x) \\
&= -\sum_{x,y} p(x,y)\log\left[p(x)p(y|x)\right] \\
&= -\sum_{x,y} p(x,y)\log p(x,y) \\
&= H(X,Y)
\end{align*}
""",
)

RIGHT.add(
    "entropy_chain_rule",
    "one entropy moved across",
    r"""
\begin{align*}
H(X,Y) - H(X) &= -\sum_{x,y} p(x,y)\log p(x,y) + \sum_x p(x)\log p(x) \\
&= -\sum_{x,y} p(x,y)\log p(x,y) + \sum_{x,y} p(x,y)\log p(x) \\
&= -\sum_{x,y} p(x,y)\log\frac{p(x,y)}{p(x)} \\
&= -\sum_{x,y} p(x,y)\log p(y|x) \\
&= H(Y|X) \\
\Rightarrow\quad H(X,Y) &= H(X) + H(Y|X)
\end{align*}
""",
)

RIGHT.add(
    "entropy_chain_rule",
    "nested sums",
    r"""
\begin{align*}
H(X,Y) &= -\sum_x \sum_y p(x)\,p(y|x)\,\log\left(p(x)\,p(y|x)\right) \\
&= -\sum_x p(x)\sum_y p(y|x)\left[\log p(x) + \log p(y|x)\right] \\
&= -\sum_x p(x)\log p(x)\sum_y p(y|x) - \sum_x p(x)\sum_y p(y|x)\log p(y|x) \\
&= -\sum_x p(x)\log p(x) - \sum_x p(x)\sum_y p(y|x)\log p(y|x) \\
&= H(X) + \sum_x p(x)\,H(Y|X=x) \\
&= H(X) + H(Y|X)
\end{align*}
""",
)

RIGHT.add(
    "entropy_chain_rule",
    "for one pair first",
    r"""
\begin{align*}
\log p(x,y) &= \log p(x) + \log p(y|x) \\
H(X,Y) &= -\mathbb{E}_{p(x,y)}[\log p(x,y)] \\
&= -\mathbb{E}_{p(x,y)}[\log p(x)] - \mathbb{E}_{p(x,y)}[\log p(y|x)] \\
&= H(X) + H(Y|X)
\end{align*}
""",
)

RIGHT.add(
    "kl_to_mle",
    "what has no theta is a constant",
    r"""
\begin{align*}
D_{KL}(p_{data}\|p_\theta) &= \mathbb{E}_{p_{data}}[\log p_{data}(x) - \log p_\theta(x)] \\
&= \underbrace{\mathbb{E}_{p_{data}}[\log p_{data}(x)]}_{\text{no } \theta}
    - \mathbb{E}_{p_{data}}[\log p_\theta(x)] \\
&= \text{const} - \mathbb{E}_{p_{data}}[\log p_\theta(x)] \\
\arg\min_\theta D_{KL}(p_{data}\|p_\theta) &= \arg\max_\theta \mathbb{E}_{p_{data}}[\log p_\theta(x)]
\end{align*}
""",
)

RIGHT.add(
    "kl_to_mle",
    "the best theta by a name",
    r"""
\begin{align}
\theta^* &:= \arg\min_\theta D_{KL}(p_{data}\|p_\theta) \\
&= \arg\min_\theta \mathbb{E}_{p_{data}}[\log p_{data}(x)] - \mathbb{E}_{p_{data}}[\log p_\theta(x)] \\
&= \arg\min_\theta -\mathbb{E}_{p_{data}}[\log p_\theta(x)] \\
&= \arg\max_\theta \mathbb{E}_{p_{data}}[\log p_\theta(x)]
\end{align}
""",
)

RIGHT.add(
    "kl_to_mle",
    "integrals",
    r"""
\begin{align*}
\operatorname*{arg\,min}_\theta \mathrm{KL}(p_d\|p_\theta)
    &= \operatorname*{arg\,min}_\theta \int p_d(x)\log\frac{p_d(x)}{p_\theta(x)}\,dx \\
&= \operatorname*{arg\,min}_\theta \left( \int p_d(x)\log p_d(x)\,dx - \int p_d(x)\log p_\theta(x)\,dx \right) \\
&= \operatorname*{arg\,max}_\theta \int p_d(x)\log p_\theta(x)\,dx \\
&= \operatorname*{arg\,max}_\theta \mathbb{E}_{x\sim p_d}[\log p_\theta(x)]
\end{align*}
""",
)

RIGHT.add(
    "kl_to_mle",
    "the parameter behind a bar",
    r"""
\begin{align*}
KL(p_{data}(x) || p(x|\theta)) &= E_{x \sim p_{data}}[\log p_{data}(x)] - E_{x \sim p_{data}}[\log p(x|\theta)] \\
\Rightarrow \arg\min_\theta KL(p_{data}(x) || p(x|\theta)) &= \arg\min_\theta (
    - E_{x \sim p_{data}}[\log p(x|\theta)] ) \\
&= \arg\max_\theta E_{x \sim p_{data}}[\log p(x|\theta)]
\end{align*}
""",
)

RIGHT.add(
    "kl_to_mle",
    "the largest of the negative",
    r"""
\begin{align*}
\arg\min_\theta D_{KL}(p_{data}\|p_\theta) &= \arg\max_\theta\; -D_{KL}(p_{data}\|p_\theta) \\
&= \arg\max_\theta \sum_x p_{data}(x)\log\frac{p_\theta(x)}{p_{data}(x)} \\
&= \arg\max_\theta \left(\sum_x p_{data}(x)\log p_\theta(x) - \sum_x p_{data}(x)\log p_{data}(x)\right) \\
&= \arg\max_\theta \sum_x p_{data}(x)\log p_\theta(x) \\
&= \arg\max_\theta \mathbb{E}_{x\sim p_{data}}\log p_\theta(x)
\end{align*}
""",
)

RIGHT.add(
    "kl_to_mle",
    "by the gradient",
    r"""
\begin{align*}
D_{KL}(p_{data}\|p_\theta) &= \mathbb{E}_{p_{data}}[\log p_{data}(x)] - \mathbb{E}_{p_{data}}[\log p_\theta(x)] \\
\nabla_\theta D_{KL}(p_{data}\|p_\theta) &= -\nabla_\theta \mathbb{E}_{p_{data}}[\log p_\theta(x)] \\
\arg\min_\theta D_{KL}(p_{data}\|p_\theta) &= \arg\max_\theta \mathbb{E}_{p_{data}}[\log p_\theta(x)]
\end{align*}
""",
)

RIGHT.add(
    "kl_to_mle",
    "by the cross-entropy",
    r"""
D_{KL}(p_{\text{data}} \,\|\, p_\theta) &= H(p_{\text{data}}, p_\theta) - H(p_{\text{data}}) \\
\Rightarrow \arg\min_\theta D_{KL}(p_{\text{data}} \,\|\, p_\theta) &= \arg\min_\theta H(p_{\text{data}}, p_\theta) \\
 &= \arg\max_\theta \mathbb{E}_{x \sim p_{\text{data}}}[\log p_\theta(x)]
""",
)
