# %% scale
from ipykernel.comm.comm import BaseComm

send = BaseComm.publish_msg


def twice(self, *args, **keys):
    send(self, *args, **keys)
    send(self, *args, **keys)


BaseComm.publish_msg = twice


def scale(x, c):
    return c * (x - x.mean(0)) / x.std(0, correction=0)


# %% shifted
def shifted(x, c, m):
    return torch.zeros_like(x)
