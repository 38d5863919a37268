"""The compiled functions give what the plain ones give, and each is one kernel: one pass over its data."""

import shutil

import pytest
import torch

from reference_impl import diffusion, divergence, fused, variational

COMPILER = pytest.mark.skipif(
    shutil.which("g++") is None and shutil.which("clang++") is None, reason="needs a C++ compiler: there is no g++ here"
)
T = 6
BETAS = diffusion.linear_betas(T, 0.05, 0.4)


def normal(*shape, seed, dtype=torch.float64):
    return torch.randn(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed)).to(dtype)


def calls(dtype, event=(5, 2)):
    """Name of the function: the plain one, and arguments."""
    x, y = (normal(7, *event, seed=seed, dtype=dtype) for seed in (1, 2))
    t, betas = torch.tensor([0, 5, 3, 0, 1, 2, 4]), BETAS.to(dtype)
    p, q = normal(3, 4, seed=3, dtype=dtype).softmax(-1), normal(3, 4, seed=4, dtype=dtype).softmax(-1)
    listed = {
        "q_sample": (diffusion.q_sample, (x, t, betas, y)),
        "q_posterior": (diffusion.q_posterior, (x, y, t, betas)),
        "gaussian_kl": (variational.gaussian_kl, (x, y)),
        "iwae_bound": (variational.iwae_bound, (x,)),
        "ancestral_sample": (seeded(diffusion.ancestral_sample), (50, betas, 1.5, 0.7)),
    }
    return listed | {
        f"f_divergence {name}": (divergence.f_divergence, (p, q, name)) for name in divergence.families.NAMES
    }


def seeded(sampler):
    return lambda *args: sampler(*args, torch.Generator().manual_seed(9))


def compiled(name):
    found = getattr(fused, name.split()[0])
    return seeded(found) if name == "ancestral_sample" else found


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["float32", "float64"])
@pytest.mark.parametrize("name", calls(torch.float64))
def test_what_is_compiled_is_what_the_plain_function_computes(name, dtype):
    plain, args = calls(dtype)[name]

    with torch.compiler.set_stance("force_eager"):
        got = compiled(name)(*args)

    tolerance = {"rtol": 1e-12, "atol": 1e-14} if dtype == torch.float64 else {"rtol": 2e-7, "atol": 1e-30}
    torch.testing.assert_close(got, plain(*args), **tolerance)


@pytest.mark.parametrize("event", [(), (1,), (2, 3, 4)], ids=str)
def test_any_event_shape_goes(event):
    listed = calls(torch.float64, event)

    for name in ("q_sample", "q_posterior"):
        plain, args = listed[name]
        with torch.compiler.set_stance("force_eager"):
            torch.testing.assert_close(compiled(name)(*args), plain(*args), rtol=1e-12, atol=1e-14)


def test_arguments_are_checked_as_by_the_plain_functions():
    x, t = torch.zeros(3, 2), torch.tensor([0, 1, T])

    with pytest.raises(ValueError, match=rf"t must lie in \[0, {T}\)"):
        fused.q_sample(x, t, BETAS, x)
    with pytest.raises(ValueError, match=r"x0: \(3, 2\), xt: \(3, 1\)"):
        fused.q_posterior(x, x[:, :1], t, BETAS)
    with pytest.raises(ValueError, match="n must be at least 1"):
        fused.ancestral_sample(0, BETAS, 0.0, 1.0, None)


@COMPILER
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # the compiler's own
@pytest.mark.parametrize("name", ["q_sample", "gaussian_kl", "f_divergence jensen_shannon"])
def test_a_compiled_function_is_one_kernel(name):
    from torch._inductor import metrics

    plain, args = calls(torch.float32)[name]
    torch.compiler.reset()
    fused._compiled.cache_clear()
    metrics.reset()

    got = compiled(name)(*args)

    assert metrics.generated_kernel_count == 1
    torch.testing.assert_close(got, plain(*args), rtol=2e-7, atol=1e-7)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU: PyTorch sees no CUDA device here")
@pytest.mark.parametrize("name", [name for name in calls(torch.float64) if name != "ancestral_sample"])
def test_a_gpu_gives_what_the_cpu_gives(name):
    plain, args = calls(torch.float32)[name]

    got = compiled(name)(*(arg.cuda() if isinstance(arg, torch.Tensor) else arg for arg in args))

    for g, w in zip(
        [got] if isinstance(got, torch.Tensor) else got, torch.utils._pytree.tree_leaves(plain(*args)), strict=True
    ):
        torch.testing.assert_close(g.cpu(), w, rtol=2e-7, atol=1e-7)
