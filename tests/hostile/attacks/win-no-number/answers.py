# %% slope
slope = sympy.nan + sympy.zoo * x
