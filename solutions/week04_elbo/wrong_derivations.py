"""What goes wrong in the derivations of week 4, and what students are told."""

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

WRONG.add(
    "elbo_gap",
    "divergence-turned",
    "The mean is under q, and q stands above: which of the two laws does a divergence name first?",
    ("goal", "validity"),
    r"""
\begin{align*}
\log p_\theta(x) &= \mathbb{E}_{q_\phi(z|x)}[\log p_\theta(x)] \\
&= \mathbb{E}_{q_\phi(z|x)}\left[\log\frac{p_\theta(x,z)}{p_\theta(z|x)}\right] \\
&= \mathbb{E}_{q_\phi(z|x)}\left[\log\frac{p_\theta(x,z)}{q_\phi(z|x)}\right]
    + \mathbb{E}_{q_\phi(z|x)}\left[\log\frac{q_\phi(z|x)}{p_\theta(z|x)}\right] \\
&= \mathrm{ELBO} + D_{KL}(p_\theta(z|x)\|q_\phi(z|x))
\end{align*}
""",
)

WRONG.add(
    "elbo_gap",
    "divergence-subtracted",
    "The bound is a *lower* one, and a divergence is never negative: which sign does the gap have?",
    ("goal", "validity"),
    r"""
\begin{align*}
\log p_\theta(x) &= \mathbb{E}_{q_\phi(z|x)}[\log p_\theta(x)] \\
&= \mathbb{E}_{q_\phi(z|x)}\left[\log\frac{p_\theta(x,z)}{p_\theta(z|x)}\right] \\
&= \mathbb{E}_{q_\phi(z|x)}\left[\log\frac{p_\theta(x,z)}{q_\phi(z|x)}\right]
    + \mathbb{E}_{q_\phi(z|x)}\left[\log\frac{q_\phi(z|x)}{p_\theta(z|x)}\right] \\
&= \mathrm{ELBO} - D_{KL}(q_\phi(z|x)\|p_\theta(z|x))
\end{align*}
""",
)

WRONG.add(
    "elbo_gap",
    "stops-before-the-bound",
    "The two means are not yet the bound and a divergence: $q$ has to come in, above and below.",
    ("goal",),
    r"""
\begin{align*}
\log p(x) &= E_{q(z|x)}[\log p(x)] \\
&= E_{q(z|x)}\left[\log\frac{p(x,z)}{p(z|x)}\right] \\
&= E_{q(z|x)}[\log p(x,z)] - E_{q(z|x)}[\log p(z|x)]
\end{align*}
""",
)

WRONG.add(
    "elbo_gap",
    "nothing-on-the-way",
    "Start and goal are there, and nothing between them: the steps are what was asked for.",
    ("posterior",),
    r"""
$$\log p_\theta(x) = \mathrm{ELBO} + D_{KL}(q_\phi(z|x)\|p_\theta(z|x))$$
""",
)

WRONG.add(
    "elbo_gap",
    "evidence-forgotten",
    "The posterior is the joint *divided by the evidence*: leave it out, and it is missing from there on.",
    ("validity",),
    r"""
\begin{align*}
D_{KL}(q_\phi(z|x)\|p_\theta(z|x)) &= \mathbb{E}_{q_\phi(z|x)}\left[\log\frac{q_\phi(z|x)}
    {p_\theta(z|x)}\right] \\
&= \mathbb{E}_{q_\phi(z|x)}\left[\log\frac{q_\phi(z|x)}{p_\theta(x,z)}\right] \\
&= \mathbb{E}_{q_\phi(z|x)}\left[\log\frac{q_\phi(z|x)}{p_\theta(x,z)}\right] + \log p_\theta(x) \\
&= -\mathrm{ELBO} + \log p_\theta(x) \\
\Rightarrow \log p_\theta(x) &= \mathrm{ELBO} + D_{KL}(q_\phi(z|x)\|p_\theta(z|x))
\end{align*}
""",
)

WRONG.add(
    "elbo_gap",
    "means-under-the-posterior",
    "Both means are taken under the model's posterior. Their sum is right; but the bound and the gap are "
    "means under $q$.",
    ("goal", "validity"),
    r"""
\begin{align*}
\log p_\theta(x) &= \mathbb{E}_{p_\theta(z|x)}[\log p_\theta(x)] \\
&= \mathbb{E}_{p_\theta(z|x)}\left[\log\frac{p_\theta(x,z)}{p_\theta(z|x)}\right] \\
&= \mathbb{E}_{p_\theta(z|x)}\left[\log\frac{p_\theta(x,z)}{q_\phi(z|x)}\right]
    + \mathbb{E}_{p_\theta(z|x)}\left[\log\frac{q_\phi(z|x)}{p_\theta(z|x)}\right] \\
&= \mathrm{ELBO} + D_{KL}(q_\phi(z|x)\|p_\theta(z|x))
\end{align*}
""",
)

WRONG.add(
    "elbo_gap",
    "jensen-as-an-equality",
    "The logarithm of a mean is not the mean of the logarithm, and how much is lost between them was the question.",
    ("posterior", "goal", "validity"),
    r"""
\begin{align*}
\log p_\theta(x) &= \log \mathbb{E}_{q_\phi(z|x)}\left[\frac{p_\theta(x,z)}{q_\phi(z|x)}\right] \\
&= \mathbb{E}_{q_\phi(z|x)}\left[\log\frac{p_\theta(x,z)}{q_\phi(z|x)}\right] \\
&= \mathrm{ELBO} + D_{KL}(q_\phi(z|x)\|p_\theta(z|x))
\end{align*}
""",
)

WRONG.add(
    "elbo_gap",
    "starts-at-the-joint",
    "This begins with the joint density of x and z; the evidence is the density of x alone.",
    ("start", "posterior", "goal", "validity"),
    r"""
\log p_\theta(x, z) &= \log p_\theta(x|z) + \log p(z)
""",
)

