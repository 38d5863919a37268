"""The derivations of week 2 as people write them: all of them right."""

from __future__ import annotations

from autograder.authoring import RightAnswers

RIGHT = RightAnswers()

RIGHT.add(
    "bernoulli_mle",
    "the number of heads",
    r"""
Let $k := \sum_{i=1}^n x_i$ be the number of heads.
\begin{align*}
L(p) &= \prod_{i=1}^n p^{x_i}(1-p)^{1-x_i} = p^k(1-p)^{n-k} \\
\log L(p) &= k\log p + (n-k)\log(1-p) \\
\frac{d\log L}{dp} &= \frac kp - \frac{n-k}{1-p} \\
\frac kp - \frac{n-k}{1-p} &= 0 \\
k(1-p) &= (n-k)p \\
k - kp &= np - kp \\
k &= np \\
\hat p &= \frac kn = \frac1n\sum_{i=1}^n x_i
\end{align*}
""",
)

RIGHT.add(
    "bernoulli_mle",
    "begins with the derivative",
    r"""
\begin{align*}
\frac{\partial}{\partial p}\sum_{i=1}^n\log p(x_i|p) &= \frac{\partial}{\partial p}\sum_{i=1}^n\left(x_i\ln p
    + (1-x_i)\ln(1-p)\right) \\
&= \sum_{i=1}^n\left(\frac{x_i}{p} - \frac{1-x_i}{1-p}\right) \\
&= 0 \\
\implies \sum_{i=1}^n\left[x_i(1-p) - (1-x_i)p\right] &= 0 \\
\implies \sum_{i=1}^n(x_i - p) &= 0 \\
\implies \hat p &= \frac1n\sum_{i=1}^n x_i
\end{align*}
""",
)

RIGHT.add(
    "bernoulli_mle",
    "the mean over tosses, with remarks",
    r"""
\begin{align}
\frac1n\sum_{i=1}^n\log p(x_i|p) &= \bar x\log p + (1-\bar x)\log(1-p) && \text{(mean over tosses)} \\
\frac{d}{dp}\left(\frac1n\sum_{i=1}^n\log p(x_i|p)\right) &= \frac{\bar x}{p} - \frac{1-\bar x}{1-p}
    && \text{(chain rule gives the minus)} \\
\frac{\bar x}{\hat p} &= \frac{1-\bar x}{1-\hat p} && \text{(set to zero)} \\
\bar x - \bar x\hat p &= \hat p - \bar x\hat p && \text{(multiply out)} \\
\hat p &= \bar x = \frac1n\sum_{i=1}^n x_i && \square
\end{align}
""",
)

RIGHT.add(
    "bernoulli_mle",
    "without logarithms",
    r"""
\begin{align*}
L(p) &= \prod_{i=1}^n p(x_i|p) \\
&= p^k(1-p)^{n-k} \qquad \text{with } k := \sum_i x_i \\
\frac{dL}{dp} &= kp^{k-1}(1-p)^{n-k} - (n-k)p^k(1-p)^{n-k-1} \\
&= p^{k-1}(1-p)^{n-k-1}\left[k(1-p) - (n-k)p\right] \\
&= p^{k-1}(1-p)^{n-k-1}(k-np) \\
p^{k-1}(1-p)^{n-k-1}(k-np) &= 0 \\
k - n\hat p &= 0 \\
\hat p &= \frac1n\sum_i x_i
\end{align*}
""",
)

RIGHT.add(
    "bernoulli_mle",
    "in one row",
    r"""
$$\frac{d}{dp}\left[k\log p + (n-k)\log(1-p)\right] = \frac kp - \frac{n-k}{1-p} = 0 \implies k = np
    \implies \hat p = \frac kn = \frac1n\sum_i x_i, \qquad k := \sum_i x_i$$
""",
)

RIGHT.add(
    "gaussian_mean_mle",
    "from the product of densities",
    r"""
\begin{align*}
L(\mu) &= \prod_{i=1}^n p(x_i|\mu,\sigma^2)
    = \prod_{i=1}^n \frac{1}{\sqrt{2\pi\sigma^2}}\exp\left(-\frac{(x_i-\mu)^2}{2\sigma^2}\right) \\
\log L(\mu) &= -\frac{n}{2}\log(2\pi\sigma^2) - \sum_{i=1}^n\frac{(x_i-\mu)^2}{2\sigma^2} \\
\frac{\partial \log L(\mu)}{\partial\mu} &= \sum_{i=1}^n\frac{x_i-\mu}{\sigma^2} \\
\sum_{i=1}^n\frac{x_i-\hat\mu}{\sigma^2} &= 0 \\
\sum_{i=1}^n x_i - n\hat\mu &= 0 \\
\hat\mu &= \frac{1}{n}\sum_{i=1}^n x_i
\end{align*}
""",
)

