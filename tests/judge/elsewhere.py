"""A device that every machine has: it computes on the CPU, and is as strict as a GPU about what lies where.

`torch.device("meta")` names it. PyTorch's own tensors there have no numbers; these have some, kept on the CPU. A
function that is handed a tensor of the CPU beside one of these fails, as it does on a GPU, and so does NumPy.
"""

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._pytree import tree_flatten, tree_map

NAME = "meta"
THERE = torch.device(NAME)
NUMPYS = {torch.Tensor.numpy, torch.Tensor.__array__, torch.Tensor.data_ptr}
MOVES = {torch.Tensor.to, torch.Tensor.cpu, torch.Tensor.copy_}
# Functions in which a GPU's tensor goes with a single number on the CPU: what is done element by element, roughly.
STRICT = {"cat", "stack", "concat", "matmul", "__matmul__", "__rmatmul__", "equal", "dot", "einsum", "solve_triangular"}


class Elsewhere(torch.Tensor):
    """A tensor whose numbers are `here`, and which says that it is not."""

    @staticmethod
    def __new__(cls, here):
        made = torch.Tensor._make_wrapper_subclass(cls, here.size(), dtype=here.dtype, device=NAME)
        made.here = here
        return made

    def __repr__(self):
        return "Elsewhere()"

    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return call(function, args, kwargs or {})

    @classmethod
    def __torch_dispatch__(cls, operation, types, args=(), kwargs=None):
        raise NotImplementedError(f"{operation} reached a tensor that has no numbers of its own")


class Reachable(TorchFunctionMode):
    """While it is active, tensors can be moved to the device, and made there."""

    def __torch_function__(self, function, types, args=(), kwargs=None):
        return call(function, args, kwargs or {})


def call(function, args, kwargs):
    """`function`, on the CPU, if all that it is given lies in one place; what comes out lies there too."""
    given = [item for item in tree_flatten((args, kwargs))[0] if isinstance(item, torch.Tensor)]
    known = {id(item.here): item for item in given if isinstance(item, Elsewhere)}
    target = target_of(function, args, kwargs)
    if not known and target != THERE:
        return function(*args, **kwargs)
    if function == torch.Tensor.device.__get__:
        return THERE
    if function in NUMPYS and known:
        raise TypeError(f"{function.__name__}: the tensor is on another device: use Tensor.cpu() first")
    if function not in MOVES:
        require_one_place(function, given)
    args, kwargs = tree_map(on_the_cpu, (args, kwargs))
    stays = target in (None, THERE)

    def placed(value):
        if not isinstance(value, torch.Tensor) or isinstance(value, Elsewhere) or not stays:
            return value
        return known[id(value)] if id(value) in known else Elsewhere(value)

    with torch._C.DisableTorchFunction():
        result = function(*args, **kwargs)
    return result if isinstance(result, torch.Size) else tree_map(placed, result)


def target_of(function, args, kwargs):
    """The device that is asked for; None where it is that of the arguments."""
    if function is torch.Tensor.cpu:
        return torch.device("cpu")
    device = kwargs.get("device")
    if function is torch.Tensor.to and device is None:
        device = next((item for item in args[1:] if isinstance(item, str | torch.device)), None)
    return None if device is None else torch.device(device)


def on_the_cpu(value):
    if isinstance(value, Elsewhere):
        return value.here
    return torch.device("cpu") if isinstance(value, str | torch.device) and value in (NAME, THERE) else value


def require_one_place(function, tensors):
    name = function.__name__
    for tensor in tensors:
        if not isinstance(tensor, Elsewhere) and (tensor.ndim or name in STRICT):
            raise RuntimeError(
                f"{name}: expected all tensors on the same device, found one of shape {tuple(tensor.shape)} on the CPU"
            )
