"""What goes wrong in the derivations of week 6, and what students are told."""

from __future__ import annotations

from autograder.authoring import WrongAnswers

WRONG = WrongAnswers()

WRONG.add(
    "ddpm_marginal",
    "deviations-added",
    "Of independent noises the *variances* add up, not the standard deviations.",
    ("merge", "validity"),
    r"""
\begin{align*}
x_t &= \sqrt{\alpha_t}x_{t-1} + \sqrt{1-\alpha_t}\epsilon_{t-1} \\
&= \sqrt{\alpha_t}\left(\sqrt{\alpha_{t-1}}x_{t-2} + \sqrt{1-\alpha_{t-1}}\epsilon_{t-2}\right)
    + \sqrt{1-\alpha_t}\epsilon_{t-1} \\
&= \sqrt{\alpha_t\alpha_{t-1}}x_{t-2} + \sqrt{\alpha_t(1-\alpha_{t-1})}\epsilon_{t-2}
    + \sqrt{1-\alpha_t}\epsilon_{t-1} \\
&= \sqrt{\alpha_t\alpha_{t-1}}x_{t-2} + \left(\sqrt{\alpha_t(1-\alpha_{t-1})}
    + \sqrt{1-\alpha_t}\right)\bar\epsilon \\
&= \dots \\
&= \sqrt{\bar\alpha_t}x_0 + \sqrt{1-\bar\alpha_t}\epsilon \\
q(x_t|x_0) &= \mathcal N(x_t;\sqrt{\bar\alpha_t}x_0,(1-\bar\alpha_t)I)
\end{align*}
""",
)

WRONG.add(
    "ddpm_marginal",
    "inner-noise-not-shrunk",
    "The step shrinks all that was there before it, the earlier noise included.",
    ("merge", "validity"),
    r"""
\begin{align*}
x_t &= \sqrt{\alpha_t}x_{t-1} + \sqrt{1-\alpha_t}\epsilon_t \\
&= \sqrt{\alpha_t}\left(\sqrt{\alpha_{t-1}}x_{t-2} + \sqrt{1-\alpha_{t-1}}\epsilon_{t-1}\right)
    + \sqrt{1-\alpha_t}\epsilon_t \\
&= \sqrt{\alpha_t\alpha_{t-1}}x_{t-2} + \sqrt{1-\alpha_{t-1}}\epsilon_{t-1} + \sqrt{1-\alpha_t}\epsilon_t \\
&= \sqrt{\alpha_t\alpha_{t-1}}x_{t-2} + \sqrt{1-\alpha_t\alpha_{t-1}}\bar\epsilon \\
&= \sqrt{\bar\alpha_t}x_0 + \sqrt{1-\bar\alpha_t}\epsilon
\end{align*}
""",
)

WRONG.add(
    "ddpm_marginal",
    "roots-forgotten",
    r"$\bar\alpha_t$ is a share of variance; what the data is multiplied with is a share of size.",
    ("goal", "validity"),
    r"""
\begin{align*}
x_t &= \sqrt{\alpha_t}x_{t-1} + \sqrt{1-\alpha_t}\epsilon_t \\
&= \sqrt{\alpha_t}\left(\sqrt{\alpha_{t-1}}x_{t-2} + \sqrt{1-\alpha_{t-1}}\epsilon_{t-1}\right)
    + \sqrt{1-\alpha_t}\epsilon_t \\
&= \sqrt{\alpha_t\alpha_{t-1}}x_{t-2} + \sqrt{\alpha_t(1-\alpha_{t-1})}\epsilon_{t-1}
    + \sqrt{1-\alpha_t}\epsilon_t \\
&= \sqrt{\alpha_t\alpha_{t-1}}x_{t-2} + \sqrt{1-\alpha_t\alpha_{t-1}}\bar\epsilon \\
&= \bar\alpha_t x_0 + (1-\bar\alpha_t)\epsilon
\end{align*}
""",
)

