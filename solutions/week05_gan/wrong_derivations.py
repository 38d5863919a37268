"""What goes wrong in the derivations of week 5, and what students are told."""

from __future__ import annotations

from autograder.authoring import WrongAnswers

WRONG = WrongAnswers()

WRONG.add(
    "optimal_discriminator_derivation",
    "inner-derivative-forgotten",
    r"$\log(1 - y)$ falls in $y$: its derivative is negative.",
    ("derivative", "goal", "validity"),
    r"""
\begin{align*}
f(y) &= a\log y + b\log(1-y) \\
\frac{d}{dy}f(y) &= \frac{a}{y} + \frac{b}{1-y} \\
\frac{a}{y} + \frac{b}{1-y} &= 0 \\
a(1-y) + by &= 0 \\
y^* &= \frac{a}{a-b}
\end{align*}
""",
)

WRONG.add(
    "optimal_discriminator_derivation",
    "inner-derivative-forgotten-and-repaired",
    r"$\log(1 - y)$ falls in $y$: its derivative is negative. That the sign is right again in the end does "
    r"not mend the lines between.",
    ("derivative", "validity"),
    r"""
\begin{align*}
f(y) &= a\log y + b\log(1-y) \\
\frac{d}{dy}f(y) &= \frac{a}{y} + \frac{b}{1-y} \\
\frac{a}{y} + \frac{b}{1-y} &= 0 \\
\Rightarrow a(1-y) &= by \\
\Rightarrow y^* &= \frac{a}{a+b}
\end{align*}
""",
)

WRONG.add(
    "optimal_discriminator_derivation",
    "nothing-on-the-way",
    "Start and goal are there, and nothing between them: the steps are what was asked for.",
    ("derivative", "zero"),
    r"""
\begin{align*}
f(y) &= a\log y + b\log(1-y) \\
\Rightarrow y^* &= \frac{a}{a+b}
\end{align*}
""",
)

WRONG.add(
    "optimal_discriminator_derivation",
    "derivative-announced",
    "The derivative is set to zero, but it is nowhere worked out.",
    ("derivative",),
    r"""
\begin{align*}
f(y) &= a\log y + b\log(1-y) \\
\frac{d}{dy}f(y) &= 0 \\
\Rightarrow y^* &= \frac{a}{a+b}
\end{align*}
""",
)

WRONG.add(
    "optimal_discriminator_derivation",
    "condition-unsaid",
    "The derivative is there, but not what is asked of it.",
    ("zero",),
    r"""
\begin{align*}
f(y) &= a\log y + b\log(1-y) \\
f'(y) &= \frac{a}{y} - \frac{b}{1-y} \\
y^* &= \frac{a}{a+b}
\end{align*}
""",
)

WRONG.add(
    "optimal_discriminator_derivation",
    "another-objective",
    r"The generator's examples count with $\log(1 - y)$: there the discriminator should say that they are "
    r"not data.",
    ("start", "derivative", "validity"),
    r"""
\begin{align*}
f(y) &= a\log y + b\log y \\
f'(y) &= \frac{a}{y} - \frac{b}{1-y} \\
\frac{a}{y} - \frac{b}{1-y} &= 0 \\
a(1-y) &= by \\
y^* &= \frac{a}{a+b}
\end{align*}
""",
)

WRONG.add(
    "optimal_discriminator_derivation",
    "densities-exchanged",
    "At the end the two densities have changed places: a discriminator should say 1 where only data lies.",
    ("goal", "validity"),
    r"""
\begin{align*}
f(D(x)) &= p_{data}(x)\log D(x) + p_g(x)\log(1-D(x)) \\
\frac{\partial f}{\partial D(x)} &= \frac{p_{data}(x)}{D(x)} - \frac{p_g(x)}{1-D(x)} = 0 \\
p_{data}(x)(1-D(x)) &= p_g(x)D(x) \\
D^*(x) &= \frac{p_g(x)}{p_{data}(x)+p_g(x)}
\end{align*}
""",
)

