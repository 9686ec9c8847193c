"""HDF5 files that take pixels from other files, built byte by byte: there is no HDF5 library among the tests' own."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import SimpleITK as sitk  # noqa: N813  # its usual name

UNDEFINED = 0xFFFFFFFFFFFFFFFF
SIZE = (4, 3, 2)
FACTS = ("Directions", "Dimension", "MetaData", "Origin", "Spacing", "VoxelType")


class Builder:
    """Grows a file of superblock version 0 and object headers of version 1 (HDF5 File Format Specification 3.0)."""

    def __init__(self, user_block: int = 0) -> None:
        self.lead = bytes(user_block)
        self.data = bytearray(96)

    def put(self, data: bytes) -> int:
        """Append, aligned, and return the address."""
        self.data += bytes(-len(self.data) % 8)
        address = len(self.data)
        self.data += data
        return address

    def header(self, *messages: tuple[int, bytes]) -> int:
        """Append an object header."""
        body = b""
        for kind, raw in messages:
            padded = raw + bytes(-len(raw) % 8)
            body += struct.pack("<HHB3x", kind, len(padded), 0) + padded
        return self.put(struct.pack("<BxHII4x", 1, len(messages), 1, len(body)) + body)

    def group(self, **links: bytes) -> int:
        """Append a group of link messages."""
        info = (2, struct.pack("<BBQQ", 0, 0, UNDEFINED, UNDEFINED))
        return self.header(info, (10, bytes(2)), *((6, link_message(name, link)) for name, link in links.items()))

    def bytes_at(self, root: int) -> bytes:
        """Return the whole file."""
        head = b"\x89HDF\r\n\x1a\n" + bytes([0, 0, 0, 0, 0, 8, 8, 0]) + struct.pack("<HHI", 4, 16, 0)
        head += struct.pack("<QQQQ", len(self.lead), UNDEFINED, len(self.lead) + len(self.data), UNDEFINED)
        self.data[:96] = head + struct.pack("<QQII16x", 0, root, 0, 0)
        return self.lead + bytes(self.data)

    def dataset(self, shape: tuple[int, ...], layout: bytes, *more: tuple[int, bytes]) -> int:
        """Append a data set of bytes."""
        space = struct.pack("<BBB5x", 1, len(shape), 0) + struct.pack(f"<{len(shape)}Q", *shape)
        number = struct.pack("<B3BIHH", 0x10, 0, 0, 0, 1, 0, 8)
        return self.header((1, space), (3, number), (5, bytes([2, 2, 0, 0])), (8, layout), *more)


def link_message(name: str, target: bytes) -> bytes:
    """Return a link message; ``target`` comes from `hard` or `external`."""
    flags, kind, value = (8, b"\x40", target[1:]) if target[:1] == b"E" else (0, b"", target[1:])
    return bytes([1, flags]) + kind + bytes([len(name)]) + name.encode() + value


def hard(address: int) -> bytes:
    """Return a link to an object of the same file."""
    return b"H" + struct.pack("<Q", address)


def external(file: str, path: str) -> bytes:
    """Return a link to an object of another file."""
    value = b"\0" + file.encode() + b"\0" + path.encode() + b"\0"
    return b"E" + struct.pack("<H", len(value)) + value


def checksum(data: bytes) -> int:
    """Return what HDF5 puts behind its younger structures: Bob Jenkins' lookup3 ("hashlittle"), public domain."""

    def turned(value: int, by: int) -> int:
        return (value << by | value >> (32 - by)) & 0xFFFFFFFF

    a = b = c = (0xDEADBEEF + len(data)) & 0xFFFFFFFF
    at = 0
    while len(data) - at > 12:
        p, q, r = struct.unpack_from("<III", data, at)
        a, b, c = (a + p) & 0xFFFFFFFF, (b + q) & 0xFFFFFFFF, (c + r) & 0xFFFFFFFF
        for by in ((4, 6, 8), (16, 19, 4)):
            a = ((a - c) & 0xFFFFFFFF) ^ turned(c, by[0])
            c = (c + b) & 0xFFFFFFFF
            b = ((b - a) & 0xFFFFFFFF) ^ turned(a, by[1])
            a = (a + c) & 0xFFFFFFFF
            c = ((c - b) & 0xFFFFFFFF) ^ turned(b, by[2])
            b = (b + a) & 0xFFFFFFFF
        at += 12
    if len(data) == at:
        return c
    p, q, r = struct.unpack("<III", data[at:].ljust(12, b"\0"))
    a, b, c = (a + p) & 0xFFFFFFFF, (b + q) & 0xFFFFFFFF, (c + r) & 0xFFFFFFFF
    c = ((c ^ b) - turned(b, 14)) & 0xFFFFFFFF
    a = ((a ^ c) - turned(c, 11)) & 0xFFFFFFFF
    b = ((b ^ a) - turned(a, 25)) & 0xFFFFFFFF
    c = ((c ^ b) - turned(b, 16)) & 0xFFFFFFFF
    a = ((a ^ c) - turned(c, 4)) & 0xFFFFFFFF
    b = ((b ^ a) - turned(a, 14)) & 0xFFFFFFFF
    return ((c ^ b) - turned(b, 24)) & 0xFFFFFFFF