WRONG.add(
    "ddpm_marginal",
    "same-alpha-twice",
    "The step before has a number of its own: its noise is not that of step $t$.",
    ("two_steps", "goal", "validity"),
    r"""
\begin{align*}
x_t &= \sqrt{\alpha_t}x_{t-1} + \sqrt{1-\alpha_t}\epsilon_t \\
&= \sqrt{\alpha_t}\left(\sqrt{\alpha_t}x_{t-2} + \sqrt{1-\alpha_t}\epsilon_{t-1}\right)
    + \sqrt{1-\alpha_t}\epsilon_t \\
&= \alpha_t x_{t-2} + \sqrt{\alpha_t(1-\alpha_t)}\epsilon_{t-1} + \sqrt{1-\alpha_t}\epsilon_t \\
&= \alpha_t x_{t-2} + \sqrt{1-\alpha_t^2}\,\bar\epsilon
\end{align*}
""",
)

WRONG.add(
    "ddpm_marginal",
    "nothing-on-the-way",
    "One step and the general form are there, and nothing between them: the steps are what was asked for.",
    ("two_steps", "merge"),
    r"""
\begin{align*}
x_t &= \sqrt{\alpha_t}x_{t-1} + \sqrt{1-\alpha_t}\epsilon_t \\
&= \sqrt{\bar\alpha_t}x_0 + \sqrt{1-\bar\alpha_t}\epsilon
\end{align*}
""",
)

WRONG.add(
    "ddpm_marginal",
    "deviation-for-variance",
    "The second parameter of a normal law is here its variance.",
    ("validity",),
    r"""
\begin{align*}
x_t &= \sqrt{\alpha_t}x_{t-1} + \sqrt{1-\alpha_t}\epsilon_t \\
&= \sqrt{\alpha_t}\left(\sqrt{\alpha_{t-1}}x_{t-2} + \sqrt{1-\alpha_{t-1}}\epsilon_{t-1}\right)
    + \sqrt{1-\alpha_t}\epsilon_t \\
&= \sqrt{\alpha_t\alpha_{t-1}}x_{t-2} + \sqrt{\alpha_t(1-\alpha_{t-1})}\epsilon_{t-1}
    + \sqrt{1-\alpha_t}\epsilon_t \\
&= \sqrt{\alpha_t\alpha_{t-1}}x_{t-2} + \sqrt{1-\alpha_t\alpha_{t-1}}\bar\epsilon \\
&= \sqrt{\bar\alpha_t}x_0 + \sqrt{1-\bar\alpha_t}\epsilon \\
q(x_t|x_0) &= \mathcal N(x_t;\sqrt{\bar\alpha_t}x_0,\sqrt{1-\bar\alpha_t}I)
\end{align*}
""",
)

WRONG.add(
    "ddpm_marginal",
    "stops-at-two-steps",
    "Two steps are right; what do $t$ of them give?",
    ("goal",),
    r"""
\begin{align*}
x_t &= \sqrt{\alpha_t}x_{t-1} + \sqrt{1-\alpha_t}\epsilon_t \\
&= \sqrt{\alpha_t}\left(\sqrt{\alpha_{t-1}}x_{t-2} + \sqrt{1-\alpha_{t-1}}\epsilon_{t-1}\right)
    + \sqrt{1-\alpha_t}\epsilon_t \\
&= \sqrt{\alpha_t\alpha_{t-1}}x_{t-2} + \sqrt{\alpha_t(1-\alpha_{t-1})}\epsilon_{t-1}
    + \sqrt{1-\alpha_t}\epsilon_t \\
&= \sqrt{\alpha_t\alpha_{t-1}}x_{t-2} + \sqrt{1-\alpha_t\alpha_{t-1}}\bar\epsilon
\end{align*}
""",
)