WRONG.add(
    "optimal_discriminator_derivation",
    "unsolved",
    "The condition is right; what is left is to solve it for $y$.",
    ("goal",),
    r"""
\begin{align*}
f(y) &= a\log y + b\log(1-y) \\
\frac{df}{dy} &= \frac{a}{y} - \frac{b}{1-y} \\
\frac{a}{y} - \frac{b}{1-y} &= 0 \\
a(1-y) &= by
\end{align*}
""",
)

WRONG.add(
    "value_at_optimum",
    "one-logarithm-for-two-means",
    r"Each of the two means pays a $\log 2$ for the half in its denominator.",
    ("mixture", "goal", "validity"),
    r"""
\begin{align*}
V(D^*,G) &= \mathbb{E}_{x\sim p_{data}}[\log D^*(x)] + \mathbb{E}_{x\sim p_g}[\log(1-D^*(x))] \\
&= \mathbb{E}_{x\sim p_{data}}\left[\log\frac{p_{data}(x)}{p_{data}(x)+p_g(x)}\right]
    + \mathbb{E}_{x\sim p_g}\left[\log\frac{p_g(x)}{p_{data}(x)+p_g(x)}\right] \\
&= -\log 2 + D_{KL}\left(p_{data}\Big\|\frac{p_{data}+p_g}{2}\right)
    + D_{KL}\left(p_g\Big\|\frac{p_{data}+p_g}{2}\right) \\
&= -\log 2 + 2\,JSD(p_{data}\|p_g)
\end{align*}
""",
)

WRONG.add(
    "value_at_optimum",
    "one-divergence-for-two",
    "The Jensen-Shannon divergence has a half before each of its two divergences.",
    ("goal", "validity"),
    r"""
\begin{align*}
V(D^*,G) &= \mathbb{E}_{p_{data}}\left[\log\frac{p_{data}(x)}{p_{data}(x)+p_g(x)}\right]
    + \mathbb{E}_{p_g}\left[\log\frac{p_g(x)}{p_{data}(x)+p_g(x)}\right] \\
&= -\log 4 + \mathbb{E}_{p_{data}}\left[\log\frac{2p_{data}(x)}{p_{data}(x)+p_g(x)}\right]
    + \mathbb{E}_{p_g}\left[\log\frac{2p_g(x)}{p_{data}(x)+p_g(x)}\right] \\
&= -\log 4 + D_{KL}\left(p_{data}\Big\|\frac{p_{data}+p_g}{2}\right)
    + D_{KL}\left(p_g\Big\|\frac{p_{data}+p_g}{2}\right) \\
&= -\log 4 + JSD(p_{data}\|p_g)
\end{align*}
""",
)

WRONG.add(
    "value_at_optimum",
    "complement-miswritten",
    "What is left of 1 when the best discriminator is taken away has the generator's density above.",
    ("substitute", "mixture", "validity"),
    r"""
\begin{align*}
V(D^*,G) &= \mathbb{E}_{x\sim p_{data}}[\log D^*(x)] + \mathbb{E}_{x\sim p_g}[\log(1-D^*(x))] \\
&= \mathbb{E}_{x\sim p_{data}}\left[\log\frac{p_{data}(x)}{p_{data}(x)+p_g(x)}\right]
    + \mathbb{E}_{x\sim p_g}\left[\log\frac{p_{data}(x)}{p_{data}(x)+p_g(x)}\right] \\
&= -\log 4 + D_{KL}\left(p_{data}\Big\|\frac{p_{data}+p_g}{2}\right)
    + D_{KL}\left(p_g\Big\|\frac{p_{data}+p_g}{2}\right) \\
&= -\log 4 + 2\,JSD(p_{data}\|p_g)
\end{align*}
""",
)

