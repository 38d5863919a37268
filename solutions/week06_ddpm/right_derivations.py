"""The derivations of week 6 as people write them: all of them right."""

from __future__ import annotations

from autograder.authoring import RightAnswers

RIGHT = RightAnswers()

RIGHT.add(
    "ddpm_marginal",
    "densities",
    r"""
\begin{align*}
q(x_t|x_{t-2}) &= \int q(x_t|x_{t-1})\,q(x_{t-1}|x_{t-2})\,dx_{t-1} \\
&= \int \mathcal N(x_t;\sqrt{\alpha_t}x_{t-1},(1-\alpha_t)I)\,\mathcal
    N(x_{t-1};\sqrt{\alpha_{t-1}}x_{t-2},(1-\alpha_{t-1})I)\,dx_{t-1} \\
&= \mathcal N(x_t;\sqrt{\alpha_t}\sqrt{\alpha_{t-1}}x_{t-2},(1-\alpha_t+\alpha_t(1-\alpha_{t-1}))I) \\
&= \mathcal N(x_t;\sqrt{\alpha_t\alpha_{t-1}}x_{t-2},(1-\alpha_t\alpha_{t-1})I)
\end{align*}
and by repetition
$$q(x_t|x_0) = \mathcal N(x_t;\sqrt{\bar\alpha_t}x_0,(1-\bar\alpha_t)I)$$
""",
)

RIGHT.add(
    "ddpm_marginal",
    "plain lines, primes",
    r"""
x_t = \sqrt{\alpha_t} x_{t-1} + \sqrt{1-\alpha_t} \epsilon
= \sqrt{\alpha_t} (\sqrt{\alpha_{t-1}} x_{t-2} + \sqrt{1-\alpha_{t-1}} \epsilon') + \sqrt{1-\alpha_t} \epsilon
= \sqrt{\alpha_t \alpha_{t-1}} x_{t-2} + \sqrt{\alpha_t (1-\alpha_{t-1})} \epsilon' + \sqrt{1-\alpha_t} \epsilon
= \sqrt{\alpha_t \alpha_{t-1}} x_{t-2} + \sqrt{1 - \alpha_t \alpha_{t-1}} \epsilon''
= \sqrt{\bar\alpha_t} x_0 + \sqrt{1-\bar\alpha_t} \bar\epsilon
""",
)

RIGHT.add(
    "ddpm_marginal",
    "by induction",
    r"""
Suppose the claim holds at $t-1$, with noise $\epsilon'$:
\begin{align*}
x_t &= \sqrt{\alpha_t}\,x_{t-1} + \sqrt{1-\alpha_t}\,\epsilon_t \\
&= \sqrt{\alpha_t}\left(\sqrt{\bar\alpha_{t-1}}\,x_0 + \sqrt{1-\bar\alpha_{t-1}}\,\epsilon'\right)
    + \sqrt{1-\alpha_t}\,\epsilon_t \\
&= \sqrt{\alpha_t\bar\alpha_{t-1}}\,x_0 + \sqrt{\alpha_t(1-\bar\alpha_{t-1})}\,\epsilon'
    + \sqrt{1-\alpha_t}\,\epsilon_t \\
&= \sqrt{\alpha_t\bar\alpha_{t-1}}\,x_0 + \sqrt{\alpha_t-\alpha_t\bar\alpha_{t-1}+1-\alpha_t}\,\epsilon \\
&= \sqrt{\bar\alpha_t}\,x_0 + \sqrt{1-\bar\alpha_t}\,\epsilon
\end{align*}
""",
)

RIGHT.add(
    "ddpm_marginal",
    "read from below",
    r"""
\begin{align*}
\sqrt{\bar\alpha_t}x_0 + \sqrt{1-\bar\alpha_t}\epsilon &= \sqrt{\alpha_t\bar\alpha_{t-1}}x_0
    + \sqrt{1-\alpha_t\bar\alpha_{t-1}}\epsilon \\
&= \sqrt{\alpha_t\bar\alpha_{t-1}}x_0 + \sqrt{\alpha_t(1-\bar\alpha_{t-1})}\epsilon'
    + \sqrt{1-\alpha_t}\epsilon_t \\
&= \sqrt{\alpha_t}\left(\sqrt{\bar\alpha_{t-1}}x_0 + \sqrt{1-\bar\alpha_{t-1}}\epsilon'\right)
    + \sqrt{1-\alpha_t}\epsilon_t \\
&= \sqrt{\alpha_t}x_{t-1} + \sqrt{1-\alpha_t}\epsilon_t \\
&= x_t
\end{align*}
""",
)