WRONG.add(
    "ddpm_marginal",
    "one-noise-for-two",
    "Each step draws noise of its own: two noises of the same size are not one of twice the size.",
    ("merge", "validity"),
    r"""
\begin{align*}
x_t &= \sqrt{\alpha_t}x_{t-1} + \sqrt{1-\alpha_t}\epsilon_t \\
&= \sqrt{\alpha_t\alpha_{t-1}}x_{t-2} + \sqrt{\alpha_t(1-\alpha_{t-1})}\epsilon_{t-1}
    + \sqrt{1-\alpha_t}\epsilon_t \\
&= \sqrt{\alpha_t\alpha_{t-1}}x_{t-2} + \left(\sqrt{\alpha_t(1-\alpha_{t-1})}
    + \sqrt{1-\alpha_t}\right)\epsilon_t \\
&= \sqrt{\alpha_t\alpha_{t-1}}x_{t-2} + \sqrt{1-\alpha_t\alpha_{t-1}}\epsilon \\
&= \sqrt{\bar\alpha_t}x_0 + \sqrt{1-\bar\alpha_t}\epsilon
\end{align*}
""",
)

WRONG.add(
    "ddpm_marginal",
    "noises-left-apart",
    "Two noises are on the page and one in the result: the line where they become one is missing.",
    ("merge",),
    r"""
\begin{align*}
x_t &= \sqrt{\alpha_t}x_{t-1} + \sqrt{1-\alpha_t}\epsilon_t \\
&= \sqrt{\alpha_t}\left(\sqrt{\alpha_{t-1}}x_{t-2} + \sqrt{1-\alpha_{t-1}}\epsilon_{t-1}\right)
    + \sqrt{1-\alpha_t}\epsilon_t \\
&= \sqrt{\alpha_t\alpha_{t-1}}x_{t-2} + \sqrt{\alpha_t(1-\alpha_{t-1})}\epsilon_{t-1}
    + \sqrt{1-\alpha_t}\epsilon_t \\
&= \dots
\end{align*}
$$q(x_t|x_0) = \mathcal N(x_t;\sqrt{\bar\alpha_t}x_0,(1-\bar\alpha_t)I)$$
""",
)

WRONG.add(
    "ddpm_marginal",
    "begins-one-step-early",
    "This begins with the step before; asked is the law of $x_t$.",
    ("start", "two_steps", "merge", "goal", "validity"),
    r"""
x_{t-1} &= \sqrt{\alpha_{t-1}}\,x_{t-2} + \sqrt{1-\alpha_{t-1}}\,\epsilon_{t-1} \\
 &= \sqrt{\alpha_{t-1}\alpha_{t-2}}\,x_{t-3} + \sqrt{1-\alpha_{t-1}\alpha_{t-2}}\,\epsilon
""",
)

WRONG.add(
    "ddpm_posterior_mean",
    "bar-of-the-wrong-step",
    "The second factor is the marginal at $t - 1$: all of its numbers carry that index.",
    ("square", "goal", "validity"),
    r"""
\begin{align*}
q(x_{t-1}|x_t,x_0) &\propto q(x_t|x_{t-1})\,q(x_{t-1}|x_0) \\
&\propto \exp\left(-\frac12\left(\frac{\alpha_t}{\beta_t}+\frac{1}{1-\bar\alpha_{t-1}}\right)x_{t-1}^2+
    \left(\frac{\sqrt{\alpha_t}}{\beta_t}x_t+\frac{\sqrt{\bar\alpha_t}}
    {1-\bar\alpha_{t-1}}x_0\right)x_{t-1}\right) \\
\tilde\mu_t(x_t,x_0) &= \frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})}{1-\bar\alpha_t}x_t+\frac{
    \sqrt{\bar\alpha_t}\beta_t}{1-\bar\alpha_t}x_0
\end{align*}
""",
)

