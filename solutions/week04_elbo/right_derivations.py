"""The derivations of week 4 as people write them: all of them right."""

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

RIGHT.add(
    "elbo_jensen",
    "by the gap, dropped",
    r"""
\begin{align*}
\log p_\theta(x) &= \mathbb{E}_{q_\phi(z|x)}\left[\log \frac{p_\theta(x,z)}{q_\phi(z|x)}\right]
    + D_{KL}(q_\phi(z|x) \,\|\, p_\theta(z|x)) \\
 &\ge \mathbb{E}_{q_\phi(z|x)}\left[\log \frac{p_\theta(x,z)}{q_\phi(z|x)}\right] \\
 &= \mathbb{E}_{q_\phi(z|x)}[\log p_\theta(x|z)] - D_{KL}(q_\phi(z|x) \,\|\, p(z))
\end{align*}
""",
)

RIGHT.add(
    "elbo_gap",
    "from the divergence",
    r"""
\begin{align*}
D_{KL}(q_\phi(z|x)\|p_\theta(z|x)) &= \mathbb{E}_{q_\phi(z|x)}\left[\log\frac{q_\phi(z|x)}
    {p_\theta(z|x)}\right] \\
&= \mathbb{E}_{q_\phi(z|x)}[\log q_\phi(z|x)] - \mathbb{E}_{q_\phi(z|x)}[\log p_\theta(z|x)] \\
&= \mathbb{E}_{q_\phi(z|x)}[\log q_\phi(z|x)]
    - \mathbb{E}_{q_\phi(z|x)}\left[\log\frac{p_\theta(x,z)}{p_\theta(x)}\right] \\
&= \mathbb{E}_{q_\phi(z|x)}[\log q_\phi(z|x)] - \mathbb{E}_{q_\phi(z|x)}[\log p_\theta(x,z)]
    + \log p_\theta(x) \\
\implies \log p_\theta(x) &= \mathbb{E}_{q_\phi(z|x)}[\log p_\theta(x,z) - \log q_\phi(z|x)]
    + D_{KL}(q_\phi(z|x)\|p_\theta(z|x))
\end{align*}
""",
)

RIGHT.add(
    "elbo_gap",
    "sums",
    r"""
\begin{align*}
\log p(x) &= \sum_z q(z|x)\log p(x) \\
&= \sum_z q(z|x)\log\frac{p(x,z)}{p(z|x)} \\
&= \sum_z q(z|x)\log\frac{p(x,z)\,q(z|x)}{q(z|x)\,p(z|x)} \\
&= \sum_z q(z|x)\log\frac{p(x,z)}{q(z|x)} + \sum_z q(z|x)\log\frac{q(z|x)}{p(z|x)} \\
&= \sum_z q(z|x)\log\frac{p(x,z)}{q(z|x)} + KL(q(z|x)||p(z|x))
\end{align*}
""",
)

RIGHT.add(
    "elbo_gap",
    "short, with a bare q",
    r"""
\begin{align*}
\log p(x) &= E_q \log p(x) \\
&= E_q \log p(x,z) - E_q \log p(z|x) \\
&= E_q \log p(x,z) - E_q \log q(z|x) + E_q \log q(z|x) - E_q \log p(z|x) \\
&= E_q \log \frac{p(x,z)}{q(z|x)} + E_q \log \frac{q(z|x)}{p(z|x)} \\
&= \mathrm{ELBO} + \mathrm{KL}(q(z|x)\|p(z|x))
\end{align*}
""",
)

RIGHT.add(
    "elbo_gap",
    "read from below",
    r"""
\begin{align*}
\mathrm{ELBO} + D_{KL}(q_\phi(z|x)\|p_\theta(z|x)) &=
    \mathbb{E}_{q_\phi(z|x)}\left[\log\frac{p_\theta(x,z)}{q_\phi(z|x)}\right]
    + \mathbb{E}_{q_\phi(z|x)}\left[\log\frac{q_\phi(z|x)}{p_\theta(z|x)}\right] \\
&= \mathbb{E}_{q_\phi(z|x)}\left[\log\frac{p_\theta(x,z)}{p_\theta(z|x)}\right] \\
&= \mathbb{E}_{q_\phi(z|x)}[\log p_\theta(x)] \\
&= \log p_\theta(x)
\end{align*}
""",
)

RIGHT.add(
    "gaussian_kl_closed_form",
    "integrals in x",
    r"""
\begin{align}
D_{KL}(q\|p) &= \int dx\, q(x) \ln\frac{q(x)}{p(x)} \\
&= \int dx\, q(x) \left[ -\frac12 \ln\sigma^2 - \frac{(x-\mu)^2}{2\sigma^2} + \frac{x^2}{2} \right] \\
&= -\frac12 \ln\sigma^2 - \frac{1}{2\sigma^2}\int dx\, q(x) (x-\mu)^2 + \frac12 \int dx\, q(x)\, x^2 \\
&= -\frac12 \ln\sigma^2 - \frac12 + \frac12 (\mu^2+\sigma^2) \\
&= \frac12 \left( \mu^2 + \sigma^2 - 1 - \ln\sigma^2 \right)
\end{align}
""",
)

RIGHT.add(
    "gaussian_kl_closed_form",
    "plain lines, log of sigma",
    r"""
KL(N(\mu,\sigma^2) || N(0,1)) = E_q[log q(z) - log p(z)]
= E_q[-log \sigma - (z-\mu)^2/(2\sigma^2) + z^2/2]
= -log \sigma - 1/2 + (\sigma^2 + \mu^2)/2
= (\mu^2 + \sigma^2 - 1)/2 - log \sigma
""",
)

RIGHT.add(
    "gaussian_kl_closed_form",
    "with the opposite sign",
    r"""
\begin{align*}
-D_{KL}(q_\phi(z)\|p(z)) &= \int q_\phi(z)\left(\log p(z) - \log q_\phi(z)\right)dz \\
&= \int \mathcal N(z;\mu,\sigma^2)\log\mathcal N(z;0,1)\,dz
    - \int \mathcal N(z;\mu,\sigma^2)\log\mathcal N(z;\mu,\sigma^2)\,dz \\
&= -\frac12\log(2\pi) - \frac12(\mu^2+\sigma^2) + \frac12\log(2\pi) + \frac12(1+\log\sigma^2) \\
&= \frac12\left(1+\log\sigma^2-\mu^2-\sigma^2\right) \\
\therefore D_{KL}(q_\phi(z)\|p(z)) &= -\frac12\left(1+\log\sigma^2-\mu^2-\sigma^2\right)
\end{align*}
""",
)

RIGHT.add(
    "gaussian_kl_closed_form",
    "the square multiplied out",
    r"""
\begin{align*}
KL(q\|p) &= E_q\left[\log\frac{1}{\sigma} - \frac{(z-\mu)^2}{2\sigma^2} + \frac{z^2}{2}\right] \\
&= -\log\sigma - \frac{E_q[z^2] - 2\mu E_q[z] + \mu^2}{2\sigma^2} + \frac{E_q[z^2]}{2} \\
&= -\log\sigma - \frac{\mu^2+\sigma^2-2\mu^2+\mu^2}{2\sigma^2} + \frac{\mu^2+\sigma^2}{2} \\
&= -\log\sigma - \frac{\sigma^2}{2\sigma^2} + \frac{\mu^2+\sigma^2}{2} \\
&= \frac12\left(\mu^2+\sigma^2-1-2\log\sigma\right)
\end{align*}
""",
)
