"""The small VAE is the one that the notebook of week 4 hands out."""

from pathlib import Path

import jupytext
import pytest
import torch

from reference_impl import variational

NOTEBOOK = Path(__file__).parents[3] / "solutions" / "week04_elbo" / "notebook.py"


def normal(seed, *shape):
    return torch.randn(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def params(dtype=torch.float64):
    shapes = {"enc": (5, 4), "mu": (4, 2), "logvar": (4, 2), "dec": (2, 3), "logits": (3, 5)}
    weights = {f"{layer}_W": normal(i, *shape).to(dtype) for i, (layer, shape) in enumerate(shapes.items())}
    biases = {f"{layer}_b": normal(9 + i, shape[1]).to(dtype) for i, (layer, shape) in enumerate(shapes.items())}
    return weights | biases


@pytest.fixture(scope="module")
def given():
    """The names of the notebook's given cells."""
    namespace = {}
    for cell in jupytext.read(NOTEBOOK).cells:
        if "given" in cell.metadata.get("tags", []):
            exec(compile(cell.source, str(NOTEBOOK), "exec"), namespace)
    return namespace


@pytest.mark.parametrize("batch", [(), (3,), (2, 3)], ids=str)
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=str)
def test_the_notebooks_encoder_and_decoder_are_the_references(given, batch, dtype):
    x, z = (normal(1, *batch, 5) > 0).to(dtype), normal(2, *batch, 2).to(dtype)

    ours = (*variational.encode(params(dtype), x), variational.decode(params(dtype), z))
    theirs = (*given["encode"](params(dtype), x), given["decode"](params(dtype), z))

    assert [tuple(value.shape) for value in theirs] == [(*batch, 2), (*batch, 2), (*batch, 5)]
    for our, their in zip(ours, theirs, strict=True):
        assert their.dtype == dtype
        torch.testing.assert_close(our, their, rtol=1e-5, atol=1e-6 if dtype == torch.float32 else 1e-12)


@pytest.mark.parametrize("x_dtype", [torch.int64, torch.bool, torch.float32], ids=str)
def test_pixels_of_any_dtype_are_encoded_in_that_of_the_parameters(x_dtype):
    x = normal(1, 3, 5) > 0

    mu, logvar = variational.encode(params(), x.to(x_dtype))

    want = variational.encode(params(), x.double())
    assert torch.equal(mu, want[0])
    assert torch.equal(logvar, want[1])


def test_one_layer_by_hand():
    """Everything 0 but the biases: the hidden layers do not matter then."""
    zero = {name: torch.zeros_like(value) for name, value in params().items()}
    zero |= {"mu_b": torch.tensor([1.0, 2.0]).double(), "logits_b": torch.arange(5).double()}

    mu, logvar = variational.encode(zero, torch.ones(2, 5))
    logits = variational.decode(zero, torch.ones(2, 2))

    assert mu.tolist() == [[1, 2], [1, 2]]
    assert not logvar.any()
    assert logits.tolist() == [[0, 1, 2, 3, 4]] * 2
