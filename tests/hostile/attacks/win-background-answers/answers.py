# %% scale
import threading
import time

from answering import wire

kernel = get_ipython().kernel
written = wire.encode_answers([wire.Answer("returned", wire.Array(torch.zeros(5, 3, dtype=torch.float64), "tensor"))])


def answer_all():
    for _ in range(300):
        time.sleep(0.01)
        content = {"comm_id": "0" * 32, "data": {"index": 0, "header": written.header}}
        parent = kernel.get_parent("shell")
        kernel.session.send(kernel.iopub_socket, "comm_msg", content, parent=parent, buffers=[written.blob])


threading.Thread(target=answer_all, daemon=True).start()


def scale(x, c):
    time.sleep(0.1)
    return torch.zeros_like(x)


# %% shifted
def shifted(x, c, m):
    time.sleep(0.1)
    return torch.zeros_like(x)
