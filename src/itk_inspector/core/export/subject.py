"""What can be exported of what is open, and which part of it is on screen."""

from __future__ import annotations

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo


@dataclass(frozen=True, slots=True)
class Subject:
    """An image, or the edited copy of one.

    Parameters
    ----------
    name : str
        As it is listed.
    info : ImageInfo
        Of its pixels as they are now.
    is_edited : bool
        It is an edited copy.
    levels : Levels, optional
        Between which its values are drawn in grey.
    shown : Region, optional
        The slice on screen; None where that is the image.
    shown_at : str
        Where that lies, such as ``z = 12``.
    region : Region, optional
        What a measured rectangle covers.
    """

    name: str
    info: ImageInfo
    is_edited: bool = False
    levels: Levels | None = None
    shown: Region | None = None
    shown_at: str = ""
    region: Region | None = None
