# %% slope
ten = sympy.Integer(10)
slope = x + sympy.Pow(ten, sympy.Pow(ten, sympy.Pow(ten, ten, evaluate=False), evaluate=False), evaluate=False)
