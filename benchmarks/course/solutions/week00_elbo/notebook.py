# %% [markdown] nbgrader={"grade_id": "title", "locked": true}
# # The bound and the marginal
#
# Five small functions of variational inference, adversarial learning and diffusion.

# %% tags=["given"] nbgrader={"grade_id": "imports", "locked": true}
import math

import torch

torch.set_num_threads(1)

# %% nbgrader={"grade_id": "grader", "locked": true}
import otter

grader = otter.Notebook("week00_elbo.ipynb")

# %% [markdown] nbgrader={"grade_id": "gaussian_nll_text", "locked": true}
# ## Question 1
#
# **Write** `gaussian_nll(x, mu, logvar)`: by how much a normal law of mean `mu` and variance `exp(logvar)` is surprised
# by `x`, i.e. the negative logarithm of its density. Coordinates are independent; sum over the last axis.


# %% nbgrader={"grade_id": "gaussian_nll", "solution": true}
def gaussian_nll(x, mu, logvar):
    ### BEGIN SOLUTION
    return 0.5 * (math.log(2 * math.pi) + logvar + (x - mu) ** 2 / logvar.exp()).sum(dim=-1)
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_gaussian_nll", "grade": true, "locked": true}
grader.check("gaussian_nll")

# %% [markdown] nbgrader={"grade_id": "gaussian_kl_text", "locked": true}
# ## Question 2
#
# **Write** `gaussian_kl(mu, logvar)`: the divergence from N(mu, exp(logvar)) to the standard normal law, summed over
# the last axis.


# %% nbgrader={"grade_id": "gaussian_kl", "solution": true}
def gaussian_kl(mu, logvar):
    ### BEGIN SOLUTION
    return 0.5 * (mu**2 + logvar.exp() - 1 - logvar).sum(dim=-1)
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_gaussian_kl", "grade": true, "locked": true}
grader.check("gaussian_kl")

# %% [markdown] nbgrader={"grade_id": "reparameterize_text", "locked": true}
# ## Question 3
#
# **Write** `reparameterize(mu, logvar, eps)`: a draw from N(mu, exp(logvar)) made of the standard normal noise `eps`,
# through which gradients reach `mu` and `logvar`.


# %% nbgrader={"grade_id": "reparameterize", "solution": true}
def reparameterize(mu, logvar, eps):
    ### BEGIN SOLUTION
    return mu + (0.5 * logvar).exp() * eps
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_reparameterize", "grade": true, "locked": true}
grader.check("reparameterize")

# %% [markdown] nbgrader={"grade_id": "optimal_discriminator_text", "locked": true}
# ## Question 4
#
# **Write** `optimal_discriminator(p, q)`: p / (p + q), the best guess whether a point comes from the density `p` or
# from `q`. Where neither has mass, guess 1/2.


# %% nbgrader={"grade_id": "optimal_discriminator", "solution": true}
def optimal_discriminator(p, q):
    ### BEGIN SOLUTION
    total = p + q
    somewhere = total > 0
    return torch.where(somewhere, p / torch.where(somewhere, total, 1.0), 0.5)
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_optimal_discriminator", "grade": true, "locked": true}
grader.check("optimal_discriminator")

# %% [markdown] nbgrader={"grade_id": "ddpm_marginal_text", "locked": true}
# ## Question 5
#
# **Write** `ddpm_marginal(x0, t, betas)`: mean, shape (B, D), and variance, shape (B, 1), of x_t given x_0 in the
# forward process of a diffusion. `t`, shape (B,), counts steps from 0; `betas` is (T,).


# %% nbgrader={"grade_id": "ddpm_marginal", "solution": true}
def ddpm_marginal(x0, t, betas):
    ### BEGIN SOLUTION
    kept = torch.cumprod(1 - betas, dim=0)[t].unsqueeze(-1)
    return kept.sqrt() * x0, 1 - kept
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_ddpm_marginal", "grade": true, "locked": true}
grader.check("ddpm_marginal")