WRONG.add(
    "ddpm_posterior_mean",
    "marginal-of-the-wrong-step",
    "By Bayes' rule the step is multiplied with what was known of $x_{t-1}$, not of $x_t$.",
    ("bayes", "validity"),
    r"""
\begin{align*}
q(x_{t-1}|x_t,x_0) &\propto q(x_t|x_{t-1})\,q(x_t|x_0) \\
&\propto \exp\left(-\frac12\left(\frac{(x_t-\sqrt{\alpha_t}x_{t-1})^2}{\beta_t}+\frac{(x_{t-1}-
    \sqrt{\bar\alpha_{t-1}}x_0)^2}{1-\bar\alpha_{t-1}}\right)\right) \\
&\propto \exp\left(-\frac12\left(\frac{\alpha_t}{\beta_t}+\frac{1}{1-\bar\alpha_{t-1}}\right)x_{t-1}^2+
    \left(\frac{\sqrt{\alpha_t}}{\beta_t}x_t+\frac{\sqrt{\bar\alpha_{t-1}}}
    {1-\bar\alpha_{t-1}}x_0\right)x_{t-1}\right) \\
\tilde\mu_t(x_t,x_0) &= \left(\frac{\sqrt{\alpha_t}}{\beta_t}x_t+\frac{\sqrt{\bar\alpha_{t-1}}}
    {1-\bar\alpha_{t-1}}x_0\right)\Big/\left(\frac{\alpha_t}{\beta_t}+\frac{1}{1-\bar\alpha_{t-1}}\right) \\
&= \frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})}{1-\bar\alpha_t}x_t+\frac{\sqrt{\bar\alpha_{t-1}}\beta_t}
    {1-\bar\alpha_t}x_0
\end{align*}
""",
)

WRONG.add(
    "ddpm_posterior_mean",
    "exponent-unseen",
    "Bayes' rule and the result are there; the exponent between them is what was asked for.",
    ("square",),
    r"""
\begin{align*}
q(x_{t-1}|x_t,x_0) &= \frac{q(x_t|x_{t-1})\,q(x_{t-1}|x_0)}{q(x_t|x_0)} \\
\tilde\mu_t(x_t,x_0) &= \frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})}{1-\bar\alpha_t}x_t+\frac{
    \sqrt{\bar\alpha_{t-1}}\beta_t}{1-\bar\alpha_t}x_0
\end{align*}
""",
)

WRONG.add(
    "ddpm_posterior_mean",
    "two-read-into-the-mean",
    r"In $-\frac12(a x^2 - 2 b x)$ the two is used up when the square is completed.",
    ("goal", "validity"),
    r"""
\begin{align*}
q(x_{t-1}|x_t,x_0) &\propto q(x_t|x_{t-1})\,q(x_{t-1}|x_0) \\
&\propto \exp\left(-\frac12\left(\left(\frac{\alpha_t}{\beta_t}+\frac{1}
    {1-\bar\alpha_{t-1}}\right)x_{t-1}^2-2\left(\frac{\sqrt{\alpha_t}}{\beta_t}x_t+\frac{
    \sqrt{\bar\alpha_{t-1}}}{1-\bar\alpha_{t-1}}x_0\right)x_{t-1}\right)\right) \\
\tilde\mu_t(x_t,x_0) &= \frac{2\left(\frac{\sqrt{\alpha_t}}{\beta_t}x_t+\frac{\sqrt{\bar\alpha_{t-1}}}
    {1-\bar\alpha_{t-1}}x_0\right)}{\frac{\alpha_t}{\beta_t}+\frac{1}{1-\bar\alpha_{t-1}}} \\
&= \frac{2\sqrt{\alpha_t}(1-\bar\alpha_{t-1})}{1-\bar\alpha_t}x_t+\frac{2\sqrt{\bar\alpha_{t-1}}\beta_t}
    {1-\bar\alpha_t}x_0
\end{align*}
""",
)

