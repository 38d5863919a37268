"""What goes wrong in the derivations of week 2, and what students are told."""

from __future__ import annotations

from autograder.authoring import WrongAnswers

WRONG = WrongAnswers()

WRONG.add(
    "bernoulli_mle",
    "inner-derivative-forgotten",
    "The derivative of log(1 - p) has an inner one.",
    ("derivative", "validity"),
    r"""
\begin{align*}
\log L(p) &= k\log p + (n-k)\log(1-p), \quad\text{where } k = \sum_{i=1}^n x_i \\
\frac{d\log L}{dp} &= \frac kp + \frac{n-k}{1-p} \\
\frac kp + \frac{n-k}{1-p} &= 0 \\
k(1-p) &= (n-k)p \\
k &= np \\
\hat p &= \frac1n\sum_{i=1}^n x_i
\end{align*}
""",
)

WRONG.add(
    "bernoulli_mle",
    "multiplied-out-wrongly",
    "Multiply both sides of the equation out, term by term.",
    ("goal", "validity"),
    r"""
\begin{align*}
\log L(p) &= k\log p + (n-k)\log(1-p), \quad\text{where } k = \sum_{i=1}^n x_i \\
\frac{d\log L}{dp} &= \frac kp - \frac{n-k}{1-p} \\
\frac kp - \frac{n-k}{1-p} &= 0 \\
k(1-p) &= (n-k)p \\
k &= (n-k)p \\
\hat p &= \frac{k}{n-k}
\end{align*}
""",
)

WRONG.add(
    "bernoulli_mle",
    "nothing-on-the-way",
    "From the log likelihood this goes to the estimate at once: the steps between them are what was asked for.",
    ("derivative", "zero"),
    r"""
\begin{align*}
\ell(p) &= \sum_{i=1}^n\log p(x_i|p) \\
&= \sum_{i=1}^n\left[x_i\log p + (1-x_i)\log(1-p)\right] \\
\hat p &= \frac1n\sum_{i=1}^n x_i
\end{align*}
""",
)

WRONG.add(
    "bernoulli_mle",
    "never-zero",
    "The derivative is there; but which condition singles out the estimate?",
    ("zero",),
    r"""
\begin{align*}
\ell(p) &= \sum_{i=1}^n\left[x_i\log p + (1-x_i)\log(1-p)\right] \\
\frac{d\ell}{dp} &= \frac1p\sum_{i=1}^n x_i - \frac{1}{1-p}\sum_{i=1}^n(1-x_i) \\
\hat p &= \frac1n\sum_{i=1}^n x_i
\end{align*}
""",
)

WRONG.add(
    "bernoulli_mle",
    "derivative-not-worked-out",
    "That the derivative is zero is said, but not what the derivative is.",
    ("derivative",),
    r"""
\begin{align*}
\ell(p) &= \sum_{i=1}^n\left[x_i\log p + (1-x_i)\log(1-p)\right] \\
\frac{d\ell}{dp} &= 0 \\
\hat p &= \frac1n\sum_{i=1}^n x_i
\end{align*}
""",
)

WRONG.add(
    "bernoulli_mle",
    "not-solved",
    "One step is missing: solve the equation for the estimate.",
    ("goal",),
    r"""
\begin{align*}
\ell(p) &= \sum_{i=1}^n\left[x_i\log p + (1-x_i)\log(1-p)\right] \\
\frac{d\ell}{dp} &= \frac1p\sum_{i=1}^n x_i - \frac{1}{1-p}\sum_{i=1}^n(1-x_i) \\
\frac1p\sum_{i=1}^n x_i - \frac{1}{1-p}\sum_{i=1}^n(1-x_i) &= 0 \\
(1-p)\sum_{i=1}^n x_i &= p\sum_{i=1}^n(1-x_i)
\end{align*}
""",
)

