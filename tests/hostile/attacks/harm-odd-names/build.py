"""Names for whoever prints them."""

import json


def build(folder, honest):
    (folder / "\u202egpj.skcah\n\x1b[2J.ipynb").write_text(json.dumps(honest))
    for i in range(2000):
        (folder / f"{i:04}{'x' * 251}").touch()
    for name in (b"\xff\xfe", b"-rf", b"$(touch x)", b"<script>", b"\r\n", b"..."):
        (folder / "").joinpath(name.decode("utf-8", "surrogateescape")).touch()