RIGHT.add(
    "ddpm_marginal",
    "index under the bar",
    r"""
$$
\begin{aligned}
x_t &= \sqrt{\alpha_t} x_{t-1} + \sqrt{1-\alpha_t} \epsilon_t \\
&= \sqrt{\alpha_t} \left( \sqrt{\alpha_{t-1}} x_{t-2} + \sqrt{1-\alpha_{t-1}} \epsilon_{t-1} \right)
    + \sqrt{1-\alpha_t} \epsilon_t \\
&= \sqrt{\alpha_t \alpha_{t-1}} x_{t-2} + \sqrt{1-\alpha_t\alpha_{t-1}} \bar{\epsilon} \\
&= \ldots \\
&= \sqrt{\bar{\alpha_t}} x_0 + \sqrt{1-\bar{\alpha_t}} \epsilon
\end{aligned}
$$
$$q(x_t|x_0) = \mathcal{N}(x_t; \sqrt{\bar{\alpha_t}} x_0, (1-\bar{\alpha_t}) I)$$
""",
)

RIGHT.add(
    "ddpm_posterior_mean",
    "logarithms",
    r"""
\begin{align*}
\log q(x_{t-1}|x_t,x_0) &= \log q(x_t|x_{t-1}) + \log q(x_{t-1}|x_0) - \log q(x_t|x_0) \\
&= -\frac{(x_t-\sqrt{\alpha_t}x_{t-1})^2}{2\beta_t}
    - \frac{(x_{t-1}-\sqrt{\bar\alpha_{t-1}}x_0)^2}{2(1-\bar\alpha_{t-1})} + C \\
&= -\frac12\left(\frac{\alpha_t}{\beta_t}+\frac{1}{1-\bar\alpha_{t-1}}\right)x_{t-1}^2
    + \left(\frac{\sqrt{\alpha_t}}{\beta_t}x_t+\frac{\sqrt{\bar\alpha_{t-1}}}
    {1-\bar\alpha_{t-1}}x_0\right)x_{t-1} + C \\
\tilde\mu_t(x_t,x_0) &= \left(\frac{\sqrt{\alpha_t}}{\beta_t}x_t+\frac{\sqrt{\bar\alpha_{t-1}}}
    {1-\bar\alpha_{t-1}}x_0\right)\frac{\beta_t(1-\bar\alpha_{t-1})}{1-\bar\alpha_t} \\
&= \frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})}{1-\bar\alpha_t}x_t
    + \frac{\sqrt{\bar\alpha_{t-1}}\beta_t}{1-\bar\alpha_t}x_0
\end{align*}
""",
)

RIGHT.add(
    "ddpm_posterior_mean",
    "names for the coefficients",
    r"""
\begin{align*}
q(x_{t-1}|x_t,x_0) &\propto q(x_t|x_{t-1})\,q(x_{t-1}|x_0) \\
&\propto \exp\left(-\frac12\left(A\,x_{t-1}^2 - 2B\,x_{t-1}\right)\right) \\
A &:= \frac{\alpha_t}{\beta_t}+\frac{1}{1-\bar\alpha_{t-1}} \\
B &:= \frac{\sqrt{\alpha_t}x_t}{\beta_t}+\frac{\sqrt{\bar\alpha_{t-1}}x_0}{1-\bar\alpha_{t-1}} \\
\tilde\mu_t(x_t,x_0) &= \frac{B}{A} \\
&= \frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})x_t
    + \sqrt{\bar\alpha_{t-1}}\beta_t x_0}{\alpha_t(1-\bar\alpha_{t-1})+\beta_t} \\
&= \frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})}{1-\bar\alpha_t}x_t
    + \frac{\sqrt{\bar\alpha_{t-1}}\beta_t}{1-\bar\alpha_t}x_0
\end{align*}
""",
)