WRONG.add(
    "bernoulli_mle",
    "logarithm-of-a-product",
    "The logarithm of a product is a sum of logarithms.",
    ("validity",),
    r"""
\begin{align*}
L(p) &= \prod_{i=1}^n p(x_i|p) \\
\log L(p) &= \prod_{i=1}^n\log p(x_i|p) \\
\log L(p) &= \sum_{i=1}^n\left[x_i\log p + (1-x_i)\log(1-p)\right] \\
\frac{d\log L}{dp} &= \sum_{i=1}^n\left[\frac{x_i}{p} - \frac{1-x_i}{1-p}\right] \\
\sum_{i=1}^n\left[\frac{x_i}{\hat p} - \frac{1-x_i}{1-\hat p}\right] &= 0 \\
\hat p &= \frac1n\sum_{i=1}^n x_i
\end{align*}
""",
)

WRONG.add(
    "bernoulli_mle",
    "squares-minimised",
    "This begins with a sum of squares. Where does it come from? The claim is about what makes the data most likely.",
    ("start",),
    r"""
\begin{align*}
J(p) &= \sum_{i=1}^n (x_i-p)^2 \\
\frac{dJ}{dp} &= -2\sum_{i=1}^n (x_i-p) \\
-2\sum_{i=1}^n (x_i-\hat p) &= 0 \\
\hat p &= \frac1n\sum_{i=1}^n x_i
\end{align*}
""",
)

WRONG.add(
    "gaussian_mean_mle",
    "inner-derivative-forgotten",
    "What is squared has an inner derivative in the mean, and that has a sign.",
    ("derivative", "validity"),
    r"""
\begin{align*}
\ell(\mu) &= \sum_{i=1}^n\log\mathcal{N}(x_i;\mu,\sigma^2) \\
&= -\frac n2\log(2\pi\sigma^2) - \frac{1}{2\sigma^2}\sum_{i=1}^n (x_i-\mu)^2 \\
\frac{\partial\ell}{\partial\mu} &= -\frac{1}{\sigma^2}\sum_{i=1}^n (x_i-\mu) \\
-\frac{1}{\sigma^2}\sum_{i=1}^n (x_i-\hat\mu) &= 0 \\
\hat\mu &= \frac1n\sum_{i=1}^n x_i
\end{align*}
""",
)

WRONG.add(
    "gaussian_mean_mle",
    "sum-of-a-constant",
    "A sum of n terms that are all the same is n times that term.",
    ("goal", "validity"),
    r"""
\begin{align*}
\ell(\mu) &= \sum_{i=1}^n\log\mathcal{N}(x_i;\mu,\sigma^2) \\
&= -\frac n2\log(2\pi\sigma^2) - \frac{1}{2\sigma^2}\sum_{i=1}^n (x_i-\mu)^2 \\
\frac{\partial\ell}{\partial\mu} &= \frac{1}{\sigma^2}\sum_{i=1}^n (x_i-\mu) \\
\frac{1}{\sigma^2}\sum_{i=1}^n (x_i-\mu) &= 0 \\
\sum_{i=1}^n x_i - \mu &= 0 \\
\hat\mu &= \sum_{i=1}^n x_i
\end{align*}
""",
)

WRONG.add(
    "gaussian_mean_mle",
    "sign-of-the-normaliser",
    "The density is *divided* by its normaliser: with which sign does the logarithm of that come in?",
    ("validity",),
    r"""
\begin{align*}
\ell(\mu) &= \sum_{i=1}^n\log\mathcal{N}(x_i;\mu,\sigma^2) \\
&= \frac n2\log(2\pi\sigma^2) - \frac{1}{2\sigma^2}\sum_{i=1}^n (x_i-\mu)^2 \\
\frac{\partial\ell}{\partial\mu} &= \frac{1}{\sigma^2}\sum_{i=1}^n (x_i-\mu) \\
\frac{1}{\sigma^2}\sum_{i=1}^n (x_i-\hat\mu) &= 0 \\
\hat\mu &= \frac1n\sum_{i=1}^n x_i
\end{align*}
""",
)

WRONG.add(
    "gaussian_mean_mle",
    "nothing-on-the-way",
    "From the log likelihood this goes to the estimate at once: the steps between them are what was asked for.",
    ("derivative", "zero"),
    r"""
\begin{align*}
\ell(\mu) &= \sum_{i=1}^n\log\mathcal{N}(x_i;\mu,\sigma^2) \\
&= -\frac n2\log(2\pi\sigma^2) - \frac{1}{2\sigma^2}\sum_{i=1}^n (x_i-\mu)^2 \\
\hat\mu &= \frac1n\sum_{i=1}^n x_i
\end{align*}
""",
)

