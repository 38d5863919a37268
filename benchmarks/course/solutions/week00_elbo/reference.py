"""What is right, and on what it is tried. Each function stands alone: the benchmark also writes its source into the
tests of other graders, which import `torch` and nothing else.
"""

import torch


def gaussian_nll(x, mu, logvar):
    return -torch.distributions.Normal(mu, (0.5 * logvar).exp()).log_prob(x).sum(-1)


def gaussian_kl(mu, logvar):
    given = torch.distributions.Normal(mu, (0.5 * logvar).exp())
    standard = torch.distributions.Normal(torch.zeros_like(mu), torch.ones_like(mu))
    return torch.distributions.kl_divergence(given, standard).sum(-1)


def reparameterize(mu, logvar, eps):
    return mu + logvar.exp().sqrt() * eps


def optimal_discriminator(p, q):
    guesses = [0.5 if a + b == 0 else a / (a + b) for a, b in zip(p.tolist(), q.tolist(), strict=True)]
    return torch.tensor(guesses, dtype=p.dtype)


def ddpm_marginal(x0, t, betas):
    left, kept = 1.0, []
    for beta in betas.tolist():
        left *= 1 - beta
        kept.append(left)
    share = torch.tensor(kept, dtype=betas.dtype)[t].reshape(-1, 1)
    return share.sqrt() * x0, 1 - share


def normals(rng, *, names, shape):
    """Independent standard normals of the same shape, in float64."""
    return {name: torch.randn(shape, dtype=torch.float64, generator=rng) for name in names}


def densities(rng, *, inside, outside=0):
    """Two densities at points, the last `outside` of which are in the support of one or of none."""
    p = torch.rand(inside, dtype=torch.float64, generator=rng) + 0.1
    q = torch.rand(inside, dtype=torch.float64, generator=rng) + 0.1
    edge_p, edge_q = torch.tensor([0.0, 0.0, 1.0]), torch.tensor([0.0, 2.0, 0.0])
    return {"p": torch.cat([p, edge_p[:outside].double()]), "q": torch.cat([q, edge_q[:outside].double()])}


def noised(rng, *, B, D, T):
    """Examples, their steps (the last one among them), a schedule."""
    return {
        "x0": torch.randn(B, D, dtype=torch.float64, generator=rng),
        "t": torch.cat([torch.tensor([T - 1]), torch.randint(T, (B - 1,), generator=rng)]),
        "betas": torch.linspace(1e-4, 0.2, T, dtype=torch.float64),
    }