WRONG.add(
    "value_at_optimum",
    "divergences-turned",
    "The means are under the two laws themselves: which law does a divergence name first?",
    ("validity",),
    r"""
\begin{align*}
V(D^*,G) &= \mathbb{E}_{x\sim p_{data}}\left[\log\frac{p_{data}(x)}{p_{data}(x)+p_g(x)}\right]
    + \mathbb{E}_{x\sim p_g}\left[\log\frac{p_g(x)}{p_{data}(x)+p_g(x)}\right] \\
&= -\log 4 + \mathbb{E}_{x\sim p_{data}}\left[\log\frac{p_{data}(x)}{(p_{data}(x)+p_g(x))/2}\right]
    + \mathbb{E}_{x\sim p_g}\left[\log\frac{p_g(x)}{(p_{data}(x)+p_g(x))/2}\right] \\
&= -\log 4 + D_{KL}\left(\frac{p_{data}+p_g}{2}\Big\|p_{data}\right)
    + D_{KL}\left(\frac{p_{data}+p_g}{2}\Big\|p_g\right) \\
&= -\log 4 + D_{KL}\left(p_{data}\Big\|\frac{p_{data}+p_g}{2}\right)
    + D_{KL}\left(p_g\Big\|\frac{p_{data}+p_g}{2}\right) \\
&= -\log 4 + 2\,JSD(p_{data}\|p_g)
\end{align*}
""",
)

WRONG.add(
    "value_at_optimum",
    "nothing-on-the-way",
    "Start and goal are there, and nothing between them: the steps are what was asked for.",
    ("substitute", "mixture"),
    r"""
\begin{align*}
V(D^*,G) &= \mathbb{E}_{x\sim p_{data}}[\log D^*(x)] + \mathbb{E}_{x\sim p_g}[\log(1-D^*(x))] \\
&= -\log 4 + 2\,JSD(p_{data}\|p_g)
\end{align*}
""",
)

WRONG.add(
    "value_at_optimum",
    "mixture-unseen",
    "The sum of two densities is no law. With which one are the two compared, and what does that cost?",
    ("mixture",),
    r"""
\begin{align*}
V(D^*,G) &= \mathbb{E}_{x\sim p_{data}}[\log D^*(x)] + \mathbb{E}_{x\sim p_g}[\log(1-D^*(x))] \\
&= \mathbb{E}_{x\sim p_{data}}\left[\log\frac{p_{data}(x)}{p_{data}(x)+p_g(x)}\right]
    + \mathbb{E}_{x\sim p_g}\left[\log\frac{p_g(x)}{p_{data}(x)+p_g(x)}\right] \\
&= -\log 4 + 2\,JSD(p_{data}\|p_g)
\end{align*}
""",
)

WRONG.add(
    "value_at_optimum",
    "stops-at-the-mixture",
    "The two means are divergences from the mixture; what remains is to call them so.",
    ("goal",),
    r"""
\begin{align*}
V(D^*,G) &= \mathbb{E}_{x\sim p_{data}}\left[\log\frac{p_{data}(x)}{p_{data}(x)+p_g(x)}\right]
    + \mathbb{E}_{x\sim p_g}\left[\log\frac{p_g(x)}{p_{data}(x)+p_g(x)}\right] \\
&= -\log 4 + \mathbb{E}_{x\sim p_{data}}\left[\log\frac{p_{data}(x)}{(p_{data}(x)+p_g(x))/2}\right]
    + \mathbb{E}_{x\sim p_g}\left[\log\frac{p_g(x)}{(p_{data}(x)+p_g(x))/2}\right]
\end{align*}
""",
)

WRONG.add(
    "value_at_optimum",
    "without-the-game",
    "This opens the divergence, and the value of the game is nowhere in it.",
    ("start", "goal"),
    r"""
2\,JSD(p_{data}\|p_g) &= D_{KL}\left(p_{data}\Big\|\frac{p_{data}+p_g}{2}\right)
    + D_{KL}\left(p_g\Big\|\frac{p_{data}+p_g}{2}\right) \\
 &= \mathbb{E}_{x\sim p_{data}}\left[\log\frac{2p_{data}(x)}{p_{data}(x)+p_g(x)}\right]
    + \mathbb{E}_{x\sim p_g}\left[\log\frac{2p_g(x)}{p_{data}(x)+p_g(x)}\right]
""",
)
