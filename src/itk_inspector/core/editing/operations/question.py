"""What is asked of the user before an operation, and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.operation import Operation
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo


@dataclass(frozen=True, slots=True)
class OperationQuestion:
    """Which operation to do, and how.

    Parameters
    ----------
    name : str
        Of the row that is offered first.
    label : str
        What the image is called.
    info : ImageInfo
        Of what is on screen: the copy where there is one.
    others : mapping of str to ImageInfo
        Other open images, by what they are called.
    region : Region, optional
        The rectangle that is shown.
    box : Region, optional
        The same, through all slices where it was drawn in one.
    has_copy : bool
    plane : Plane, optional
        What is on screen.
    """

    name: str
    label: str
    info: ImageInfo
    others: Mapping[str, ImageInfo] = field(default_factory=dict)
    region: Region | None = None
    box: Region | None = None
    has_copy: bool = False
    plane: Plane | None = None


@dataclass(frozen=True, slots=True)
class OperationAnswer:
    """What to do, and where the result goes: into the copy, or a tab of its own."""

    operation: Operation
    in_new_tab: bool = False