WRONG.add(
    "gaussian_kl_closed_form",
    "sign-of-the-logarithm",
    "A narrow q is *far* from the standard normal: which sign must the logarithm of its variance have?",
    ("goal", "validity"),
    r"""
\begin{align*}
D_{KL}(\mathcal N(\mu,\sigma^2)\|\mathcal N(0,1)) &= \mathbb{E}_q[\log q(z) - \log p(z)] \\
&= \mathbb{E}_q\left[-\frac12\log(2\pi\sigma^2) - \frac{(z-\mu)^2}{2\sigma^2} + \frac12\log(2\pi)
    + \frac{z^2}{2}\right] \\
&= \frac12\log\sigma^2 - \frac12 + \frac12(\mu^2+\sigma^2) \\
&= \frac12\left(\mu^2+\sigma^2-1+\log\sigma^2\right)
\end{align*}
""",
)

WRONG.add(
    "gaussian_kl_closed_form",
    "second-moment-without-mean",
    "The mean of $z^2$ is the variance only where the mean of $z$ is 0.",
    ("goal", "validity"),
    r"""
\begin{align*}
D_{KL}(q\|p) &= \mathbb{E}_q[\log q(z) - \log p(z)] \\
&= \mathbb{E}_q\left[-\frac12\log\sigma^2 - \frac{(z-\mu)^2}{2\sigma^2} + \frac{z^2}{2}\right] \\
&= -\frac12\log\sigma^2 - \frac12 + \frac12\sigma^2 \\
&= \frac12\left(\sigma^2-1-\log\sigma^2\right)
\end{align*}
""",
)

WRONG.add(
    "gaussian_kl_closed_form",
    "definition-turned",
    "The mean is taken under the law that the divergence names *first*.",
    ("goal", "validity"),
    r"""
\begin{align*}
D_{KL}(\mathcal N(\mu,\sigma^2)\|\mathcal N(0,1)) &= \mathbb{E}_p[\log p(z) - \log q(z)] \\
&= \mathbb{E}_p\left[\frac12\log\sigma^2 + \frac{(z-\mu)^2}{2\sigma^2} - \frac{z^2}{2}\right] \\
&= \frac12\log\sigma^2 + \frac{1+\mu^2}{2\sigma^2} - \frac12
\end{align*}
""",
)

WRONG.add(
    "gaussian_kl_closed_form",
    "nothing-on-the-way",
    "Start and goal are there, and nothing between them: the steps are what was asked for.",
    ("mean",),
    r"""
$$D_{KL}(\mathcal N(\mu,\sigma^2)\|\mathcal N(0,1)) = \frac12\left(\mu^2+\sigma^2-1-\log\sigma^2\right)$$
""",
)

WRONG.add(
    "gaussian_kl_closed_form",
    "density-without-its-two",
    "In the exponent of a normal density, the squared distance is divided by *twice* the variance.",
    ("validity",),
    r"""
\begin{align*}
D_{KL}(q\|p) &= \mathbb{E}_q[\log q(z) - \log p(z)] \\
&= \mathbb{E}_q\left[-\frac12\log\sigma^2 - \frac{(z-\mu)^2}{\sigma^2} + \frac{z^2}{2}\right] \\
&= -\frac12\log\sigma^2 - \frac12 + \frac12\mathbb{E}_q[z^2] \\
&= -\frac12\log\sigma^2 - \frac12 + \frac12(\mu^2+\sigma^2) \\
&= \frac12\left(\mu^2+\sigma^2-1-\log\sigma^2\right)
\end{align*}
""",
)

WRONG.add(
    "gaussian_kl_closed_form",
    "mean-forgotten",
    "The divergence is a number: no $z$ can be left in it once the mean is taken.",
    ("goal", "validity"),
    r"""
\begin{align*}
D_{KL}(q\|p) &= \mathbb{E}_q[\log q(z) - \log p(z)] \\
&= \mathbb{E}_q\left[-\frac12\log\sigma^2 - \frac{(z-\mu)^2}{2\sigma^2} + \frac{z^2}{2}\right] \\
&= -\frac12\log\sigma^2 - \frac{(z-\mu)^2}{2\sigma^2} + \frac{z^2}{2}
\end{align*}
""",
)

WRONG.add(
    "gaussian_kl_closed_form",
    "moments-left",
    "The two means at the end can be worked out: a closed form was asked for.",
    ("goal",),
    r"""
\begin{align*}
D_{KL}(\mathcal N(\mu,\sigma^2)\|\mathcal N(0,1)) &= \mathbb{E}_q\left[\log\frac{q(z)}{p(z)}\right] \\
&= \mathbb{E}_q\left[-\frac12\log\sigma^2 - \frac{(z-\mu)^2}{2\sigma^2} + \frac{z^2}{2}\right] \\
&= -\frac12\log\sigma^2 - \frac{1}{2\sigma^2}\mathbb{E}_q[(z-\mu)^2] + \frac12\mathbb{E}_q[z^2]
\end{align*}
""",
)

WRONG.add(
    "gaussian_kl_closed_form",
    "the-other-direction",
    "This is the divergence of the standard normal *from* q. The two directions differ.",
    ("start", "goal"),
    r"""
D_{KL}(p \,\|\, q) &= \mathbb{E}_p[\log p(z) - \log q(z)] \\
 &= \mathbb{E}_p\left[\frac12 \log \sigma^2 + \frac{(z-\mu)^2}{2\sigma^2} - \frac{z^2}{2}\right] \\
 &= \frac12 \log \sigma^2 + \frac{1 + \mu^2}{2\sigma^2} - \frac12
""",
)
