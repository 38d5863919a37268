"""The derivations of week 5 as people write them: all of them right."""

from __future__ import annotations

from autograder.authoring import RightAnswers

RIGHT = RightAnswers()

RIGHT.add(
    "optimal_discriminator_derivation",
    "with the densities",
    r"""
\begin{align}
f(D(x)) &= p_{data}(x)\log D(x) + p_g(x)\log(1-D(x)) \\
\frac{\partial f}{\partial D(x)} &= \frac{p_{data}(x)}{D(x)} - \frac{p_g(x)}{1-D(x)} \\
0 &= \frac{p_{data}(x)}{D^*(x)} - \frac{p_g(x)}{1-D^*(x)} \\
p_{data}(x)(1-D^*(x)) &= p_g(x)D^*(x) \\
D^*(x) &= \frac{p_{data}(x)}{p_{data}(x)+p_g(x)}
\end{align}
""",
)

RIGHT.add(
    "optimal_discriminator_derivation",
    "plain lines",
    r"""
f(y) = a log y + b log(1-y)
f'(y) = a/y - b/(1-y)
a/y - b/(1-y) = 0
a(1-y) = b y
y = a/(a+b)
""",
)

RIGHT.add(
    "optimal_discriminator_derivation",
    "equivalences",
    r"""
\begin{align*}
\frac{d}{dy}\left(a\log y + b\log(1-y)\right) &= \frac{a}{y} - \frac{b}{1-y} \stackrel{!}{=} 0 \\
\iff \frac{a}{y} &= \frac{b}{1-y} \\
\iff a - ay &= by \\
\iff a &= (a+b)\,y \\
\iff y &= \frac{a}{a+b}
\end{align*}
""",
)

RIGHT.add(
    "optimal_discriminator_derivation",
    "by the odds",
    r"""
\begin{align*}
f(y) &= a\log y + b\log(1-y) \\
\frac{df}{dy} &= \frac{a}{y} - \frac{b}{1-y} = 0 \\
\frac{1-y}{y} &= \frac{b}{a} \\
\frac{1}{y} - 1 &= \frac{b}{a} \\
\frac{1}{y} &= \frac{a+b}{a} \\
y &= \frac{a}{a+b}
\end{align*}
""",
)

RIGHT.add(
    "optimal_discriminator_derivation",
    "the negative, minimised",
    r"""
\begin{align*}
-f(y) &= -a\log y - b\log(1-y) \\
\frac{d}{dy}(-f(y)) &= -\frac{a}{y} + \frac{b}{1-y} \\
-\frac{a}{y} + \frac{b}{1-y} &= 0 \\
\frac{b}{1-y} &= \frac{a}{y} \\
by &= a - ay \\
(a+b)y &= a \\
y^* &= \frac{a}{a+b}
\end{align*}
""",
)

RIGHT.add(
    "value_at_optimum",
    "one integral",
    r"""
\begin{align*}
V(D^*_G,G) &= \int p_{data}(x)\log D^*_G(x) + p_g(x)\log(1-D^*_G(x))\,dx \\
&= \int p_{data}(x)\log\frac{p_{data}(x)}{p_{data}(x)+p_g(x)}
    + p_g(x)\log\frac{p_g(x)}{p_{data}(x)+p_g(x)}\,dx \\
&= \int p_{data}(x)\log\frac{2p_{data}(x)}{p_{data}(x)+p_g(x)}
    + p_g(x)\log\frac{2p_g(x)}{p_{data}(x)+p_g(x)}\,dx - \log 4 \\
&= D_{KL}\left(p_{data}\,\Big\|\,\frac{p_{data}+p_g}{2}\right)
    + D_{KL}\left(p_g\,\Big\|\,\frac{p_{data}+p_g}{2}\right) - \log 4 \\
&= 2\,D_{JS}(p_{data}\|p_g) - \log 4
\end{align*}
""",
)

RIGHT.add(
    "value_at_optimum",
    "sums",
    r"""
\begin{align*}
V(D^*,G) &= \sum_x p_{\text{data}}(x)\log D^*(x) + \sum_x p_g(x)\log(1-D^*(x)) \\
&= \sum_x p_{\text{data}}(x)\log\frac{p_{\text{data}}(x)}{p_{\text{data}}(x)+p_g(x)}
    + \sum_x p_g(x)\log\frac{p_g(x)}{p_{\text{data}}(x)+p_g(x)} \\
&= \sum_x p_{\text{data}}(x)\left[\log\frac{p_{\text{data}}(x)}{(p_{\text{data}}(x)+p_g(x))/2}
    - \log 2\right] + \sum_x p_g(x)\left[\log\frac{p_g(x)}{(p_{\text{data}}(x)+p_g(x))/2} - \log 2\right] \\
&= KL\left(p_{\text{data}}\,||\,\tfrac{p_{\text{data}}+p_g}{2}\right)
    + KL\left(p_g\,||\,\tfrac{p_{\text{data}}+p_g}{2}\right) - 2\log 2 \\
&= -\log 4 + 2\,JSD(p_{\text{data}}\,||\,p_g)
\end{align*}
""",
)

RIGHT.add(
    "value_at_optimum",
    "read from below",
    r"""
\begin{align*}
-\log 4 + 2\,JSD(p_{data}\|p_g) &= -\log 4 + D_{KL}\left(p_{data}\Big\|\frac{p_{data}+p_g}{2}\right)
    + D_{KL}\left(p_g\Big\|\frac{p_{data}+p_g}{2}\right) \\
&= -\log 4 + \mathbb{E}_{x\sim p_{data}}\left[\log\frac{2p_{data}(x)}{p_{data}(x)+p_g(x)}\right]
    + \mathbb{E}_{x\sim p_g}\left[\log\frac{2p_g(x)}{p_{data}(x)+p_g(x)}\right] \\
&= \mathbb{E}_{x\sim p_{data}}\left[\log\frac{p_{data}(x)}{p_{data}(x)+p_g(x)}\right]
    + \mathbb{E}_{x\sim p_g}\left[\log\frac{p_g(x)}{p_{data}(x)+p_g(x)}\right] \\
&= \mathbb{E}_{x\sim p_{data}}[\log D^*(x)] + \mathbb{E}_{x\sim p_g}[\log(1-D^*(x))] \\
&= V(D^*,G)
\end{align*}
""",
)

RIGHT.add(
    "value_at_optimum",
    "terms moved",
    r"""
\begin{align*}
V(D^*,G) + \log 4 &= \mathbb{E}_{x\sim p_{data}}[\log D^*(x)] + \log 2
    + \mathbb{E}_{x\sim p_g}[\log(1-D^*(x))] + \log 2 \\
&= \mathbb{E}_{x\sim p_{data}}[\log(2D^*(x))] + \mathbb{E}_{x\sim p_g}[\log(2(1-D^*(x)))] \\
&= \mathbb{E}_{x\sim p_{data}}\left[\log\frac{2p_{data}(x)}{p_{data}(x)+p_g(x)}\right]
    + \mathbb{E}_{x\sim p_g}\left[\log\frac{2p_g(x)}{p_{data}(x)+p_g(x)}\right] \\
&= D_{KL}\left(p_{data}\Big\|\frac{p_{data}+p_g}{2}\right)
    + D_{KL}\left(p_g\Big\|\frac{p_{data}+p_g}{2}\right) \\
&= 2\,JSD(p_{data}\|p_g) \\
\Rightarrow V(D^*,G) &= -\log 4 + 2\,JSD(p_{data}\|p_g)
\end{align*}
""",
)