RIGHT.add(
    "gaussian_mean_mle",
    "the square expanded",
    r"""
\begin{align*}
\sum_{i=1}^n \log \mathcal{N}(x_i;\mu,\sigma^2) &= -\frac n2\log 2\pi\sigma^2
    - \frac{1}{2\sigma^2}\sum_{i=1}^n (x_i^2 - 2x_i\mu + \mu^2) \\
&= -\frac n2\log 2\pi\sigma^2 - \frac{1}{2\sigma^2}\left(\sum_{i=1}^n x_i^2 - 2\mu\sum_{i=1}^n x_i + n\mu^2\right) \\
\frac{\partial}{\partial\mu}\sum_{i=1}^n \log \mathcal{N}(x_i;\mu,\sigma^2)
    &= -\frac{1}{2\sigma^2}\left(-2\sum_{i=1}^n x_i + 2n\mu\right) \\
0 &= \frac{1}{\sigma^2}\left(\sum_{i=1}^n x_i - n\hat\mu\right) \\
\hat\mu &= \frac1n\sum_{i=1}^n x_i = \bar x
\end{align*}
""",
)

RIGHT.add(
    "gaussian_mean_mle",
    "data with superscripts",
    r"""
\begin{align*}
\mathcal{L}(\mu) &= \sum_{i=1}^{n} \ln \mathcal{N}(x^{(i)}\mid\mu,\sigma^2) \\
&= \sum_{i=1}^{n}\left\{-\ln\sigma - \frac12\ln 2\pi - \frac{(x^{(i)}-\mu)^2}{2\sigma^2}\right\} \\
\frac{\partial\mathcal{L}}{\partial\mu} &= \sum_{i=1}^{n}\frac{2(x^{(i)}-\mu)}{2\sigma^2}
    = \sum_{i=1}^{n}\frac{x^{(i)}-\mu}{\sigma^2} = 0 \\
&\Rightarrow \sum_{i=1}^{n} x^{(i)} - \sum_{i=1}^{n}\mu = 0 \\
&\Rightarrow \sum_{i=1}^{n} x^{(i)} = n\mu \\
&\Rightarrow \hat{\mu} = \frac{1}{n}\sum_{i=1}^{n} x^{(i)}
\end{align*}
""",
)

RIGHT.add(
    "gaussian_mean_mle",
    "one observation first",
    r"""
\begin{align*}
\log p(x_i;\mu,\sigma^2) &= -\tfrac12\log(2\pi\sigma^2) - \tfrac{1}{2\sigma^2}(x_i-\mu)^2 \\
\frac{\partial}{\partial\mu}\log p(x_i;\mu,\sigma^2) &= \frac{x_i-\mu}{\sigma^2} \\
\frac{\partial}{\partial\mu}\sum_{i=1}^n\log p(x_i;\mu,\sigma^2) &= \sum_{i=1}^n\frac{x_i-\mu}{\sigma^2} \\
\sum_{i=1}^n\frac{x_i-\hat\mu}{\sigma^2} &= 0 \\
\sum_{i=1}^n x_i &= n\hat\mu \\
\hat\mu &= \frac1n\sum_{i=1}^n x_i
\end{align*}
""",
)

RIGHT.add(
    "gaussian_mean_mle",
    "by least squares",
    r"""
\begin{align*}
\hat\mu &= \arg\max_\mu \prod_{i=1}^n \mathcal{N}(x_i;\mu,\sigma^2) \\
&= \arg\max_\mu \sum_{i=1}^n \log\mathcal{N}(x_i;\mu,\sigma^2) \\
&= \arg\min_\mu \sum_{i=1}^n (x_i-\mu)^2
\end{align*}
and
\begin{align*}
\frac{\partial}{\partial\mu}\sum_{i=1}^n (x_i-\mu)^2 &= -2\sum_{i=1}^n (x_i-\mu) \\
-2\sum_{i=1}^n (x_i-\hat\mu) &= 0 \\
\hat\mu &= \frac1n\sum_{i=1}^n x_i
\end{align*}
""",
)

RIGHT.add(
    "gaussian_variance_mle",
    "in sigma, not in its square",
    r"""
\begin{align*}
\ell(\sigma) &= \sum_{i=1}^n \ln\mathcal{N}(x_i;\mu,\sigma^2) \\
&= -n\ln\sigma - \frac n2\ln(2\pi) - \frac{1}{2\sigma^2}\sum_{i=1}^n (x_i-\mu)^2 \\
\frac{\partial\ell}{\partial\sigma} &= -\frac n\sigma + \frac{1}{\sigma^3}\sum_{i=1}^n (x_i-\mu)^2 \\
-\frac n\sigma + \frac{1}{\sigma^3}\sum_{i=1}^n (x_i-\mu)^2 &= 0 \\
\Rightarrow n\sigma^2 &= \sum_{i=1}^n (x_i-\mu)^2 \\
\Rightarrow \hat\sigma^2 &= \frac1n\sum_{i=1}^n (x_i-\mu)^2
\end{align*}
""",
)

