"""Ways to break JSON, bytes and source. `chance` decides: a `random.Random`, also one that Hypothesis drives."""

import copy
import json

ODD = [
    None,
    True,
    False,
    0,
    -1,
    1.5,
    2**31,
    2**62,
    -(2**63),
    10**400,
    1e308,
    float("inf"),
    float("nan"),
    "",
    "x",
    "\ud800",
    "\x00",
    "\u202e",
    "é" * 300,
    "x" * 20_000,
    [],
    {},
    [[]],
    [None],
    [{}],
    {"a": {}},
    ["def scale(x):\n", 3],
    "DEEP",
]
FRAGMENTS = [
    *("\n", " ", "\t", "\r", "\x00", "\x0c", "\\", "\\\n", "#", "'", '"', "'''", '"""', "(", ")", "[", "]", "{", "}"),
    *("%%", "%", "!", "?", "%%time\n", "%%bash\n", "%%derivation chain\n", "%matplotlib inline\n", "!ls\n"),
    *("x = %who\n", "def scale(", "class scale:", "lambda: ", "async ", "await ", "yield ", "return "),
    *("global scale\n", "del scale\n", "import os\n", "from x import *\n", "from . import y\n", "import scale\n"),
    *("exec('scale = 1')\n", "globals()['x'] = 1\n", "if 1:\n", "    ", "else:\n", "try:\n", "with x as y:\n"),
    *("match x:\n", "for scale in x:\n", "@scale\n", "scale += 1\n", "𝐬𝐜𝐚𝐥𝐞 = 1\n", "\ufeff", "\u2028", "\ud800", "é"),
    *("0x", "1_0", "1e999", "f'{x!r:{y}}'", "b'\\xff'", "...", ":=", "->"),
]
BYTES = [b"\xff", b"\x00", b"{", b"[", b'"', b"\\", b",", b"9" * 5000, b"\xef\xbb\xbf"]


def places(node):
    """Every place in a JSON value where something may be put."""
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, item in list(items):
        yield node, key
        yield from places(item)


def broken_value(chance, raw, times):
    """A copy of a JSON value with up to `times` changes of its structure."""
    raw = [copy.deepcopy(raw)]
    for _ in range(chance.randint(1, times)):
        _break_once(chance, raw)
    return raw[0]


def _break_once(chance, raw):
    found = list(places(raw))
    node, key = found[chance.randrange(len(found))]
    match chance.randrange(7):
        case 0:
            node[key] = copy.deepcopy(ODD[chance.randrange(len(ODD))])
        case 1 if node is not raw:
            del node[key]
        case 2:
            other, there = found[chance.randrange(len(found))]
            node[key] = copy.deepcopy(other[there])
        case 3 if isinstance(node, list):
            node.insert(chance.randint(0, len(node)), copy.deepcopy(node[key]))
        case 4:
            node[key] = [node[key]] if chance.randrange(2) else {"a": node[key]}
        case 5 if isinstance(node, dict):
            node[f"{key}_"] = node.pop(key)
        case 6 if isinstance(node[key], str):
            node[key] = broken_text(chance, node[key], 3)
        case 6 if isinstance(node[key], int | float):
            node[key] = chance.choice([-node[key], node[key] + 1, 2**62, str(node[key])])


def as_text(chance, raw):
    """JSON of it, in one of the ways that JSON may be written."""
    text = json.dumps(raw, ensure_ascii=bool(chance.randrange(2)), indent=chance.choice([None, 1]))
    depth = chance.choice([50, 500, 900, 990, 1100, 100_000])
    return text.replace('"DEEP"', "[" * depth + "]" * depth)


def broken_text(chance, text, times):
    for _ in range(chance.randint(1, times)):
        at = chance.randint(0, len(text))
        match chance.randrange(4):
            case 0:
                text = text[:at] + FRAGMENTS[chance.randrange(len(FRAGMENTS))] + text[at:]
            case 1:
                text = text[:at] + text[at + chance.randint(1, 20) :]
            case 2:
                lines = text.split("\n")
                chance.shuffle(lines)
                text = "\n".join(lines)
            case 3:
                text = text[:at] + text[chance.randint(0, len(text)) :]
    return text


def broken_bytes(chance, data, times):
    data = bytearray(data)
    for _ in range(chance.randint(1, times)):
        at = chance.randint(0, len(data))
        match chance.randrange(6):
            case 0:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del data[at : at + chance.randint(1, 40)]
            case 2:
                data[at:at] = chance.choice(
                    [b"\xff", b"\x00", b"{", b"[", b'"', b"\\", b",", b"9" * 5000, b"\xef\xbb\xbf"]
                )
            case 3:
                there = chance.randint(0, len(data))
                data[at:at] = data[there : there + chance.randint(1, 200)]
            case 4 if chance.randrange(4) == 0:
                del data[at:]
            case 5 if at + 8 <= len(data):
                size = chance.choice([0, 1, 7, 2**16 - 1, 2**31, 2**32 - 1, 2**62, 2**64 - 1])
                data[at : at + 8] = size.to_bytes(8, "little")
    return bytes(data)
