# %% noise
while True:
    pass