RIGHT.add(
    "gaussian_variance_mle",
    "a letter for the variance",
    r"""
Let $v := \sigma^2$.
\begin{align*}
\sum_{i=1}^n\log\mathcal{N}(x_i;\mu,v) &= -\frac n2\log(2\pi v) - \frac{1}{2v}\sum_{i=1}^n(x_i-\mu)^2 \\
\frac{\partial}{\partial v}\sum_{i=1}^n\log\mathcal{N}(x_i;\mu,v) &= -\frac{n}{2v}
    + \frac{1}{2v^2}\sum_{i=1}^n(x_i-\mu)^2 \\
-\frac{n}{2v} + \frac{1}{2v^2}\sum_{i=1}^n(x_i-\mu)^2 &= 0 \\
nv &= \sum_{i=1}^n(x_i-\mu)^2 \\
\hat\sigma^2 = \hat v &= \frac1n\sum_{i=1}^n(x_i-\mu)^2
\end{align*}
""",
)

RIGHT.add(
    "gaussian_variance_mle",
    "by the precision",
    r"""
\begin{align*}
\tau &:= \frac{1}{\sigma^2} \\
\ell(\tau) &= \sum_{i=1}^n\log\mathcal{N}(x_i;\mu,\sigma^2) \\
&= \frac n2\log\tau - \frac n2\log(2\pi) - \frac\tau2\sum_{i=1}^n(x_i-\mu)^2 \\
\frac{\partial\ell}{\partial\tau} &= \frac{n}{2\tau} - \frac12\sum_{i=1}^n(x_i-\mu)^2 \\
\frac{n}{2\tau} &- \frac12\sum_{i=1}^n(x_i-\mu)^2 = 0 \\
\frac{1}{\tau} &= \frac1n\sum_{i=1}^n(x_i-\mu)^2 \\
\hat\sigma^2 &= \frac1n\sum_{i=1}^n(x_i-\mu)^2
\end{align*}
""",
)

RIGHT.add(
    "gaussian_variance_mle",
    "the sample mean put in first",
    r"""
\begin{align*}
\mathcal{L}(\sigma^2) &= \sum_{i=1}^n\log\mathcal{N}(x_i;\bar x,\sigma^2) \\
&= -\frac n2\log(2\pi\sigma^2) - \frac{1}{2\sigma^2}\sum_{i=1}^n(x_i-\bar x)^2 \\
\frac{\partial\mathcal{L}}{\partial\sigma^2} &= \frac{1}{2\sigma^2}\left[-n
    + \frac{1}{\sigma^2}\sum_{i=1}^n(x_i-\bar x)^2\right] \\
0 &= -n + \frac{1}{\hat\sigma^2}\sum_{i=1}^n(x_i-\bar x)^2 \\
\hat\sigma^2 &= \frac1n\sum_{i=1}^n(x_i-\bar x)^2
\end{align*}
""",
)

RIGHT.add(
    "gaussian_variance_mle",
    "the mean loss",
    r"""
\begin{align*}
-\frac1n\sum_{i=1}^n\log\mathcal{N}(x_i;\mu,\sigma^2) &= \log\sigma + \frac12\log(2\pi)
    + \frac{1}{2n\sigma^2}\sum_{i=1}^n(x_i-\mu)^2 \\
\frac{\partial}{\partial\sigma}\left(-\frac1n\sum_{i=1}^n\log\mathcal{N}(x_i;\mu,\sigma^2)\right) &= \frac1\sigma
    - \frac{1}{n\sigma^3}\sum_{i=1}^n(x_i-\mu)^2 \\
\frac1\sigma - \frac{1}{n\sigma^3}\sum_{i=1}^n(x_i-\mu)^2 &= 0 \\
\hat\sigma^2 &= \frac1n\sum_{i=1}^n(x_i-\mu)^2
\end{align*}
""",
)

RIGHT.add(
    "bernoulli_mle",
    "heads and tails, as in the notebook",
    r"""
n_1 &:= \sum_{i=1}^N x_i, \quad n_0 := N - n_1 \\
\log L(p) &= \sum_{i=1}^N \log P_p(x_i) = n_1 \log p + n_0 \log(1 - p) \\
\frac{d}{dp} \log L(p) &= \frac{n_1}{p} - \frac{n_0}{1 - p} = 0 \\
n_1 (1 - p) &= n_0\, p \\
\hat p &= \frac{n_1}{N}
""",
)