WRONG.add(
    "ddpm_posterior_mean",
    "denominator-miscalculated",
    r"$\alpha_t \bar\alpha_{t-1}$ is $\bar\alpha_t$, and $\alpha_t + \beta_t$ is 1: what is the common "
    r"denominator?",
    ("validity",),
    r"""
\begin{align*}
q(x_{t-1}|x_t,x_0) &\propto q(x_t|x_{t-1})\,q(x_{t-1}|x_0) \\
&\propto \exp\left(-\frac12\left(\frac{\alpha_t}{\beta_t}+\frac{1}{1-\bar\alpha_{t-1}}\right)x_{t-1}^2+
    \left(\frac{\sqrt{\alpha_t}}{\beta_t}x_t+\frac{\sqrt{\bar\alpha_{t-1}}}
    {1-\bar\alpha_{t-1}}x_0\right)x_{t-1}\right) \\
\tilde\mu_t(x_t,x_0) &= \frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})x_t+\sqrt{\bar\alpha_{t-1}}\beta_tx_0}
    {\alpha_t(1-\bar\alpha_{t-1})+\beta_t} \\
&= \frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})x_t+\sqrt{\bar\alpha_{t-1}}\beta_tx_0}{1-\bar\alpha_{t-1}}
\end{align*}
""",
)

WRONG.add(
    "ddpm_posterior_mean",
    "bayes-unseen",
    "The exponent is right, but no line says of which product of laws it is the exponent.",
    ("bayes",),
    r"""
\begin{align*}
q(x_{t-1}|x_t,x_0) &\propto \exp\left(-\frac12\left(\frac{\alpha_t}{\beta_t}+\frac{1}
    {1-\bar\alpha_{t-1}}\right)x_{t-1}^2+\left(\frac{\sqrt{\alpha_t}}{\beta_t}x_t+\frac{
    \sqrt{\bar\alpha_{t-1}}}{1-\bar\alpha_{t-1}}x_0\right)x_{t-1}\right) \\
\tilde\mu_t(x_t,x_0) &= \frac{\frac{\sqrt{\alpha_t}}{\beta_t}x_t+\frac{\sqrt{\bar\alpha_{t-1}}}
    {1-\bar\alpha_{t-1}}x_0}{\frac{\alpha_t}{\beta_t}+\frac{1}{1-\bar\alpha_{t-1}}} \\
&= \frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})}{1-\bar\alpha_t}x_t+\frac{\sqrt{\bar\alpha_{t-1}}\beta_t}
    {1-\bar\alpha_t}x_0
\end{align*}
""",
)

WRONG.add(
    "ddpm_posterior_mean",
    "stops-at-the-quadratic",
    "The quadratic is right; what remains is to read the mean off it.",
    ("goal",),
    r"""
\begin{align*}
q(x_{t-1}|x_t,x_0) &= \frac{q(x_t|x_{t-1})\,q(x_{t-1}|x_0)}{q(x_t|x_0)} \\
&\propto \exp\left(-\frac12\left(\frac{(x_t-\sqrt{\alpha_t}x_{t-1})^2}{\beta_t}+\frac{(x_{t-1}-
    \sqrt{\bar\alpha_{t-1}}x_0)^2}{1-\bar\alpha_{t-1}}\right)\right) \\
&\propto \exp\left(-\frac12\left(\left(\frac{\alpha_t}{\beta_t}+\frac{1}
    {1-\bar\alpha_{t-1}}\right)x_{t-1}^2-2\left(\frac{\sqrt{\alpha_t}}{\beta_t}x_t+\frac{
    \sqrt{\bar\alpha_{t-1}}}{1-\bar\alpha_{t-1}}x_0\right)x_{t-1}\right)\right)
\end{align*}
""",
)

WRONG.add(
    "ddpm_posterior_mean",
    "equality-for-proportionality",
    "A factor that is free of $x_{t-1}$ has been dropped: the two sides are proportional, not equal.",
    ("validity",),
    r"""
\begin{align*}
q(x_{t-1}|x_t,x_0) &= \frac{q(x_t|x_{t-1})\,q(x_{t-1}|x_0)}{q(x_t|x_0)} \\
&= q(x_t|x_{t-1})\,q(x_{t-1}|x_0) \\
&\propto \exp\left(-\frac12\left(\frac{\alpha_t}{\beta_t}+\frac{1}{1-\bar\alpha_{t-1}}\right)x_{t-1}^2+
    \left(\frac{\sqrt{\alpha_t}}{\beta_t}x_t+\frac{\sqrt{\bar\alpha_{t-1}}}
    {1-\bar\alpha_{t-1}}x_0\right)x_{t-1}\right) \\
\tilde\mu_t(x_t,x_0) &= \frac{\frac{\sqrt{\alpha_t}}{\beta_t}x_t+\frac{\sqrt{\bar\alpha_{t-1}}}
    {1-\bar\alpha_{t-1}}x_0}{\frac{\alpha_t}{\beta_t}+\frac{1}{1-\bar\alpha_{t-1}}} \\
&= \frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})}{1-\bar\alpha_t}x_t+\frac{\sqrt{\bar\alpha_{t-1}}\beta_t}
    {1-\bar\alpha_t}x_0
\end{align*}
""",
)

