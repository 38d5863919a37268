"""What is written in many ways is read as one."""

import pytest

from .reading import said, tree

SAME = {
    "p(x|z)": [
        r"p(x \mid z)", r"p(x\vert z)", r"p(x \,|\, z)", r"p\left(x \,\middle|\, z\right)",
        r"p\big(x\,\big|\,z\big)", r"p(\mathbf{x}|\boldsymbol{z})", "p(x ∣ z)",
    ],
    "E_{q(z|x)}[x]": [
        r"\mathbb E_{q(z|x)}[x]", r"\mathbb{E}_{q(z|x)}\!\left[x\right]", r"\mathrm{E}_{q(z|x)}[x]",
        r"\operatorname{E}_{q(z|x)}[x]", r"\mathop{\mathbb{E}}\limits_{q(z|x)}\Big[ x \Big]",
        r"\mathbb{E}_{q(z|x)}\{x\}", "E_{q(z|x)}(x)", r"\langle x \rangle_{q(z|x)}",
    ],
    r"E_{z \sim q(z|x)}[x]": [
        r"\operatorname*{\mathbb{E}}_{z\sim q(z|x)}[x]", r"\underset{z \sim q(z|x)}{\mathbb{E}}[x]",
    ],
    r"D_{KL}(q\|p)": [
        r"\mathrm{KL}(q\|p)", r"D_{\mathrm{KL}}(q\|p)", "KL(q||p)", r"\text{KL}(q \parallel p)",
        r"D_\mathrm{KL}[q \,\|\, p]", r"D_{\text{KL}}\left(q \,\middle\|\, p\right)", "D_KL(q||p)",
        r"\operatorname{KL}\bigl(q\,\big\|\,p\bigr)", r"\mathbb{D}_{KL}(q\Vert p)", "KL(q, p)", "KL(q ∥ p)",
    ],
    r"\log x": [
        r"\ln x", "log x", r"\operatorname{log} x", r"\mathrm{ln}\, x", "ln(x)", r"\log\left(x\right)", r"\log{x}",
    ],
    r"\frac{x}{2}": [
        r"\dfrac x2", r"\tfrac{x}2", r"\frac x {2}", "x/2", "{x}/{2}", r"\left.x\right/2",
    ],
    r"\int p(x,z)\,dz": [
        r"\int dz\, p(x,z)", r"\int p(x,z)\,\mathrm{d}z", r"\int\!dz p(x,z)", r"\int_z p(x,z)\,dz",
        r"\int_{-\infty}^{\infty} p(x,z) dz", r"\int\limits p(x,z)\;dz", r"\int_{\mathbb{R}^d} p(x,z)\,dz",
        "∫ p(x,z) dz",
    ],
    r"\int p(x,z)\,dx\,dz": [
        r"\iint p(x,z)\,dx\,dz", r"\int\int p(x,z) dx dz", r"\int dx\,dz\, p(x,z)",
    ],
    r"\sum_z x": [
        r"\sum_{z} x", r"\sum\limits_z x", r"\sum_{z\in\mathcal{Z}} x", r"\displaystyle\sum_z x", "∑_z x",
    ],
    r"\sum_{i=1}^n x_i": [
        r"\sum_{i=1}^{n} x_{i}", r"\sum^n_{i=1} x_i", r"\sum\limits_{i=1}^n x_i", r"\sum_{i=1}^n x^{(i)}",
    ],
    r"\prod_{t=1}^T x_t": [
        r"\prod_{t=1}^{T} x_{t}", r"\prod\limits_{t=1}^T {x_t}", "∏_{t=1}^T x_t",
    ],
    "x_{0:T}": [
        r"\mathbf{x}_{0:T}", r"\boldsymbol{x}_{0:T}", r"\bm x_{0:T}", "x_{0 : T}", r"\vec{x}_{0:T}",
    ],
    r"\mathcal{N}(x;\mu,\sigma^2)": [
        r"\mathcal N(x;\mu,\sigma^2)", r"N(x; \mu, \sigma^2)", r"\mathrm{N}(x \mid \mu, \sigma^2)",
        r"\mathcal{N}\left(x;\, \mu,\, \sigma^2\right)", r"\mathscr{N}(x; μ, σ^2)",
    ],
    r"\frac{\partial}{\partial\mu} \mu^2": [
        r"\partial_\mu \mu^2", r"\frac{\partial \mu^2}{\partial\mu}", r"\frac{d}{d\mu}\mu^2",
        r"\frac{\mathrm{d}\mu^2}{\mathrm{d}\mu}", r"\nabla_\mu \mu^2", r"\partial \mu^2/\partial\mu",
    ],
    r"\hat\mu": [
        r"\hat{\mu}", r"\widehat{\mu}", r"\boldsymbol{\hat\mu}", r"\hat{\boldsymbol{\mu}}",
    ],
    r"\bar\alpha_t": [
        r"\bar{\alpha}_t", r"\bar{\alpha_t}", r"\overline{\alpha}_{t}",
    ],
    r"\tilde\mu_t": [
        r"\tilde{\mu}_t", r"\widetilde{\mu_t}",
    ],
    r"\hat\sigma^2": [
        r"\hat{\sigma}^2", r"\hat{\sigma^2}", r"{\hat\sigma}^{2}",
    ],
    r"\mu_{ML}": [
        r"\mu_{\mathrm{ML}}", r"\mu_\text{ML}", r"\mu_{\rm ML}",
    ],
    r"\mu^*": [
        r"\mu^{\ast}", r"\mu^\star", r"\mu^{*}", "μ^∗",
    ],
    "x": [
        r"\textcolor{red}{x}", r"\boxed{x}", r"\phantom{a} x", r"\underbrace{x}_{\text{name}}", r"\overbrace{x}^{a}",
        r"x \label{a} \tag{1}", r"{\color{red} x}", "{{x}}", r"x\ ", "x % because", r"\left( x \right)", r"\{ x \}",
        r"\mathit{x}",
    ],
    "2 x": [
        r"2 \cdot x", r"2 \times x", "2*x", r"2\,x", "2 · x", "2(x)",
    ],
    "x - 1": [
        "x − 1", "x – 1", "x{}-1", "{}x - {}1",
    ],
    r"\sqrt{x}": [
        r"\sqrt x", "√x",
    ],
    "e^{x}": [
        r"\exp(x)", r"\exp\{x\}", r"\mathrm{e}^x", "exp(x)",
    ],
    r"\arg\max_\theta f(\theta)": [
        r"\underset{\theta}{\arg\max}\, f(\theta)", r"\operatorname*{arg\,max}_\theta f(\theta)",
        r"\mathrm{argmax}_\theta f(\theta)", r"\argmax_{\theta} f(\theta)", "argmax_θ f(θ)",
        r"\arg\max_{\theta \in \Theta} f(\theta)",
    ],
    "H(X|Y)": [
        r"\mathrm{H}(X \mid Y)", r"\mathbb{H}[X|Y]", r"\mathcal{H}(X|Y)",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("plain", "other"), [(plain, other) for plain, others in SAME.items() for other in others])
def test_a_habit_changes_nothing(plain, other):
    assert tree(other) == tree(plain)


def test_forms_differ_that_mean_different_things():
    different = [
        "x_i", "x^i", r"\hat x", r"\bar x", "x_{0:T}", "x_{1:T}", "p(x|z)", "p(z|x)", "p(x,z)", r"KL(q\|p)",
        r"KL(p\|q)", r"\mu^*", r"\mu^2", r"\sum_z x", r"\prod_z x", r"\int x\,dz", "p_{data}(x)", "p(x)", r"\log x",
        r"\log_2 x", r"\log_{10} x", r"\partial_\mu x", r"\partial_\sigma x",
    ]  # fmt: skip

    assert len({said(latex) for latex in different}) == len(different)


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        (r"\frac{\partial}{\partial\sigma^2} \sigma^4", "derivative by σ^2 of [ σ^4 ]"),
        (r"\frac{\partial^2}{\partial\mu^2} \mu^3", "second derivative by μ of [ μ^3 ]"),
        (r"\frac{\partial^2 f}{\partial\mu\,\partial\mu}", "second derivative by μ of [ f ]"),
        (r"\sum_{t>1} x_t", "sum over t from 1 + 1 on of [ x_t ]"),
        (r"\sum_{t\ge 2} x_t", "sum over t from 2 on of [ x_t ]"),
        (r"\sum_{t<T} x_t", "sum over t to T - 1 of [ x_t ]"),
        (r"\sum_i x_i", "sum over i of [ x_i ]"),
        (r"\sum_{x,z} p(x,z)", "sum over x, z of [ p(x,z) ]"),
        (r"\mathcal{N}(\mu, \sigma^2)", "Normal(mean μ, variance σ^2)"),
        (r"JSD(p_{data}\|p)", "JSD of p_data(x) and p"),
        (r"\left. x^2 \right|_{x = 1}", "[ x^2 ] at x = 1"),
        (r"\int dx \int dz\, p(x,z)", "integral over x of [ integral over z of [ p(x,z) ] ]"),
        (r"C(x)", "constant C(x)"),
        (r"1.5 x", "1.5 · x"),
    ],
)
def test_a_form_is_read_as(latex, words):
    assert said(latex) == words
