"""What goes wrong in derivations of the evidence bound, and what students are told."""

from __future__ import annotations

from autograder.authoring import WrongAnswers

WRONG = WrongAnswers()

WRONG.add(
    "elbo_jensen",
    "jensen-as-an-equality",
    "The logarithm of a mean is not the mean of the logarithm: where the two are exchanged, one side is larger.",
    ("jensen", "validity"),
    r"""
\log p_\theta(x) &= \log \int p_\theta(x, z)\, dz \\
 &= \log \mathbb{E}_{q_\phi(z|x)}\left[\frac{p_\theta(x,z)}{q_\phi(z|x)}\right] \\
 &= \mathbb{E}_{q_\phi(z|x)}\left[\log \frac{p_\theta(x,z)}{q_\phi(z|x)}\right] \\
 &\ge \mathbb{E}_{q_\phi(z|x)}[\log p_\theta(x|z)] - D_{KL}(q_\phi(z|x) \,\|\, p(z))
""",
)

WRONG.add(
    "elbo_jensen",
    "bound-from-above",
    "The logarithm bends downwards, and a lower bound was asked for: look at the direction of the inequality.",
    ("jensen", "goal", "validity"),
    r"""
\log p_\theta(x) &= \log \mathbb{E}_{q_\phi(z|x)}\left[\frac{p_\theta(x,z)}{q_\phi(z|x)}\right] \\
 &\le \mathbb{E}_{q_\phi(z|x)}\left[\log \frac{p_\theta(x,z)}{q_\phi(z|x)}\right] \\
 &= \mathbb{E}_{q_\phi(z|x)}[\log p_\theta(x|z)] - D_{KL}(q_\phi(z|x) \,\|\, p(z))
""",
)

WRONG.add(
    "elbo_jensen",
    "divergence-added",
    "A divergence is never negative: added, it would make the bound larger the farther the proposal is from the prior.",
    ("goal", "validity"),
    r"""
\log p_\theta(x) &= \log \mathbb{E}_{q_\phi(z|x)}\left[\frac{p_\theta(x,z)}{q_\phi(z|x)}\right] \\
 &\ge \mathbb{E}_{q_\phi(z|x)}\left[\log \frac{p_\theta(x,z)}{q_\phi(z|x)}\right] \\
 &= \mathbb{E}_{q_\phi(z|x)}[\log p_\theta(x|z)] + D_{KL}(q_\phi(z|x) \,\|\, p(z))
""",
)

WRONG.add(
    "elbo_jensen",
    "nothing-on-the-way",
    "Start and goal are there, and nothing between them: the steps are what was asked for.",
    ("jensen",),
    r"""
\log p_\theta(x) &\ge \mathbb{E}_{q_\phi(z|x)}[\log p_\theta(x|z)] - D_{KL}(q_\phi(z|x) \,\|\, p(z))
""",
)

WRONG.add(
    "elbo_jensen",
    "starts-at-the-joint",
    "This begins with the joint density of x and z; the bound is on the density of x alone.",
    ("start", "jensen", "goal", "validity"),
    r"""
\log p_\theta(x, z) &= \log p_\theta(x | z) + \log p(z)
""",
)