WRONG.add(
    "gaussian_mean_mle",
    "never-zero",
    "The derivative is there; but which condition singles out the estimate?",
    ("zero",),
    r"""
\begin{align*}
\ell(\mu) &= \sum_{i=1}^n\log\mathcal{N}(x_i;\mu,\sigma^2) \\
\frac{\partial\ell}{\partial\mu} &= \frac{1}{\sigma^2}\sum_{i=1}^n (x_i-\mu) \\
&= \frac{1}{\sigma^2}\left(\sum_{i=1}^n x_i - n\mu\right) \\
\hat\mu &= \frac1n\sum_{i=1}^n x_i
\end{align*}
""",
)

WRONG.add(
    "gaussian_mean_mle",
    "derivative-not-worked-out",
    "That the derivative is zero is said, but not what the derivative is.",
    ("derivative",),
    r"""
\begin{align*}
\ell(\mu) &= \sum_{i=1}^n\log\mathcal{N}(x_i;\mu,\sigma^2) \\
\frac{\partial\ell}{\partial\mu} &= 0 \\
\Rightarrow\hat\mu &= \frac1n\sum_{i=1}^n x_i
\end{align*}
""",
)

WRONG.add(
    "gaussian_mean_mle",
    "not-solved",
    "One step is missing: solve the equation for the estimate.",
    ("goal",),
    r"""
\begin{align*}
\ell(\mu) &= \sum_{i=1}^n\log\mathcal{N}(x_i;\mu,\sigma^2) \\
&= -\frac n2\log(2\pi\sigma^2) - \frac{1}{2\sigma^2}\sum_{i=1}^n (x_i-\mu)^2 \\
\frac{\partial\ell}{\partial\mu} &= \frac{1}{\sigma^2}\sum_{i=1}^n (x_i-\mu) \\
\frac{1}{\sigma^2}\sum_{i=1}^n (x_i-\hat\mu) &= 0
\end{align*}
""",
)

WRONG.add(
    "gaussian_mean_mle",
    "squares-minimised",
    "This begins with a sum of squares. Where does it come from? The claim is about what makes the data most likely.",
    ("start",),
    r"""
\begin{align*}
J(\mu) &= \sum_{i=1}^n (x_i-\mu)^2 \\
\frac{dJ}{d\mu} &= -2\sum_{i=1}^n (x_i-\mu) \\
-2\sum_{i=1}^n (x_i-\hat\mu) &= 0 \\
\hat\mu &= \frac1n\sum_{i=1}^n x_i
\end{align*}
""",
)

WRONG.add(
    "gaussian_variance_mle",
    "divides-by-n-minus-1",
    "This divides by n - 1, as an unbiased estimate does; the likelihood is highest somewhere else.",
    ("goal", "validity"),
    r"""
\begin{align*}
\ell(\sigma^2) &= \sum_{i=1}^n\log\mathcal{N}(x_i;\mu,\sigma^2) \\
&= -\frac n2\log(2\pi\sigma^2) - \frac{1}{2\sigma^2}\sum_{i=1}^n(x_i-\mu)^2 \\
\frac{\partial\ell}{\partial\sigma^2} &= -\frac{n}{2\sigma^2} + \frac{1}{2\sigma^4}\sum_{i=1}^n(x_i-\mu)^2 \\
0 &= -n\hat\sigma^2 + \sum_{i=1}^n(x_i-\hat\mu)^2 \\
\hat\sigma^2 &= \frac{1}{n-1}\sum_{i=1}^n(x_i-\hat\mu)^2
\end{align*}
""",
)

WRONG.add(
    "gaussian_variance_mle",
    "sign-of-a-reciprocal",
    "The derivative of a reciprocal has a minus sign, and there is one before it already.",
    ("derivative", "goal", "validity"),
    r"""
\begin{align*}
\ell(\sigma^2) &= \sum_{i=1}^n\log\mathcal{N}(x_i;\mu,\sigma^2) \\
&= -\frac n2\log(2\pi\sigma^2) - \frac{1}{2\sigma^2}\sum_{i=1}^n(x_i-\mu)^2 \\
\frac{\partial\ell}{\partial\sigma^2} &= -\frac{n}{2\sigma^2} - \frac{1}{2\sigma^4}\sum_{i=1}^n(x_i-\mu)^2 \\
-\frac{n}{2\sigma^2} - \frac{1}{2\sigma^4}\sum_{i=1}^n(x_i-\mu)^2 &= 0 \\
\hat\sigma^2 &= \frac1n\sum_{i=1}^n(x_i-\mu)^2
\end{align*}
""",
)

