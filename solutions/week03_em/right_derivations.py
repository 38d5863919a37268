"""The derivations of week 3 as people write them: all of them right."""

from __future__ import annotations

from autograder.authoring import RightAnswers

RIGHT = RightAnswers()

RIGHT.add(
    "em_lower_bound",
    "means under q",
    r"""
\begin{align}
\log p_\theta(x) &= \log \mathbb{E}_{z\sim q}\left[\frac{p_\theta(x,z)}{q(z)}\right]
    && \text{(marginalise and insert } q) \\
&\geq \mathbb{E}_{z\sim q}\left[\log\frac{p_\theta(x,z)}{q(z)}\right] && \text{(Jensen)} \\
&= \mathbb{E}_{z\sim q}[\log p_\theta(x,z)] - \mathbb{E}_{z\sim q}[\log q(z)] \\
&= \mathbb{E}_{z\sim q}[\log p_\theta(x,z)] + H(q) && \text{(entropy)}
\end{align}
""",
)

RIGHT.add(
    "em_lower_bound",
    "by the gap, dropped",
    r"""
\begin{align*}
\log p_\theta(x) &= \mathbb{E}_{q(z)}[\log p_\theta(x)] \\
&= \mathbb{E}_{q(z)}\left[\log\frac{p_\theta(x,z)}{p_\theta(z|x)}\right] \\
&= \mathbb{E}_{q(z)}\left[\log\frac{p_\theta(x,z)}{q(z)}\right]
    + \mathbb{E}_{q(z)}\left[\log\frac{q(z)}{p_\theta(z|x)}\right] \\
&= \mathbb{E}_{q(z)}[\log p_\theta(x,z)] + H(q) + D_{KL}(q(z)\|p_\theta(z|x)) \\
&\ge \mathbb{E}_{q(z)}[\log p_\theta(x,z)] + H(q)
\end{align*}
""",
)

RIGHT.add(
    "em_lower_bound",
    "read from below",
    r"""
\begin{align*}
\mathbb{E}_{q(z)}[\log p_\theta(x,z)] + H(q) &= \mathbb{E}_{q(z)}[\log p_\theta(x,z)]
    - \mathbb{E}_{q(z)}[\log q(z)] \\
&= \mathbb{E}_{q(z)}\left[\log\frac{p_\theta(x,z)}{q(z)}\right] \\
&\le \log\mathbb{E}_{q(z)}\left[\frac{p_\theta(x,z)}{q(z)}\right] \\
&= \log\sum_z p_\theta(x,z) \\
&= \log p_\theta(x)
\end{align*}
""",
)

RIGHT.add(
    "em_lower_bound",
    "short, with a bare q",
    r"""
\begin{align*}
\log p(x) &= \log E_q \frac{p(x,z)}{q(z)} \\
&\ge E_q \log\frac{p(x,z)}{q(z)} \\
&= E_q \log p(x,z) - E_q \log q(z) \\
&= E_q \log p(x,z) + H(q)
\end{align*}
""",
)

RIGHT.add(
    "em_lower_bound",
    "the difference of the two sides",
    r"""
\begin{align*}
\log p_\theta(x) - \mathbb{E}_{q(z)}[\log p_\theta(x,z)] - H(q) &= \mathbb{E}_{q(z)}\left[\log p_\theta(x)
    - \log p_\theta(x,z) + \log q(z)\right] \\
&= \mathbb{E}_{q(z)}\left[\log\frac{q(z)}{p_\theta(z|x)}\right] \\
&= D_{KL}(q(z)\|p_\theta(z|x)) \\
&\ge 0 \\
\Rightarrow\quad \log p_\theta(x) &\ge \mathbb{E}_{q(z)}[\log p_\theta(x,z)] + H(q)
\end{align*}
""",
)

RIGHT.add(
    "em_gap",
    "from the divergence",
    r"""
\begin{align*}
D_{KL}(q(z)\|p_\theta(z|x)) &= \sum_z q(z)\log\frac{q(z)}{p_\theta(z|x)} \\
&= \sum_z q(z)\log\frac{q(z)\,p_\theta(x)}{p_\theta(x,z)} \\
&= \sum_z q(z)\log q(z) + \sum_z q(z)\log p_\theta(x) - \sum_z q(z)\log p_\theta(x,z) \\
&= -H(q) + \log p_\theta(x) - \mathbb{E}_{q(z)}[\log p_\theta(x,z)] \\
&= \log p_\theta(x) - \left(\mathbb{E}_{q(z)}[\log p_\theta(x,z)] + H(q)\right)
\end{align*}
""",
)