WRONG.add(
    "ddpm_posterior_mean",
    "step-forwards",
    "This begins with the step forwards, which is known; asked is the step back.",
    ("start", "square", "goal"),
    r"""
q(x_t|x_{t-1}) &= \frac{q(x_{t-1}|x_t,x_0)\,q(x_t|x_0)}{q(x_{t-1}|x_0)}
""",
)

WRONG.add(
    "ddpm_elbo",
    "jensen-as-an-equality",
    "The logarithm of a mean is not the mean of the logarithm: where the two are exchanged, one side is larger.",
    ("jensen", "validity"),
    r"""
\begin{align*}
-\log p_\theta(x_0) &= -\log\mathbb{E}_q\left[\frac{p_\theta(x_{0:T})}{q(x_{1:T}|x_0)}\right] \\
&= -\mathbb{E}_q\left[\log\frac{p_\theta(x_{0:T})}{q(x_{1:T}|x_0)}\right] \\
&= \mathbb{E}_q\left[-\log p(x_T) + \sum_{t=2}^T\log\frac{q(x_{t-1}|x_t,x_0)\,q(x_t|x_0)}
    {p_\theta(x_{t-1}|x_t)\,q(x_{t-1}|x_0)} + \log\frac{q(x_1|x_0)}{p_\theta(x_0|x_1)}\right] \\
&= \mathbb{E}_q\left[\log\frac{q(x_T|x_0)}{p(x_T)}
    + \sum_{t=2}^T\log\frac{q(x_{t-1}|x_t,x_0)}{p_\theta(x_{t-1}|x_t)} - \log p_\theta(x_0|x_1)\right] \\
-\log p_\theta(x_0) &\le L_T + \sum_{t=2}^TL_{t-1} + L_0
\end{align*}
""",
)

WRONG.add(
    "ddpm_elbo",
    "bound-from-below",
    "Minus the logarithm bends upwards: look at the direction of the inequality.",
    ("jensen", "goal", "validity"),
    r"""
\begin{align*}
-\log p_\theta(x_0) &= -\log\mathbb{E}_q\left[\frac{p_\theta(x_{0:T})}{q(x_{1:T}|x_0)}\right] \\
&\ge -\mathbb{E}_q\left[\log\frac{p_\theta(x_{0:T})}{q(x_{1:T}|x_0)}\right] \\
&= \mathbb{E}_q\left[-\log p(x_T) + \sum_{t=2}^T\log\frac{q(x_{t-1}|x_t,x_0)\,q(x_t|x_0)}
    {p_\theta(x_{t-1}|x_t)\,q(x_{t-1}|x_0)} + \log\frac{q(x_1|x_0)}{p_\theta(x_0|x_1)}\right] \\
&= L_T + \sum_{t=2}^TL_{t-1} + L_0
\end{align*}
""",
)

