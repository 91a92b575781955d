"""The program's picture in the forms that Windows and macOS want; maru.spec asks, in a Python that has Qt."""

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ICO_SIDES = (16, 20, 24, 32, 40, 48, 64, 256)
ICNS_SIDES = {
    b"ic11": 32,
    b"ic12": 64,
    b"ic07": 128,
    b"ic13": 256,
    b"ic08": 256,
    b"ic14": 512,
    b"ic09": 512,
    b"ic10": 1024,
}
"""Those of macOS 10.7 and later, which hold PNG; ic11 to ic14 are for screens of double density."""


def ico(svg: Path) -> bytes:
    """https://learn.microsoft.com/previous-versions/ms997538: a list of pictures, then the pictures, as PNG."""
    pictures = [(side, png(svg, side)) for side in ICO_SIDES]
    head, at = struct.pack("<3H", 0, 1, len(pictures)), 6 + 16 * len(pictures)
    for side, picture in pictures:
        head += struct.pack("<4B2H2I", side % 256, side % 256, 0, 0, 1, 32, len(picture), at)
        at += len(picture)
    return head + b"".join(picture for _, picture in pictures)


def icns(svg: Path) -> bytes:
    """Each picture with its kind and length before it, and around all of them the same."""
    parts = [(kind, png(svg, side)) for kind, side in ICNS_SIDES.items()]
    body = b"".join(kind + struct.pack(">I", 8 + len(picture)) + picture for kind, picture in parts)
    return b"icns" + struct.pack(">I", 8 + len(body)) + body


def png(svg: Path, side: int) -> bytes:
    """Transparent where nothing is drawn."""
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(svg)).render(painter)
    painter.end()
    out = QBuffer()
    out.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(out, "PNG")
    return bytes(out.data().data())
