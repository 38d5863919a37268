"""Derivations of the evidence bound as people write them: all of them right."""

from __future__ import annotations

from autograder.authoring import RightAnswers

RIGHT = RightAnswers()

RIGHT.add(
    "elbo_jensen",
    "sums",
    r"""
\begin{align*}
\log p_\theta(x) &= \log \sum_z p_\theta(x, z) \\
 &= \log \sum_z q_\phi(z \mid x)\, \frac{p_\theta(x, z)}{q_\phi(z \mid x)} \\
 &\geq \sum_z q_\phi(z \mid x) \log \frac{p_\theta(x, z)}{q_\phi(z \mid x)} && \text{(Jensen)} \\
 &= \sum_z q_\phi(z \mid x) \log p_\theta(x \mid z) + \sum_z q_\phi(z \mid x) \log \frac{p(z)}{q_\phi(z \mid x)} \\
 &= \mathbb{E}_{q_\phi(z \mid x)}[\log p_\theta(x \mid z)] - D_{\mathrm{KL}}(q_\phi(z \mid x) \,\|\, p(z))
\end{align*}
""",
)

RIGHT.add(
    "elbo_jensen",
    "short, with a bare q",
    r"""
\log p(x) = \log E_q\left[\frac{p(x,z)}{q(z|x)}\right]
\ge E_q\left[\log \frac{p(x,z)}{q(z|x)}\right]
= E_q[\log p(x|z)] + E_q\left[\log \frac{p(z)}{q(z|x)}\right]
= E_q[\log p(x|z)] - KL(q(z|x) \| p(z))
""",
)

RIGHT.add(
    "elbo_jensen",
    "read from below",
    r"""
\begin{aligned}
\mathbb{E}_{q(z|x)}[\ln p(x|z)] - \mathrm{KL}(q(z|x)\,\|\,p(z))
 &= \int q(z|x) \ln p(x|z)\, dz - \int q(z|x) \ln \frac{q(z|x)}{p(z)}\, dz \\
 &= \int q(z|x) \ln \frac{p(x,z)}{q(z|x)}\, dz \\
 &\le \ln \int q(z|x) \frac{p(x,z)}{q(z|x)}\, dz \\
 &= \ln \int p(x,z)\, dz \\
 &= \ln p(x)
\end{aligned}
""",
)
