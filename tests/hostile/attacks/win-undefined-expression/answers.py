# %% slope
slope = sympy.Piecewise((sympy.nan, x > 0), (0, True)) + sympy.Mul(0, sympy.oo, evaluate=False)