WRONG.add(
    "ddpm_elbo",
    "marginals-upside-down",
    "Turning the step round brings in a quotient of two marginals. Which of them stands above?",
    ("bayes", "validity"),
    r"""
\begin{align*}
-\log p_\theta(x_0) &\le \mathbb{E}_q\left[\log\frac{q(x_{1:T}|x_0)}{p_\theta(x_{0:T})}\right] \\
&= \mathbb{E}_q\left[-\log p(x_T) + \sum_{t=2}^T\log\frac{q(x_t|x_{t-1})}{p_\theta(x_{t-1}|x_t)}
    + \log\frac{q(x_1|x_0)}{p_\theta(x_0|x_1)}\right] \\
&= \mathbb{E}_q\left[-\log p(x_T) + \sum_{t=2}^T\log\frac{q(x_{t-1}|x_t,x_0)\,q(x_{t-1}|x_0)}
    {p_\theta(x_{t-1}|x_t)\,q(x_t|x_0)} + \log\frac{q(x_1|x_0)}{p_\theta(x_0|x_1)}\right] \\
&= \mathbb{E}_q\left[\log\frac{q(x_T|x_0)}{p(x_T)}
    + \sum_{t=2}^T\log\frac{q(x_{t-1}|x_t,x_0)}{p_\theta(x_{t-1}|x_t)} - \log p_\theta(x_0|x_1)\right] \\
&= L_T + \sum_{t=2}^TL_{t-1} + L_0
\end{align*}
""",
)

WRONG.add(
    "ddpm_elbo",
    "sum-from-one",
    "The first step is the reconstruction already: the divergences begin with the second.",
    ("goal", "validity"),
    r"""
\begin{align*}
-\log p_\theta(x_0) &\le \mathbb{E}_q\left[\log\frac{q(x_{1:T}|x_0)}{p_\theta(x_{0:T})}\right] \\
&= \mathbb{E}_q\left[-\log p(x_T) + \sum_{t=2}^T\log\frac{q(x_t|x_{t-1})}{p_\theta(x_{t-1}|x_t)}
    + \log\frac{q(x_1|x_0)}{p_\theta(x_0|x_1)}\right] \\
&= \mathbb{E}_q\left[-\log p(x_T) + \sum_{t=2}^T\log\frac{q(x_{t-1}|x_t,x_0)\,q(x_t|x_0)}
    {p_\theta(x_{t-1}|x_t)\,q(x_{t-1}|x_0)} + \log\frac{q(x_1|x_0)}{p_\theta(x_0|x_1)}\right] \\
&= \mathbb{E}_q\left[\log\frac{q(x_T|x_0)}{p(x_T)}
    + \sum_{t=2}^T\log\frac{q(x_{t-1}|x_t,x_0)}{p_\theta(x_{t-1}|x_t)} - \log p_\theta(x_0|x_1)\right] \\
&= L_T + \sum_{t=1}^TL_{t-1} + L_0
\end{align*}
""",
)

WRONG.add(
    "ddpm_elbo",
    "chain-never-turned",
    "After Jensen the steps of $q$ still go forwards, and in the result they go back: where are they turned?",
    ("bayes",),
    r"""
\begin{align*}
-\log p_\theta(x_0) &= -\log\mathbb{E}_q\left[\frac{p_\theta(x_{0:T})}{q(x_{1:T}|x_0)}\right] \\
&\le \mathbb{E}_q\left[\log\frac{q(x_{1:T}|x_0)}{p_\theta(x_{0:T})}\right] \\
&= L_T + \sum_{t=2}^TL_{t-1} + L_0
\end{align*}
""",
)

WRONG.add(
    "ddpm_elbo",
    "nothing-on-the-way",
    "Start and goal are there, and nothing between them: the steps are what was asked for.",
    ("jensen", "bayes"),
    r"""
$$-\log p_\theta(x_0) \le L_T + \sum_{t=2}^TL_{t-1} + L_0$$
""",
)