RIGHT.add(
    "ddpm_posterior_mean",
    "as the maximum",
    r"""
\begin{align*}
q(x_{t-1}|x_t,x_0) &\propto q(x_t|x_{t-1})q(x_{t-1}|x_0) \\
&\propto \exp\left(-\frac{\alpha_tx_{t-1}^2-2\sqrt{\alpha_t}x_tx_{t-1}}{2\beta_t}
    - \frac{x_{t-1}^2-2\sqrt{\bar\alpha_{t-1}}x_0x_{t-1}}{2(1-\bar\alpha_{t-1})}\right) \\
\log q(x_{t-1}|x_t,x_0) &= -\frac{\alpha_tx_{t-1}^2-2\sqrt{\alpha_t}x_tx_{t-1}}{2\beta_t}
    - \frac{x_{t-1}^2-2\sqrt{\bar\alpha_{t-1}}x_0x_{t-1}}{2(1-\bar\alpha_{t-1})} + C \\
\frac{\partial}{\partial x_{t-1}}\log q(x_{t-1}|x_t,x_0) &=
    -\frac{\alpha_tx_{t-1}-\sqrt{\alpha_t}x_t}{\beta_t}
    - \frac{x_{t-1}-\sqrt{\bar\alpha_{t-1}}x_0}{1-\bar\alpha_{t-1}} \\
0 &= -\frac{\alpha_t\tilde\mu_t-\sqrt{\alpha_t}x_t}{\beta_t}
    - \frac{\tilde\mu_t-\sqrt{\bar\alpha_{t-1}}x_0}{1-\bar\alpha_{t-1}} \\
\tilde\mu_t(x_t,x_0) &= \frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})}{1-\bar\alpha_t}x_t
    + \frac{\sqrt{\bar\alpha_{t-1}}\beta_t}{1-\bar\alpha_t}x_0
\end{align*}
""",
)

RIGHT.add(
    "ddpm_posterior_mean",
    "a normal law at the end",
    r"""
\begin{align*}
q(x_{t-1}|x_t,x_0) &\propto q(x_t|x_{t-1})\,q(x_{t-1}|x_0) \\
&\propto \exp\left\{-\frac12\left[\frac{1-\bar\alpha_t}{\beta_t(1-\bar\alpha_{t-1})}x_{t-1}^2
    - 2\left(\frac{\sqrt{\alpha_t}x_t}{\beta_t}+\frac{\sqrt{\bar\alpha_{t-1}}x_0}
    {1-\bar\alpha_{t-1}}\right)x_{t-1}\right]\right\} \\
&= \exp\left\{-\frac12\frac{1-\bar\alpha_t}{\beta_t(1-\bar\alpha_{t-1})}\left[x_{t-1}^2
    - 2\,\frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})x_t+\sqrt{\bar\alpha_{t-1}}\beta_tx_0}
    {1-\bar\alpha_t}\,x_{t-1}\right]\right\} \\
&\propto \mathcal N\left(x_{t-1};\frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})x_t+
    \sqrt{\bar\alpha_{t-1}}\beta_tx_0}{1-\bar\alpha_t},\frac{(1-\bar\alpha_{t-1})\beta_t}
    {1-\bar\alpha_t}I\right) \\
\therefore \tilde\mu_t(x_t,x_0) &= \frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})}{1-\bar\alpha_t}x_t+\frac{
    \sqrt{\bar\alpha_{t-1}}\beta_t}{1-\bar\alpha_t}x_0
\end{align*}
""",
)

RIGHT.add(
    "ddpm_elbo",
    "the logarithm itself",
    r"""
\begin{align*}
\log p_\theta(x_0) &= \log \mathbb{E}_{q}\left[\frac{p_\theta(x_{0:T})}{q(x_{1:T}|x_0)}\right] \\
&\ge \mathbb{E}_{q}\left[\log\frac{p_\theta(x_{0:T})}{q(x_{1:T}|x_0)}\right] \\
&= \mathbb{E}_{q}\left[\log\frac{p(x_T)\prod_{t=1}^Tp_\theta(x_{t-1}|x_t)}
    {\prod_{t=1}^Tq(x_t|x_{t-1})}\right] \\
&= \mathbb{E}_{q}\left[\log p(x_T) + \sum_{t=2}^T\log\frac{p_\theta(x_{t-1}|x_t)}{q(x_t|x_{t-1},x_0)}
    + \log\frac{p_\theta(x_0|x_1)}{q(x_1|x_0)}\right] \\
&= \mathbb{E}_{q}\left[\log p(x_T) + \sum_{t=2}^T\log\frac{p_\theta(x_{t-1}|x_t)\,q(x_{t-1}|x_0)}
    {q(x_{t-1}|x_t,x_0)\,q(x_t|x_0)} + \log\frac{p_\theta(x_0|x_1)}{q(x_1|x_0)}\right] \\
&= \mathbb{E}_{q}\left[\log\frac{p(x_T)}{q(x_T|x_0)}
    + \sum_{t=2}^T\log\frac{p_\theta(x_{t-1}|x_t)}{q(x_{t-1}|x_t,x_0)} + \log p_\theta(x_0|x_1)\right] \\
&= -D_{KL}(q(x_T|x_0)\|p(x_T)) - \sum_{t=2}^T
    \mathbb{E}_q[D_{KL}(q(x_{t-1}|x_t,x_0)\|p_\theta(x_{t-1}|x_t))] + \mathbb{E}_q[\log p_\theta(x_0|x_1)] \\
&= -\left(L_T + \sum_{t=2}^TL_{t-1} + L_0\right)
\end{align*}
""",
)

