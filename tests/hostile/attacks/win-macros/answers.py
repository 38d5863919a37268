# %% chain
# %%derivation chain
# \def\a{\a\a} \newcommand{\log}{0} \a\a\a
# \log р(x, z) &= \log р(x) + \log р(z|x) \\
#              &= \text{\log p(x) + \log p(z|x)}
