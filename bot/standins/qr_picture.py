"""A picture in place of a QR code: it looks like one and says nothing, for nobody's telephone knows the stand-in."""

import struct
import zlib
from hashlib import shake_128

SIDE, SCALE, MARGIN = 29, 8, 4  # modules, pixels a module, modules of white around


def picture(words: str) -> bytes:
    """A PNG, another one for other words."""
    bits = shake_128(words.encode()).digest(SIDE * SIDE // 8 + 1)
    rows = [[_corner(x, y, bits) for x in range(SIDE)] for y in range(SIDE)]
    white = [False] * (SIDE + 2 * MARGIN)
    framed = [white] * MARGIN + [[False] * MARGIN + row + [False] * MARGIN for row in rows] + [white] * MARGIN
    return png([[dark for dark in row for _ in range(SCALE)] for row in framed for _ in range(SCALE)])


def png(rows: list[list[bool]]) -> bytes:
    """Grey, eight bits a pixel: True is black."""
    lines = b"".join(b"\x00" + bytes(0 if dark else 255 for dark in row) for row in rows)
    head = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _corner(x: int, y: int, bits: bytes) -> bool:
    """The three eyes of a QR code; noise elsewhere."""
    for left, top in ((0, 0), (SIDE - 7, 0), (0, SIDE - 7)):
        ring = max(abs(x - left - 3), abs(y - top - 3))
        if ring <= 4:
            return ring in (0, 1, 3)
    at = y * SIDE + x
    return bool(bits[at // 8] >> (at % 8) & 1)
