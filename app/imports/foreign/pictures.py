"""How large a picture says it is, from its first bytes; nothing is decoded."""

from __future__ import annotations

import struct

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
GIF = (b"GIF87a", b"GIF89a")
BMP = b"BM"
# Frames that carry a size (ITU T.81, table B.1), without tables of codes and arithmetic ones.
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def size_of(start: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, None for anything that is no picture known here."""
    try:
        if start.startswith(PNG):
            return struct.unpack(">II", start[16:24])
        if start.startswith(GIF):
            return struct.unpack("<HH", start[6:10])
        if start.startswith(BMP):
            width, height = struct.unpack("<ii", start[18:26])
            return abs(width), abs(height)
        return _jpeg(start) if start.startswith(JPEG) else None
    except struct.error:
        return None


def _jpeg(start: bytes) -> tuple[int, int] | None:
    place = 2
    while place + 9 <= len(start) and start[place] == 0xFF:
        kind = start[place + 1]
        if kind in FRAMES:
            height, width = struct.unpack(">HH", start[place + 5 : place + 9])
            return width, height
        place += 2 + struct.unpack(">H", start[place + 2 : place + 4])[0]
    return None
