"""Whether an image can be as a child describes it."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from dataclasses import replace

from itk_inspector.core.chunked.level import Level
from itk_inspector.core.chunked.level_map import LevelMap
from itk_inspector.core.display.colour_map_names import GREY, LABELS
from itk_inspector.core.display.components import choices
from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.display.first_look import FirstLook
from itk_inspector.core.display.scales import Scale
from itk_inspector.core.display.window_level import is_usable
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.worker.tasks.plausible_header import LONGEST_UNIT, MOST_BYTES, lengths_of
from itk_inspector.worker.wire.plausible import need

_MOST_LEVELS = 64


def check_pixels(info: ImageInfo, fd: int, offset: int, nbytes: int) -> None:
    """Refuse a descriptor that cannot be mapped, or holds too little; it is not touched otherwise.

    Raises
    ------
    CodecError
    """
    need(len(info.space.unit) <= LONGEST_UNIT, "no unit")
    need(0 <= info.part < max(1, len(info.parts)), "a part that is not there")
    need(info.bytes <= nbytes, "too few bytes for the pixels")
    check_file(fd, offset, nbytes)


def check_file(fd: int, offset: int, nbytes: int) -> None:
    """Refuse a descriptor that cannot be mapped, or holds fewer bytes; it is not touched otherwise.

    Raises
    ------
    CodecError
    """
    need(0 <= nbytes < MOST_BYTES, "no number of bytes")
    need(0 <= offset < MOST_BYTES, "pixels before their file")
    status = os.fstat(fd)
    need(stat.S_ISREG(status.st_mode), "a descriptor of something else than a file")
    need(status.st_size >= offset + nbytes, "a file that is too short")
    _check_readable(fd, "a file that cannot be read")


def _check_readable(fd: int, what: str) -> None:
    if sys.platform != "win32":
        import fcntl  # not there

        mode = fcntl.fcntl(fd, fcntl.F_GETFL)
        need(mode & os.O_ACCMODE != os.O_WRONLY and not mode & getattr(os, "O_PATH", 0), what)


def check_levels(info: ImageInfo, levels: tuple[Level, ...]) -> None:
    """Refuse levels that are not those of one image.

    Raises
    ------
    CodecError
    """
    need(1 <= len(levels) <= _MOST_LEVELS and levels[0].geometry == info.geometry, "no levels")
    for level in levels:
        geometry = level.geometry
        lengths = lengths_of(geometry) | {len(level.chunks)}
        need(lengths == {info.geometry.dimension}, "another number of axes")
        need(all(abs(start) < MOST_BYTES for start in geometry.start_index), "a start beyond all indices")
        need(min(level.shape) >= 1 and min(level.chunks) >= 1 and geometry.is_sound, "a level without pixels")
    with contextlib.suppress(ValueError):
        for level in levels:
            LevelMap.between(info.geometry, level.geometry)
        return
    need(False, "levels that are turned against each other")


def check_ring(fds: tuple[int, ...], nbytes: int) -> None:
    """Refuse what is no file of a length, and what is no socket after it.

    Raises
    ------
    CodecError
    """
    file = os.fstat(fds[0])
    need(stat.S_ISREG(file.st_mode) and file.st_size >= nbytes, "a memory that is too short")
    _check_readable(fds[0], "a memory that cannot be read")
    need(all(stat.S_ISSOCK(os.fstat(fd).st_mode) for fd in fds[1:]), "no connection")


def check_look(info: ImageInfo, look: FirstLook | None) -> None:
    """Refuse settings by which the image cannot be drawn, or with which none begins.

    Raises
    ------
    CodecError
    """
    if look is None:
        return
    chosen = look.settings
    need(is_usable(chosen.levels), "levels without a distance")
    need(chosen.component in dict(choices(info)), "a component that is not there")
    need(chosen.colour_map in (GREY, LABELS), "colours that nobody chose")
    need(chosen.scale in (Scale.LINEAR, Scale.SIGMOID), "a scale that no file states")
    plain = DisplaySettings(chosen.levels, chosen.component, chosen.colour_map, scale=chosen.scale)
    need(chosen == replace(plain, is_automatic=chosen.is_automatic), "settings that nobody chose")
