# %% chain
# %%derivation chain
# \log p(x, z) &= \log p(x, z) + 0 \cdot \log 0 \\
#              &= \frac{0}{0} \\
#              &= \log p(x) + \log p(z|x)
