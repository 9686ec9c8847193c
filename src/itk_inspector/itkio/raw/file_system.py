"""Which files may be mapped: those on a fixed disk of this machine, whose pages do not fail or vanish.

A page of a mapping that cannot be read ends the process; a read that fails is an error with a sentence.
"""

from __future__ import annotations

import ctypes
import functools
import os
import sys
from pathlib import Path

# statfs(2) and linux/magic.h
_LOCAL = {
    0xEF53: "ext4",
    0x58465342: "xfs",
    0x9123683E: "btrfs",
    0x01021994: "tmpfs",
    0x858458F6: "ramfs",
    0x794C7630: "overlay",
    0x2FC12FC1: "zfs",
    0xF2F52010: "f2fs",
    0xCA451A4E: "bcachefs",
    0x3153464A: "jfs",
    0x3434: "nilfs2",
    0x73717368: "squashfs",
    0xE0F5E1E2: "erofs",
}
_KNOWN_OTHERS = {
    0x6969: "nfs",
    0xFF534D42: "cifs",
    0xFE534D42: "smb",
    0x517B: "smb",
    0x65735546: "fuse",
    0x01021997: "9p",
    0x00C36400: "ceph",
    0x5346414F: "afs",
    0x4D44: "fat",
    0x2011BAB0: "exfat",
    0x7366746E: "ntfs",
    0x9660: "iso9660",
    0x15013346: "udf",
}


def why_not_mapped(path: Path) -> str:
    """Return why a file is better read than mapped, as the end of a sentence; ``""`` when it may be mapped.

    A file system that is not known to be a local one counts as one that is not.
    """
    if sys.platform != "linux":
        return ""
    kind = _file_system(path)
    if kind is None:
        return ""
    if kind not in _LOCAL:
        return f"it lies on a file system that may be lost ({_KNOWN_OTHERS.get(kind, f'{kind:#x}')})"
    return "it lies on a removable disk" if _is_removable(path) else ""


def _file_system(path: Path) -> int | None:
    """Return the number of the file system's kind, the first word of ``struct statfs``; None where it is not told."""
    status = (ctypes.c_long * 64)()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.statfs(os.fsencode(path), ctypes.byref(status)) != 0:
        return None
    return int(status[0]) & 0xFFFFFFFF


def _is_removable(path: Path) -> bool:
    try:
        return _is_removable_device(path.stat().st_dev)
    except OSError:
        return False


@functools.cache
def _is_removable_device(device: int) -> bool:
    """Ask sysfs whether the disk, or the disk of the partition, can be taken out, hangs on USB, or is a file itself.

    Remembered: a process that reads a stranger's file may not look there any more.
    """
    if sys.platform == "win32":
        return False
    try:
        place = Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}").resolve(strict=True)
    except OSError:
        return False
    if any(part.startswith("usb") for part in place.parts) or (place / "loop").is_dir():
        return True
    for folder in (place, place.parent):
        try:
            if (folder / "removable").read_text(encoding="ascii").strip() == "1":
                return True
        except OSError:
            continue
    return False
