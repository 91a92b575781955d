"""Makes ICU's data as small as what Qt asks them for: 32 MB become 11; maru.spec calls it.

Qt asks ICU how to order words, to read old encodings and to name time zones, and nothing else: it has its own tables of
languages and its own line breaks. The form of the data is ICU's "common data" (User Guide, "ICU Data"; its source,
ucmndata.h): a header, the number of items, for each the offsets of its name and its content, the names in order, the
contents at multiples of 16.
"""

import re
import struct
import subprocess
import tempfile
from pathlib import Path

UNUSED = re.compile(r"^icudt\w+/((brkitr|rbnf|translit|unit)/|.*\.spp$|unames\.icu$|confusables\.cfu$)")
"""Line breaks, numbers in words, other scripts, units, the names of hosts and of characters."""
FOREIGN = re.compile(r"^icudt\w+/(?!coll/)(\w+/)?(?!(en|ko|res)(_\w+)?\.res$)[a-z]{2,3}(_\w+)?\.res$")
"""All but our two languages; the orders of words (coll) are kept for all."""
ASSEMBLY = """
.section .rodata
.balign 16
.global {symbol}
.type {symbol}, @object
{symbol}:
.incbin "{data}"
.size {symbol}, . - {symbol}
.section .note.GNU-stack, "", @progbits
"""


def shrink(library: Path) -> None:
    """Puts a smaller libicudata.so.N in the place of this one; raises ValueError for one of an unknown form."""
    version = library.name.rpartition(".")[2]
    with tempfile.TemporaryDirectory() as scratch:
        data, source, compiled = (Path(scratch, name) for name in ("icu.dat", "icu.s", "icu.o"))
        subprocess.run(["objcopy", "-O", "binary", "--only-section=.rodata", library, data], check=True)
        data.write_bytes(packed(*wanted_of(data.read_bytes())))
        source.write_text(ASSEMBLY.format(symbol=f"icudt{version}_dat", data=data), encoding="ascii")
        subprocess.run(["as", "-o", compiled, source], check=True)
        subprocess.run(["ld", "-shared", "-s", "-soname", library.name, "-o", library, compiled], check=True)


def wanted_of(data: bytes) -> tuple[bytes, dict[str, bytes]]:
    """The header, and by their names the items that stay."""
    (length,) = struct.unpack_from("<H", data)
    if data[2:4] != b"\xda\x27" or data[12:16] != b"CmnD":
        raise ValueError("These are not ICU's common data.")
    header, body = data[:length], data[length:]
    (count,) = struct.unpack_from("<I", body)
    places = [struct.unpack_from("<II", body, 4 + 8 * at) for at in range(count)]
    ends = [start for _, start in places[1:]] + [len(body)]
    names = [body[at : body.index(0, at)].decode("ascii") for at, _ in places]
    contents = [body[start:end] for (_, start), end in zip(places, ends, strict=True)]
    items = dict(zip(names, contents, strict=True))
    return header, {name: item for name, item in items.items() if not UNUSED.search(name) and not FOREIGN.search(name)}


def packed(header: bytes, items: dict[str, bytes]) -> bytes:
    """The same form again."""
    names = b"".join(name.encode("ascii") + b"\0" for name in items)
    table = 4 + 8 * len(items)
    contents = bytearray(-(len(header) + table + len(names)) % 16)
    base, at_name, places = table + len(names), table, b""
    for name, item in items.items():
        places += struct.pack("<II", at_name, base + len(contents))
        at_name += len(name) + 1
        contents += item + bytes(-len(item) % 16)
    return header + struct.pack("<I", len(items)) + places + names + bytes(contents)
