"""Every function of the reference: dtype and device kept, batches, gradients, randomness, nothing changed in place."""

import dataclasses
import importlib
import inspect
import pkgutil

import pytest
import torch

import reference_impl
from reference_impl.contract import Contract

TOPICS = [info.name for info in pkgutil.iter_modules(reference_impl.__path__) if info.ispkg]
CONTRACTS = [
    contract for topic in TOPICS for contract in importlib.import_module(f"reference_impl.{topic}.contracts").CONTRACTS
]
BATCHED = [contract for contract in CONTRACTS if contract.batched]
SMOOTH = [contract for contract in CONTRACTS if contract.smooth]
RANDOM = [c for c in CONTRACTS if any(isinstance(v, torch.Generator) for v in c.example(torch.Generator()).values())]
WITHOUT_SYNC = [
    c
    for c in CONTRACTS
    if not c.syncs and any(isinstance(v, torch.Tensor) for v in c.example(torch.Generator()).values())
]
OTHER = ("Law", "Expr", "Target")  # ends of the annotated results that are no tensors
EVERY = pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.name)


def over(contracts):
    return pytest.mark.parametrize("contract", contracts, ids=lambda contract: contract.name)


def example(contract, seed=0):
    return dict(contract.example(torch.Generator().manual_seed(seed)))


def mapped(change, value):
    """`change` of every tensor in a value: a tensor, a dict or a tuple of them; what is no tensor stays."""
    if isinstance(value, torch.Tensor):
        return change(value)
    if isinstance(value, dict):
        return {name: mapped(change, item) for name, item in value.items()}
    return value


def tensors(value):
    """All tensors in an argument or a result: a tensor, a dict, a tuple, the fields of a law."""
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, dict):
        return [tensor for item in value.values() for tensor in tensors(item)]
    if isinstance(value, tuple):
        return [tensor for item in value for tensor in tensors(item)]
    if dataclasses.is_dataclass(value):
        return [tensor for field in dataclasses.fields(value) for tensor in tensors(getattr(value, field.name))]
    return []


def is_law(value):
    return dataclasses.is_dataclass(value)


def call(contract, inputs, **changes):
    return contract.function(*(inputs | changes).values())


def fresh_generators(inputs, seed=5):
    return {
        name: torch.Generator().manual_seed(seed) if isinstance(value, torch.Generator) else value
        for name, value in inputs.items()
    }


def floating(value):
    return [tensor for tensor in tensors(value) if tensor.is_floating_point()]


def test_every_public_function_that_computes_tensors_is_here():
    """What returns a law or an expression needs no contract: it is computed on our side only, and tested there."""
    modules = [importlib.import_module(f"reference_impl.{topic}") for topic in TOPICS]
    public = {
        f"{module.__name__.removeprefix('reference_impl.')}.{name}": inspect.signature(getattr(module, name))
        for module in modules
        for name in module.__all__
        if inspect.isfunction(getattr(module, name))
    }
    computing = {name for name, signature in public.items() if not str(signature.return_annotation).endswith(OTHER)}

    held = {contract.name for contract in CONTRACTS}
    assert computing <= held
    assert held <= public.keys()


@EVERY
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["float32", "float64"])
def test_the_dtype_of_the_floating_arguments_is_kept(contract, dtype):
    inputs = {
        name: mapped(lambda x: x.to(dtype) if x.is_floating_point() else x, value)
        for name, value in example(contract).items()
    }

    result = call(contract, inputs)

    expected = dtype if floating(inputs) and not is_law(result) else torch.float64
    assert {tensor.dtype for tensor in floating(result)} <= {expected}


@EVERY
def test_float32_is_float64_rounded(contract):
    """Inside, everything is float64: float32 arguments cost the rounding of arguments and result, and no more."""
    rounded = {
        name: mapped(lambda x: x.float() if x.is_floating_point() else x, value)
        for name, value in example(contract).items()
    }
    exact = {
        name: mapped(lambda x: x.double() if x.is_floating_point() else x, value) for name, value in rounded.items()
    }

    got = tensors(call(contract, fresh_generators(rounded)))
    want = tensors(call(contract, fresh_generators(exact)))

    for g, w in zip(got, want, strict=True):
        torch.testing.assert_close(g, w.to(g.dtype), rtol=2e-7, atol=0, equal_nan=True)