WRONG.add(
    "gaussian_variance_mle",
    "never-zero",
    "The derivative is there; but which condition singles out the estimate?",
    ("zero",),
    r"""
\begin{align*}
\ell(\sigma^2) &= \sum_{i=1}^n\log\mathcal{N}(x_i;\mu,\sigma^2) \\
\frac{\partial\ell}{\partial\sigma^2} &= -\frac{n}{2\sigma^2} + \frac{1}{2\sigma^4}\sum_{i=1}^n(x_i-\mu)^2 \\
\hat\sigma^2 &= \frac1n\sum_{i=1}^n(x_i-\mu)^2
\end{align*}
""",
)

WRONG.add(
    "gaussian_variance_mle",
    "derivative-not-worked-out",
    "That the derivative is zero is said, but not what the derivative is.",
    ("derivative",),
    r"""
\begin{align*}
\ell(\sigma^2) &= -\frac n2\log(2\pi\sigma^2) - \frac{1}{2\sigma^2}\sum_{i=1}^n(x_i-\mu)^2 \\
\frac{\partial\ell}{\partial\sigma^2} &= 0 \\
\Rightarrow \hat\sigma^2 &= \frac1n\sum_{i=1}^n(x_i-\hat\mu)^2
\end{align*}
""",
)

WRONG.add(
    "gaussian_variance_mle",
    "not-solved",
    "One step is missing: solve the equation for the estimate.",
    ("goal",),
    r"""
\begin{align*}
\sum_{i=1}^n\log\mathcal{N}(x_i;\mu,\sigma^2) &= -\frac n2\log(2\pi\sigma^2)
    - \frac{1}{2\sigma^2}\sum_{i=1}^n(x_i-\mu)^2 \\
\frac{\partial}{\partial\sigma^2}\sum_{i=1}^n\log\mathcal{N}(x_i;\mu,\sigma^2) &= -\frac{n}{2\sigma^2}
    + \frac{1}{2\sigma^4}\sum_{i=1}^n(x_i-\mu)^2 \\
-\frac{n}{2\sigma^2} + \frac{1}{2\sigma^4}\sum_{i=1}^n(x_i-\mu)^2 &= 0 \\
n\sigma^2 &= \sum_{i=1}^n(x_i-\mu)^2
\end{align*}
""",
)

WRONG.add(
    "gaussian_variance_mle",
    "power-lost",
    "Clear the fractions once more: by which power of sigma is the equation multiplied?",
    ("validity",),
    r"""
\begin{align*}
\ell(\sigma^2) &= \sum_{i=1}^n\log\mathcal{N}(x_i;\mu,\sigma^2) \\
\frac{\partial\ell}{\partial\sigma^2} &= -\frac{n}{2\sigma^2} + \frac{1}{2\sigma^4}\sum_{i=1}^n(x_i-\mu)^2 \\
0 &= -\frac{n}{2\sigma^2} + \frac{1}{2\sigma^4}\sum_{i=1}^n(x_i-\mu)^2 \\
n\sigma^4 &= \sum_{i=1}^n(x_i-\mu)^2 \\
n\sigma^2 &= \sum_{i=1}^n(x_i-\mu)^2 \\
\hat\sigma^2 &= \frac1n\sum_{i=1}^n(x_i-\mu)^2
\end{align*}
""",
)

WRONG.add(
    "gaussian_variance_mle",
    "likelihood-forgotten",
    "A mean square is right, but why? The claim is about what makes the data most likely.",
    ("start", "derivative", "zero"),
    r"""
\begin{align*}
S &= \sum_{i=1}^n(x_i-\bar x)^2 \\
\hat\sigma^2 &= \frac{S}{n} \\
&= \frac1n\sum_{i=1}^n(x_i-\bar x)^2
\end{align*}
""",
)