def good(path: Path) -> Path:
    """Write an HDF5 image of the values 0 to 23."""
    sitk.WriteImage(sitk.GetImageFromArray(np.arange(24, dtype=np.uint8).reshape(SIZE[::-1])), str(path))
    return path


def linked(path: Path, target: str) -> Path:
    """Write a file whose image is an external link to that of ``target``."""
    builder = Builder()
    path.write_bytes(builder.bytes_at(builder.group(ITKImage=external(target, "/ITKImage"))))
    return path


def stored_elsewhere(path: Path, target: str, *, user_block: int = 0) -> Path:
    """Write a file whose pixels are stored in ``target``; geometry and type are those of ``facts.h5`` beside it."""
    builder = Builder(user_block)
    names = bytes(8) + target.encode() + b"\0"
    names += bytes(-len(names) % 8)
    data = builder.put(names)
    heap = builder.put(b"HEAP" + struct.pack("<B3xQQQ", 0, len(names), 1, data))  # 1: nothing is free
    files = struct.pack("<B3xHHQ", 1, 1, 1, heap) + struct.pack("<QQQ", 8, 0, 24)
    pixels = builder.dataset(SIZE[::-1], struct.pack("<BBQQ", 3, 1, UNDEFINED, 24), (7, files))
    return _image(builder, path, pixels)


def virtual(path: Path, target: str) -> Path:
    """Write a file whose pixels are a virtual data set over ``/ITKImage/0/VoxelData`` of ``target``."""
    builder = Builder()
    everything = struct.pack("<II8x", 3, 1)  # the selection of all
    entry = target.encode() + b"\0/ITKImage/0/VoxelData\0" + everything + everything
    entries = b"\0" + struct.pack("<Q", 1) + entry
    entries += struct.pack("<I", checksum(entries))
    size = 4096
    data = struct.pack("<HHIQ", 1, 1, 0, len(entries)) + entries
    data += bytes(-len(data) % 8)
    data += struct.pack("<HHIQ", 0, 0, 0, size - 16 - len(data))
    heap = builder.put((b"GCOL" + struct.pack("<B3xQ", 1, size) + data).ljust(size, b"\0"))
    pixels = builder.dataset(SIZE[::-1], struct.pack("<BBQI", 4, 3, heap, 1))
    return _image(builder, path, pixels)


def _image(builder: Builder, path: Path, pixels: int) -> Path:
    facts = good(path.with_name("facts.h5"))
    links = {name: external(facts.name, f"/ITKImage/0/{name}") for name in FACTS}
    zero = builder.group(**links, VoxelData=hard(pixels))
    image = builder.group(**{"0": hard(zero)})
    others = {name: external(facts.name, f"/{name}") for name in ("ITKVersion", "HDFVersion")}
    path.write_bytes(builder.bytes_at(builder.group(**others, ITKImage=hard(image))))
    return path


def read_by_itk(path: Path) -> list[int]:
    """Return the pixels as an unguarded ITK gives them."""
    pixels: list[int] = sitk.GetArrayFromImage(sitk.ReadImage(str(path))).ravel().tolist()
    return pixels