RIGHT.add(
    "ddpm_elbo",
    "the whole chain turned round",
    r"""
\begin{align*}
-\log p_\theta(x_0) &\le \mathbb{E}_q\left[\log\frac{q(x_{1:T}|x_0)}{p_\theta(x_{0:T})}\right] &&
    \text{(Jensen)} \\
&= \mathbb{E}_q\left[\log\frac{q(x_T|x_0)\prod_{t=2}^Tq(x_{t-1}|x_t,x_0)}
    {p(x_T)\prod_{t=1}^Tp_\theta(x_{t-1}|x_t)}\right] && \text{(q backwards given } x_0) \\
&= \mathbb{E}_q\left[\log\frac{q(x_T|x_0)}{p(x_T)}\right]
    + \sum_{t=2}^T\mathbb{E}_q\left[\log\frac{q(x_{t-1}|x_t,x_0)}{p_\theta(x_{t-1}|x_t)}\right]
    - \mathbb{E}_q[\log p_\theta(x_0|x_1)] \\
&= L_T + \sum_{t=2}^TL_{t-1} + L_0
\end{align*}
""",
)

RIGHT.add(
    "ddpm_elbo",
    "by a divergence that is dropped",
    r"""
\begin{align*}
-\log p_\theta(x_0) &\le -\log p_\theta(x_0) + D_{KL}(q(x_{1:T}|x_0)\|p_\theta(x_{1:T}|x_0)) \\
&= -\log p_\theta(x_0) + \mathbb{E}_q\left[\log\frac{q(x_{1:T}|x_0)}{p_\theta(x_{0:T})/p_\theta(x_0)}\right] \\
&= \mathbb{E}_q\left[\log\frac{q(x_{1:T}|x_0)}{p_\theta(x_{0:T})}\right] \\
&= \mathbb{E}_q\left[-\log p(x_T) + \sum_{t=2}^T\log\frac{q(x_t|x_{t-1})}{p_\theta(x_{t-1}|x_t)}
    + \log\frac{q(x_1|x_0)}{p_\theta(x_0|x_1)}\right] \\
&= \mathbb{E}_q\left[-\log p(x_T) + \sum_{t=2}^T\log\frac{q(x_{t-1}|x_t,x_0)\,q(x_t|x_0)}
    {p_\theta(x_{t-1}|x_t)\,q(x_{t-1}|x_0)} + \log\frac{q(x_1|x_0)}{p_\theta(x_0|x_1)}\right] \\
&= \mathbb{E}_q\left[\log\frac{q(x_T|x_0)}{p(x_T)}
    + \sum_{t=2}^T\log\frac{q(x_{t-1}|x_t,x_0)}{p_\theta(x_{t-1}|x_t)} - \log p_\theta(x_0|x_1)\right] \\
&= L_T + \sum_{t=2}^TL_{t-1} + L_0
\end{align*}
""",
)

RIGHT.add(
    "ddpm_elbo",
    "a name for the bound",
    r"""
\begin{align*}
-\log p_\theta(x_0) &\le L \\
\text{where } L &:= \mathbb{E}_q\left[\log\frac{q(x_{1:T}|x_0)}{p_\theta(x_{0:T})}\right] \\
L &= \mathbb{E}_q\left[-\log p(x_T) + \sum_{t=1}^T\log\frac{q(x_t|x_{t-1})}{p_\theta(x_{t-1}|x_t)}\right] \\
&= \mathbb{E}_q\left[-\log p(x_T) + \log\frac{q(x_1|x_0)}{p_\theta(x_0|x_1)}
    + \sum_{t=2}^T\log\frac{q(x_{t-1}|x_t,x_0)q(x_t|x_0)}{p_\theta(x_{t-1}|x_t)q(x_{t-1}|x_0)}\right] \\
&= \mathbb{E}_q\left[\log\frac{q(x_T|x_0)}{p(x_T)}
    + \sum_{t=2}^T\log\frac{q(x_{t-1}|x_t,x_0)}{p_\theta(x_{t-1}|x_t)} - \log p_\theta(x_0|x_1)\right] \\
\therefore -\log p_\theta(x_0) &\le L_T + \sum_{t=2}^TL_{t-1} + L_0
\end{align*}
""",
)
