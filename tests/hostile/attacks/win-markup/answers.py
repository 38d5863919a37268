# %% scale
Bold = type("<b onclick=alert(1)>Bold", (RuntimeError,), {})


def scale(x, c):
    return x


raise Bold(
    "</li></ul><script>alert(1)</script><img src=x onerror=alert(1)> [a](javascript:alert(1)) {{ 7*7 }} {% raw %}"
)

# %% chain
# %%derivation chain
# \log p(x, z) &= </code><script>alert(1)</script> \href{javascript:alert(1)}{x} <img src=x onerror=alert(1)>
# \text{<iframe src="javascript:alert(1)">}
