"""Variational inference: Gaussian divergences, reparametrised draws, and the bounds of a small VAE.

The functions exported here have the names and arguments of the course's week 4. What `elbo` estimates is in
`elbo_law`, exactly; the small VAE is in `vae`.
"""

from .bounds import bernoulli_recon, elbo, elbo_law, iwae_bound
from .gaussian import gaussian_kl, gaussian_kl_between, kl_slope, reparameterize, reparameterize_law
from .vae import decode, encode

__all__ = [
    "bernoulli_recon",
    "decode",
    "elbo",
    "elbo_law",
    "encode",
    "gaussian_kl",
    "gaussian_kl_between",
    "iwae_bound",
    "kl_slope",
    "reparameterize",
    "reparameterize_law",
]
