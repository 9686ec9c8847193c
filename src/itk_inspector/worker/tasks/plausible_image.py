"""Whether an image can be as a child describes it."""

from __future__ import annotations

import contextlib
import math
import os
import stat
import sys
from dataclasses import replace

import numpy as np

from itk_inspector.core.chunked.level import Level
from itk_inspector.core.chunked.level_map import LevelMap
from itk_inspector.core.display.colour_map_names import GREY, LABELS
from itk_inspector.core.display.components import choices
from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.display.first_look import FirstLook
from itk_inspector.core.display.scales import Scale
from itk_inspector.core.display.window_level import is_usable
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.itkio.engine.pixel_types import itk_type_of
from itk_inspector.worker.wire.plausible import need

_DTYPES = frozenset(np.dtype(code).name for code in np.typecodes["All"] if np.dtype(code).kind in "biufc")
_MOST_AXES = 16
_MOST_LEVELS = 64
_LONGEST_UNIT = 16
_MOST_BYTES = 2**62


def check_info(info: ImageInfo) -> None:
    """Refuse a description that no file could give.

    Raises
    ------
    CodecError
    """
    need(info.dtype in _DTYPES and info.mapping in ("file", "scratch"), "no type of pixels")
    geometry, axes = info.geometry, info.geometry.dimension
    need(1 <= axes <= _MOST_AXES and _lengths(geometry) == {axes}, "no number of axes")
    need(min(geometry.size) >= 1 and geometry.is_sound, "no placement")
    need(1 <= info.components < 2**31 and (not info.is_complex or info.components % 2 == 0), "no components")
    need(len(info.space.unit) <= _LONGEST_UNIT, "no unit")
    need(0 <= info.part < max(1, len(info.parts)), "a part that is not there")
    need(0 <= info.level < max(1, len(info.levels)), "a level that is not there")
    need(all({len(one.size), len(one.chunks), len(one.spacing)} == {axes} for one in info.levels), "an odd level")
    need(info.labels is None or (info.takes_labels and info.labels.is_sound), "no labels")
    need(info.bytes < _MOST_BYTES, "too many pixels")
    need(all(abs(start) < _MOST_BYTES for start in geometry.start_index), "a start beyond all indices")
    chosen = itk_type_of(info)
    need(info.itk_type == (chosen.name if chosen is not None else ""), "another type of ITK's")
    need(len(info.rescale) in (0, 1, info.shape[0]), "a rescale too many")
    for one in info.rescale:
        is_sound = one is None or (one.slope != 0 and math.isfinite(one.slope) and math.isfinite(one.intercept))
        need(is_sound, "a rescale without sense")


def _lengths(geometry: Geometry) -> set[int]:
    """Return the numbers of axes that the parts of a geometry have."""
    parts = (geometry.size, geometry.start_index, geometry.origin, geometry.spacing, geometry.direction)
    return {len(part) for part in (*parts, *geometry.direction)}


def check_pixels(info: ImageInfo, fd: int, offset: int, nbytes: int) -> None:
    """Refuse a descriptor that cannot be mapped, or holds too little; it is not touched otherwise.

    Raises
    ------
    CodecError
    """
    need(len(info.space.unit) <= _LONGEST_UNIT, "no unit")
    need(0 <= info.part < max(1, len(info.parts)), "a part that is not there")
    need(info.bytes <= nbytes < _MOST_BYTES, "too few bytes for the pixels")
    need(0 <= offset < _MOST_BYTES, "pixels before their file")
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
        lengths = _lengths(geometry) | {len(level.chunks)}
        need(lengths == {info.geometry.dimension}, "another number of axes")
        need(all(abs(start) < _MOST_BYTES for start in geometry.start_index), "a start beyond all indices")
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
