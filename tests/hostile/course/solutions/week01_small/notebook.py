# %% [markdown] nbgrader={"grade_id": "title", "locked": true}
# # A little of everything

# %% tags=["given"] nbgrader={"grade_id": "imports", "locked": true}
import sympy
import torch

x = sympy.Symbol("x", positive=True)

# %% nbgrader={"grade_id": "grader", "locked": true}
import otter

grader = otter.Notebook("week01_small.ipynb")


# %% nbgrader={"grade_id": "scale", "solution": true}
def scale(x, c):
    """(N, D) -> (N, D)"""
    ### BEGIN SOLUTION
    # CANARY-solution-e11d
    centred_in_the_solution = x - x.mean(dim=0, keepdim=True)
    return c * centred_in_the_solution / x.std(dim=0, correction=0, keepdim=True)
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_scale", "grade": true, "locked": true}
grader.check("scale")


# %% nbgrader={"grade_id": "shifted", "solution": true}
def shifted(x, c, m):
    ### BEGIN SOLUTION
    return scale(x, c).exp() * m + m.flip(0)
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_shifted", "grade": true, "locked": true}
grader.check("shifted")


# %% nbgrader={"grade_id": "spread", "solution": true}
def spread(x, w):
    ### BEGIN SOLUTION
    middle = torch.dot(w, x) / w.sum()
    return torch.dot(w, (x - middle) ** 2) / w.sum()
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_spread", "grade": true, "locked": true}
grader.check("spread")


# %% nbgrader={"grade_id": "noise", "solution": true}
def noise(n, sigma, generator):
    ### BEGIN SOLUTION
    return sigma * torch.randn(n, generator=generator, dtype=torch.float64)
    ### END SOLUTION


# %% nbgrader={"grade_id": "check_noise", "grade": true, "locked": true}
grader.check("noise")

# %% nbgrader={"grade_id": "slope", "solution": true}
slope = ...
### BEGIN SOLUTION
slope = 2 / (1 + x**2) - sympy.log(1 + x**2) / x**2
### END SOLUTION

# %% nbgrader={"grade_id": "check_slope", "grade": true, "locked": true}
grader.check("slope")

# %% nbgrader={"grade_id": "derivations", "locked": true}
# %load_ext autograder.student

# %% nbgrader={"grade_id": "chain", "solution": true}
# %%derivation chain
# ### BEGIN SOLUTION
# \log p(x, z) &= \log \left( p(x)\, p(z|x) \right) \\
#              &= \log p(z|x) + \log p(x)
# ### END SOLUTION

# %% nbgrader={"grade_id": "check_chain", "grade": true, "locked": true}
grader.check("chain")