@over(BATCHED)
def test_a_batch_gives_what_its_members_give(contract):
    members = [example(contract, seed) for seed in range(6)]
    alone = [tensors(call(contract, members[0] | {n: member[n] for n in contract.batched})) for member in members]
    batch = {name: torch.stack([member[name] for member in members]).unflatten(0, (2, 3)) for name in contract.batched}

    together = tensors(call(contract, members[0] | batch))

    for i, result in enumerate(together):
        want = torch.stack([member[i] for member in alone]).unflatten(0, (2, 3))
        torch.testing.assert_close(result, want, rtol=1e-12, atol=1e-14)


@over(BATCHED)
def test_no_batch_axis_is_a_batch_too(contract):
    inputs = example(contract)
    one = {}
    for name, rank in contract.batched.items():
        value = inputs[name]
        while value.ndim > rank:
            value = value[0]
        one[name] = value

    assert tensors(call(contract, inputs | one))


@over(SMOOTH)
def test_gradients_are_those_of_finite_differences(contract):
    inputs = example(contract)
    smooth = [inputs[name].clone().requires_grad_() for name in contract.smooth]

    def function(*values):
        changed = inputs | dict(zip(contract.smooth, values, strict=True))
        return tuple(floating(call(contract, fresh_generators(changed))))

    assert torch.autograd.gradcheck(function, smooth, eps=1e-6, atol=1e-6, rtol=1e-4)


@EVERY
def test_the_same_arguments_and_generator_state_give_the_same_result(contract):
    inputs = example(contract)

    first = tensors(call(contract, fresh_generators(inputs)))
    again = tensors(call(contract, fresh_generators(inputs)))

    assert all(torch.equal(a, b) for a, b in zip(first, again, strict=True))


@over(RANDOM)
def test_successive_draws_differ_and_the_global_state_stays(contract):
    inputs = fresh_generators(example(contract))
    state = torch.get_rng_state()

    results = [call(contract, inputs) for _ in range(2)]

    if not is_law(results[0]):  # a law takes the generator only to have the sampler's arguments
        first, second = (tensors(result) for result in results)
        assert not all(torch.equal(a, b) for a, b in zip(first, second, strict=True))
    assert torch.equal(torch.get_rng_state(), state)


@EVERY
def test_arguments_are_left_unchanged(contract):
    inputs = example(contract)
    before = [(tensor, tensor.clone(), tensor._version) for value in inputs.values() for tensor in tensors(value)]

    call(contract, inputs)

    assert all(torch.equal(tensor, copy) and tensor._version == version for tensor, copy, version in before)


@over(WITHOUT_SYNC)
def test_nothing_is_read_back_from_the_device(contract):
    """Tensors on `meta` have no values: whoever looks at one, or makes a tensor on another device, fails."""
    inputs = {
        name: None if isinstance(value, torch.Generator) else mapped(lambda x: x.to("meta"), value)
        for name, value in example(contract).items()
    }

    result = call(contract, inputs)

    assert {tensor.device.type for tensor in tensors(result)} <= {"meta"}


@EVERY
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU: PyTorch sees no CUDA device here")
def test_a_gpu_gives_what_the_cpu_gives(contract):
    inputs = example(contract)
    there = {
        name: torch.Generator("cuda").manual_seed(5)
        if isinstance(value, torch.Generator)
        else mapped(lambda x: x.cuda(), value)
        for name, value in inputs.items()
    }

    got, want = tensors(call(contract, there)), tensors(call(contract, fresh_generators(inputs)))

    assert all(tensor.device.type == "cuda" for tensor in got)
    if contract not in RANDOM:
        for g, w in zip(got, want, strict=True):
            torch.testing.assert_close(g.cpu(), w, rtol=1e-10, atol=1e-12)


def test_a_contract_is_named_by_its_topic_and_function():
    def entropy(p):
        return p

    entropy.__module__ = "reference_impl.information.discrete"

    assert Contract(entropy, lambda generator: {}).name == "information.entropy"
