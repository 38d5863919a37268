"""What goes wrong in the derivations of week 3, and what students are told."""

from __future__ import annotations

from autograder.authoring import WrongAnswers

WRONG = WrongAnswers()

WRONG.add(
    "em_lower_bound",
    "jensen-as-an-equality",
    "The logarithm of a mean is not the mean of the logarithm: where the two are exchanged, one side is larger.",
    ("bound", "goal", "validity"),
    r"""
\begin{align*}
\log p_\theta(x) &= \log\sum_z p_\theta(x,z) \\
&= \log\sum_z q(z)\frac{p_\theta(x,z)}{q(z)} \\
&= \sum_z q(z)\log\frac{p_\theta(x,z)}{q(z)} \\
&= \mathbb{E}_{q(z)}[\log p_\theta(x,z)] + H(q)
\end{align*}
""",
)

WRONG.add(
    "em_lower_bound",
    "bound-from-above",
    "The logarithm bends downwards, and a lower bound was asked for: look at the direction of the inequality.",
    ("bound", "goal", "validity"),
    r"""
\begin{align*}
\log p_\theta(x) &= \log\mathbb{E}_{q(z)}\left[\frac{p_\theta(x,z)}{q(z)}\right] \\
&\le \mathbb{E}_{q(z)}\left[\log\frac{p_\theta(x,z)}{q(z)}\right] \\
&= \mathbb{E}_{q(z)}[\log p_\theta(x,z)] - \mathbb{E}_{q(z)}[\log q(z)] \\
&= \mathbb{E}_{q(z)}[\log p_\theta(x,z)] + H(q)
\end{align*}
""",
)

WRONG.add(
    "em_lower_bound",
    "sign-of-the-entropy",
    "An entropy is a mean *surprise*: which sign does the logarithm have in it?",
    ("goal", "validity"),
    r"""
\begin{align*}
\log p_\theta(x) &= \log\mathbb{E}_{q(z)}\left[\frac{p_\theta(x,z)}{q(z)}\right] \\
&\ge \mathbb{E}_{q(z)}\left[\log\frac{p_\theta(x,z)}{q(z)}\right] \\
&= \mathbb{E}_{q(z)}[\log p_\theta(x,z)] - \mathbb{E}_{q(z)}[\log q(z)] \\
&= \mathbb{E}_{q(z)}[\log p_\theta(x,z)] - H(q)
\end{align*}
""",
)

WRONG.add(
    "em_lower_bound",
    "q-not-divided",
    "Whoever multiplies by q(z) has to divide by it, too.",
    ("goal", "validity"),
    r"""
\begin{align*}
\log p_\theta(x) &= \log\sum_z p_\theta(x,z) \\
&= \log\sum_z q(z)p_\theta(x,z) \\
&\ge \sum_z q(z)\log p_\theta(x,z) \\
&= \mathbb{E}_{q(z)}[\log p_\theta(x,z)] + H(q)
\end{align*}
""",
)

WRONG.add(
    "em_lower_bound",
    "nothing-on-the-way",
    "From the sum over z this goes to the bound at once: the step between them is what was asked for.",
    ("bound",),
    r"""
\begin{align*}
\log p_\theta(x) &= \log\sum_z p_\theta(x,z) \\
&\ge \mathbb{E}_{q(z)}[\log p_\theta(x,z)] + H(q)
\end{align*}
""",
)

WRONG.add(
    "em_lower_bound",
    "entropy-not-there",
    "A bound, but not the one that was asked for: that has the entropy of q in it, by name.",
    ("goal",),
    r"""
\begin{align*}
\log p(x) &= \log\sum_z q(z)\frac{p(x,z)}{q(z)} \\
&\ge \sum_z q(z)\log\frac{p(x,z)}{q(z)} \\
&= \sum_z q(z)\log p(x,z) - \sum_z q(z)\log q(z) \\
&\ge \sum_z q(z)\log p(x,z)
\end{align*}
""",
)

WRONG.add(
    "em_lower_bound",
    "evidence-not-there",
    "This begins with a mean of the joint density under q; the evidence is its plain sum over z.",
    ("start", "goal"),
    r"""
\begin{align*}
\log\mathbb{E}_{q(z)}[p_\theta(x,z)] &\ge \mathbb{E}_{q(z)}[\log p_\theta(x,z)] \\
&= \sum_z q(z)\log p_\theta(x,z)
\end{align*}
""",
)

WRONG.add(
    "em_lower_bound",
    "two-signs",
    "Two slips in the sign of log q(z) undo each other, so that the end is right and the way is not.",
    ("validity",),
    r"""
\begin{align*}
\log p_\theta(x) &= \log\sum_z p_\theta(x,z) \\
&= \log\mathbb{E}_{q(z)}\left[\frac{p_\theta(x,z)}{q(z)}\right] \\
&\ge \mathbb{E}_{q(z)}\left[\log\frac{p_\theta(x,z)}{q(z)}\right] \\
&= \mathbb{E}_{q(z)}[\log p_\theta(x,z)] + \mathbb{E}_{q(z)}[\log q(z)] \\
&= \mathbb{E}_{q(z)}[\log p_\theta(x,z)] - \sum_z q(z)\log q(z) \\
&= \mathbb{E}_{q(z)}[\log p_\theta(x,z)] + H(q)
\end{align*}
""",
)

