# %% scale
import socket

loot, tried = [], 0
addresses = [
    (socket.AF_INET, "127.0.0.1"),
    (socket.AF_INET, "127.0.0.2"),
    (socket.AF_INET6, "::1"),
    (socket.AF_INET, "0.0.0.0"),
]
for family, host in addresses:
    for port in range(47900, 47910):
        tried += 1
        with socket.socket(family) as end:
            end.settimeout(0.05)
            try:
                end.connect((host, port))
                loot.append(f"{host}:{port}")
            except OSError:
                pass
for host in ("localhost", "ip6-localhost"):
    tried += 1
    try:
        with socket.create_connection((host, 47900), timeout=0.05):
            loot.append(host)
    except OSError:
        pass
raise RuntimeError(f"LOOT: {loot[:3]}" if loot else f"nobody at {tried} addresses")
