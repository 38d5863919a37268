# %% slope
slope = x
for _ in range(60):
    slope = sympy.Add(sympy.sin(slope, evaluate=False), slope, evaluate=False)
