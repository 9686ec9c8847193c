"""What an image is told by among others: its name, where it lies, what it was read as."""

from __future__ import annotations

from itk_inspector.core.header.image_info import SERIES_UID, ImageInfo
from itk_inspector.core.text.distinct_names import Source
from itk_inspector.core.text.visible_text import visible_text

_DESCRIPTION, _NUMBER = "0008|103e", "0020|0011"


def source_of(info: ImageInfo, given_name: str = "") -> Source:
    """Return where an image comes from; one that was given a name is told by that alone."""
    if given_name:
        return Source(visible_text(given_name))
    folders = tuple(visible_text(part) for part in info.path.parent.parts)
    return Source(visible_text(info.name), folders, tuple(visible_text(each) for each in _details(info)))


def _details(info: ImageInfo) -> tuple[str, ...]:
    read_as = f"as {info.read_as}" if info.read_as else ""
    if not info.is_series:
        return (read_as,)
    number = info.metadata.get(_NUMBER, "").strip(" \0")
    uid = info.metadata.get(SERIES_UID, "").strip(" \0")
    return info.metadata.get(_DESCRIPTION, "").strip(" \0"), f"series {number}" if number else "", read_as, uid