WRONG.add(
    "em_gap",
    "divergence-turned",
    "The mean is under q, and q stands above: which of the two laws does a divergence name first?",
    ("goal", "validity"),
    r"""
\begin{align*}
\log p_\theta(x) - \left(\mathbb{E}_{q(z)}[\log p_\theta(x,z)] + H(q)\right)
    &= \mathbb{E}_{q(z)}[\log p_\theta(x) - \log p_\theta(x,z) + \log q(z)] \\
&= \mathbb{E}_{q(z)}\left[\log\frac{q(z)p_\theta(x)}{p_\theta(x,z)}\right] \\
&= \mathbb{E}_{q(z)}\left[\log\frac{q(z)}{p_\theta(z|x)}\right] \\
&= D_{KL}(p_\theta(z|x)\|q(z))
\end{align*}
""",
)

WRONG.add(
    "em_gap",
    "sign-of-the-entropy",
    "An entropy is a mean *surprise*: which sign does it have when it is subtracted?",
    ("validity",),
    r"""
\begin{align*}
\log p_\theta(x) - \left(\mathbb{E}_{q(z)}[\log p_\theta(x,z)] + H(q)\right) &= \log p_\theta(x)
    - \mathbb{E}_{q(z)}[\log p_\theta(x,z)] - \mathbb{E}_{q(z)}[\log q(z)] \\
&= \mathbb{E}_{q(z)}[\log p_\theta(x) - \log p_\theta(x,z) + \log q(z)] \\
&= \mathbb{E}_{q(z)}\left[\log\frac{q(z)}{p_\theta(z|x)}\right] \\
&= D_{KL}(q(z)\|p_\theta(z|x))
\end{align*}
""",
)

WRONG.add(
    "em_gap",
    "likelihood-for-posterior",
    "The joint law divided by p(x) is a law of z. Which one?",
    ("posterior", "goal", "validity"),
    r"""
\begin{align*}
\log p_\theta(x) - \left(\mathbb{E}_{q(z)}[\log p_\theta(x,z)] + H(q)\right)
    &= \mathbb{E}_{q(z)}[\log p_\theta(x) - \log p_\theta(x,z) + \log q(z)] \\
&= \mathbb{E}_{q(z)}\left[\log\frac{q(z)p_\theta(x)}{p_\theta(x,z)}\right] \\
&= \mathbb{E}_{q(z)}\left[\log\frac{q(z)}{p_\theta(x|z)}\right] \\
&= D_{KL}(q(z)\|p_\theta(z|x))
\end{align*}
""",
)

WRONG.add(
    "em_gap",
    "nothing-on-the-way",
    "Start and goal are there, and nothing between them: the steps are what was asked for.",
    ("posterior",),
    r"""
$$\log p_\theta(x) - \left(\mathbb{E}_{q(z)}[\log p_\theta(x,z)] + H(q)\right) = D_{KL}(q(z)\|p_\theta(z|x))$$
""",
)

WRONG.add(
    "em_gap",
    "inequality-only",
    "By Jensen's inequality one learns that there is a gap. How large it is takes an equality.",
    ("posterior", "goal", "validity"),
    r"""
\begin{align*}
\log p_\theta(x) - \left(\mathbb{E}_{q(z)}[\log p_\theta(x,z)] + H(q)\right) &= \log p_\theta(x)
    - \mathbb{E}_{q(z)}\left[\log\frac{p_\theta(x,z)}{q(z)}\right] \\
&\ge \log p_\theta(x) - \log\mathbb{E}_{q(z)}\left[\frac{p_\theta(x,z)}{q(z)}\right] \\
&= \log p_\theta(x) - \log p_\theta(x) \\
&= 0
\end{align*}
""",
)

WRONG.add(
    "em_gap",
    "stops-before-the-gap",
    "The two means are not yet the bound and a divergence: q has to come in, above and below.",
    ("goal",),
    r"""
\begin{align*}
\log p_\theta(x) &= \mathbb{E}_{q(z)}\left[\log\frac{p_\theta(x,z)}{p_\theta(z|x)}\right] \\
&= \mathbb{E}_{q(z)}[\log p_\theta(x,z)] - \mathbb{E}_{q(z)}[\log p_\theta(z|x)]
\end{align*}
""",
)

WRONG.add(
    "em_gap",
    "evidence-not-there",
    "Neither the evidence nor the posterior appears here: this is about the bound alone.",
    ("start", "posterior", "goal", "validity"),
    r"""
\begin{align*}
\mathbb{E}_{q}[\log p_\theta(x,z)] &= \sum_z q(z)\log\frac{p_\theta(x,z)}{q(z)} + \sum_z q(z)\log q(z) \\
&= \sum_z q(z)\log\frac{p_\theta(x,z)}{q(z)} - H(q)
\end{align*}
""",
)