RIGHT.add(
    "em_gap",
    "as physicists write",
    r"""
\begin{align*}
\ln p(x) - \mathbb{E}_{q}[\ln p(x,z)] - H(q) &= \int dz\, q(z) \left[\ln p(x) - \ln p(x,z) + \ln q(z)\right] \\
&= \int dz\, q(z) \ln\frac{q(z)\,p(x)}{p(x,z)} \\
&= \int dz\, q(z) \ln\frac{q(z)\,p(x)}{p(z|x)\,p(x)} \\
&= \int dz\, q(z) \ln\frac{q(z)}{p(z|x)} \\
&= \mathrm{KL}(q(z)\,||\,p(z|x))
\end{align*}
""",
)

RIGHT.add(
    "em_gap",
    "from the bound",
    r"""
\begin{align*}
\mathbb{E}_{q(z)}[\log p_\theta(x,z)] + H(q) &= \mathbb{E}_{q(z)}[\log p_\theta(z|x) + \log p_\theta(x)] + H(q) \\
&= \log p_\theta(x) + \mathbb{E}_{q(z)}[\log p_\theta(z|x)] - \mathbb{E}_{q(z)}[\log q(z)] \\
&= \log p_\theta(x) - \mathbb{E}_{q(z)}\left[\log\frac{q(z)}{p_\theta(z|x)}\right] \\
&= \log p_\theta(x) - D_{KL}(q(z)\|p_\theta(z|x)) \\
\log p_\theta(x) - \left(\mathbb{E}_{q(z)}[\log p_\theta(x,z)] + H(q)\right) &= D_{KL}(q(z)\|p_\theta(z|x))
\end{align*}
""",
)

RIGHT.add(
    "em_gap",
    "with prose between the lines",
    r"""
For every value of the hidden variable we have, by the product rule,

$$\log p_\theta(x) = \log p_\theta(x,z) - \log p_\theta(z|x).$$

We take the mean over q on both sides; the left side does not depend on the hidden variable:

$$\log p_\theta(x) = \mathbb{E}_{q(z)}[\log p_\theta(x,z)] - \mathbb{E}_{q(z)}[\log p_\theta(z|x)].$$

Adding and subtracting the mean of the log of q gives

$$\log p_\theta(x) = \mathbb{E}_{q(z)}[\log p_\theta(x,z)] - \mathbb{E}_{q(z)}[\log q(z)]
    + \mathbb{E}_{q(z)}[\log q(z)] - \mathbb{E}_{q(z)}[\log p_\theta(z|x)],$$

that is,

$$\log p_\theta(x) = \mathbb{E}_{q(z)}[\log p_\theta(x,z)] + H(q) + D_{KL}(q(z)\|p_\theta(z|x)),$$

and the gap is

$$\log p_\theta(x) - \left(\mathbb{E}_{q(z)}[\log p_\theta(x,z)] + H(q)\right) = D_{KL}(q(z)\|p_\theta(z|x)).$$
""",
)

RIGHT.add(
    "em_gap",
    "a name for the gap",
    r"""
\begin{align*}
G &:= \log p_\theta(x) - \left(\mathbb{E}_{q(z)}[\log p_\theta(x,z)] + H(q)\right) \\
&= \log p_\theta(x) - \mathbb{E}_{q(z)}[\log p_\theta(x,z) - \log q(z)] && \text{(entropy)} \\
&= \log p_\theta(x) - \mathbb{E}_{q(z)}[\log p_\theta(z|x) + \log p_\theta(x) - \log q(z)] && \text{(product rule)} \\
&= \mathbb{E}_{q(z)}[\log q(z) - \log p_\theta(z|x)] && (\log p_\theta(x) \text{ cancels}) \\
&= D_{KL}(q(z)\|p_\theta(z|x)) && \text{(definition)}
\end{align*}
""",
)