WRONG.add(
    "ddpm_elbo",
    "data-dropped-from-the-condition",
    "Only *given the data* can a step of $q$ be turned round with laws that are known.",
    ("bayes", "validity"),
    r"""
\begin{align*}
-\log p_\theta(x_0) &\le \mathbb{E}_q\left[\log\frac{q(x_{1:T}|x_0)}{p_\theta(x_{0:T})}\right] \\
&= \mathbb{E}_q\left[-\log p(x_T) + \sum_{t=2}^T\log\frac{q(x_t|x_{t-1})}{p_\theta(x_{t-1}|x_t)}
    + \log\frac{q(x_1|x_0)}{p_\theta(x_0|x_1)}\right] \\
&= \mathbb{E}_q\left[-\log p(x_T) + \sum_{t=2}^T\log\frac{q(x_{t-1}|x_t)\,q(x_t|x_0)}
    {p_\theta(x_{t-1}|x_t)\,q(x_{t-1}|x_0)} + \log\frac{q(x_1|x_0)}{p_\theta(x_0|x_1)}\right] \\
&= \mathbb{E}_q\left[\log\frac{q(x_T|x_0)}{p(x_T)}
    + \sum_{t=2}^T\log\frac{q(x_{t-1}|x_t)}{p_\theta(x_{t-1}|x_t)} - \log p_\theta(x_0|x_1)\right] \\
&= \mathbb{E}_q\left[\log\frac{q(x_T|x_0)}{p(x_T)}
    + \sum_{t=2}^T\log\frac{q(x_{t-1}|x_t,x_0)}{p_\theta(x_{t-1}|x_t)} - \log p_\theta(x_0|x_1)\right] \\
&= L_T + \sum_{t=2}^TL_{t-1} + L_0
\end{align*}
""",
)

WRONG.add(
    "ddpm_elbo",
    "divergences-turned",
    "The means are under $q$: which law does each divergence name first?",
    ("goal", "validity"),
    r"""
\begin{align*}
-\log p_\theta(x_0) &\le \mathbb{E}_q\left[\log\frac{q(x_{1:T}|x_0)}{p_\theta(x_{0:T})}\right] \\
&= \mathbb{E}_q\left[-\log p(x_T) + \sum_{t=2}^T\log\frac{q(x_{t-1}|x_t,x_0)\,q(x_t|x_0)}
    {p_\theta(x_{t-1}|x_t)\,q(x_{t-1}|x_0)} + \log\frac{q(x_1|x_0)}{p_\theta(x_0|x_1)}\right] \\
&= \mathbb{E}_q\left[\log\frac{q(x_T|x_0)}{p(x_T)}
    + \sum_{t=2}^T\log\frac{q(x_{t-1}|x_t,x_0)}{p_\theta(x_{t-1}|x_t)} - \log p_\theta(x_0|x_1)\right] \\
&= D_{KL}(q(x_T|x_0)\|p(x_T)) + \sum_{t=2}^T\mathbb{E}_q[D_{KL}(p_\theta(x_{t-1}|x_t)\|q(x_{t-1}|x_t,x_0))]
    - \mathbb{E}_q[\log p_\theta(x_0|x_1)]
\end{align*}
""",
)

WRONG.add(
    "ddpm_elbo",
    "stops-before-the-turn",
    "The bound is there; its terms are not yet divergences, for which the steps of $q$ have to be turned.",
    ("bayes", "goal"),
    r"""
\begin{align*}
-\log p_\theta(x_0) &= -\log\int p_\theta(x_{0:T})\,dx_{1:T} \\
&= -\log\mathbb{E}_q\left[\frac{p_\theta(x_{0:T})}{q(x_{1:T}|x_0)}\right] \\
&\le \mathbb{E}_q\left[-\log\frac{p_\theta(x_{0:T})}{q(x_{1:T}|x_0)}\right] \\
&= \mathbb{E}_q\left[-\log p(x_T) - \sum_{t=1}^T\log\frac{p_\theta(x_{t-1}|x_t)}{q(x_t|x_{t-1})}\right]
\end{align*}
""",
)

WRONG.add(
    "ddpm_elbo",
    "starts-at-the-chain",
    "This begins with the law of the whole chain; the bound is on the density of the data alone.",
    ("start", "jensen", "bayes", "goal", "validity"),
    r"""
\log p_\theta(x_{0:T}) &= \log p(x_T) + \sum_{t=1}^T \log p_\theta(x_{t-1}|x_t)
""",
)
