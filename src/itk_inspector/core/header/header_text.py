"""What a header says, in words for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itk_inspector.core.geometry.axes import SPATIAL_AXES, axis_name
from itk_inspector.core.geometry.coordinate_text import places
from itk_inspector.core.text.decimal_text import decimal_text, digits_to

if TYPE_CHECKING:
    from itk_inspector.core.geometry.geometry import Geometry
    from itk_inspector.core.header.image_info import ImageInfo


def header_summary(info: ImageInfo) -> str:
    """Return size, type, bytes, spacing and format in one line."""
    size = " × ".join(str(n) for n in info.geometry.size)
    components = f" × {info.components}" if info.components > 1 else ""
    spacing = " × ".join(map(decimal_text, info.geometry.spacing))
    return f"{size} · {info.dtype}{components} · {info.bytes:,} bytes · spacing {spacing} · {info.format}"


def info_lines(info: ImageInfo) -> list[tuple[str, str]]:
    """Return the header as (label, text) pairs for people."""
    geometry = info.geometry
    names = [axis_name(axis) for axis in range(geometry.dimension)]
    components = f" × {info.components}" if info.components > 1 else ""
    lines = [
        ("folder", f"{info.path.name}, {len(info.data_files)} files") if info.is_series else ("file", info.path.name),
        *(
            [("image", f"{info.part + 1} of {len(info.parts)} in this file: {info.part_name}")]
            if info.part_name
            else []
        ),
        ("format", info.format),
        ("pixel type", f"{info.pixel_type} {info.component_type}{components}"),
        ("NumPy dtype", info.dtype),
        ("ITK type", info.itk_type or "none wraps these pixels"),
        (f"size ({', '.join(names)})", _joined(geometry.size)),
        (f"shape [{', '.join(reversed(names))}{', c' if info.channels > 1 else ''}]", str(info.shape)),
        ("start index", _joined(geometry.start_index)),
        ("spacing", _joined(geometry.spacing)),
        ("origin", _origin_text(info.geometry)),
        ("direction", "; ".join(_joined(row) for row in geometry.direction)),
        *([("labels", f"{len(info.labels.labels):,}: {info.labels.source}")] if info.labels is not None else []),
        ("unit", info.space.unit_text),
        *([("orientation", info.space.orientation_text)] if geometry.dimension >= SPATIAL_AXES else []),
        ("bytes", f"{info.bytes:,}"),
        *_level_lines(info),
        ("mapping", {"file": "the file itself", "scratch": "scratch memory"}[info.mapping]),
    ]
    return lines + [("note", note) for note in info.notes]


def _level_lines(info: ImageInfo) -> list[tuple[str, str]]:
    """Return (label, text) pairs of the levels of an image in chunks, by the numbers that they are asked for with."""
    shown = " (this one)" if len(info.levels) > 1 else ""
    return [(f"level {n}", f"{one.text}{shown if n == info.level else ''}") for n, one in enumerate(info.levels)]


def part_lines(info: ImageInfo) -> list[tuple[str, str]]:
    """Return (label, text) pairs of the images in the file, by the numbers that they are asked for with."""
    if len(info.parts) < 2:
        return []
    return [(f"part {n}", f"{name}{' (this one)' if n == info.part else ''}") for n, name in enumerate(info.parts)]


def metadata_rows(info: ImageInfo) -> list[tuple[str, ...]]:
    """Return the file's own keys in order: (key, name, value) where any has a name, else (key, value)."""
    names = info.metadata_names
    rows = sorted(info.metadata.items())
    return [(key, names.get(key, ""), value) for key, value in rows] if names else list(rows)


def _joined(numbers: tuple[float, ...] | tuple[int, ...]) -> str:
    return ", ".join(decimal_text(n) if isinstance(n, float) else str(n) for n in numbers)


def _origin_text(geometry: Geometry) -> str:
    """Write the first pixel's point so exactly that it is told from its neighbours."""
    pairs = zip(geometry.origin, places(geometry.spacing), strict=True)
    return ", ".join(decimal_text(value, digits_to(count, value)) for value, count in pairs)
