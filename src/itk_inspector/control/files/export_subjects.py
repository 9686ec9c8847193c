"""What can be exported: the image on screen, its original, and the other layers of its tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itk_inspector.control.model.measured_region import measured_region
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.geometry.axes import axis_name
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.regions import Region

if TYPE_CHECKING:  # no picture waits for it to be loaded
    from itk_inspector.core.export.subject import Subject


@dataclass(frozen=True, slots=True)
class Offered:
    """What is offered, and whose it is.

    Parameters
    ----------
    subject : Subject
    image : OpenImage
    session : EditSession, optional
        The copy; None for the original.
    """

    subject: Subject
    image: OpenImage
    session: EditSession | None

    @property
    def is_shown(self) -> bool:
        """Tell whether this is what is shown of its image."""
        return self.session is self.image.session


def offered_of(image: OpenImage, name: str = "", *, original: bool = False) -> Offered:
    """Return what is shown of an image, or its original, as it can be exported."""
    from itk_inspector.core.export.subject import Subject  # no picture waits for it to be loaded

    session = None if original else image.session
    info = (session.info if session is not None else None) or image.document.info
    is_shown = session is image.session
    settings = image.settings if image.is_safe else None
    subject = Subject(
        name or ("Edited copy" if session is not None else "Original"),
        info,
        session is not None,
        settings.levels if settings is not None and settings.has_levels else None,
        _shown(image) if is_shown else None,
        _place(image) if is_shown else "",
        measured_region(image) if is_shown else None,
    )
    return Offered(subject, image, session)


def all_offered(images: OpenImages, image: OpenImage) -> tuple[Offered, ...]:
    """Return what can be exported where an image is asked about: first what is shown of it."""
    found = [offered_of(image)]
    if image.session is not None:
        found.append(offered_of(image, original=True))
    if image is images.current:
        others = (layer for layer in images.layers if layer.image is not image)
        found.extend(offered_of(layer.image, f"Layer “{layer.title}”") for layer in others)
    return tuple(found)


def _geometry(image: OpenImage) -> Geometry:
    return image.session.geometry if image.session is not None else image.document.geometry


def _shown(image: OpenImage) -> Region | None:
    geometry, plane = _geometry(image), image.plane
    start, size = geometry.start_index, geometry.size
    if not plane.hidden_axes or len(plane.position) != len(size):
        return None
    hidden = plane.hidden_axes
    first = [p - s if axis in hidden else 0 for axis, (p, s) in enumerate(zip(plane.position, start, strict=True))]
    extent = [1 if axis in hidden else n for axis, n in enumerate(size)]
    shown = Region(tuple(first[::-1]), tuple(extent[::-1]))
    return shown if shown.lies_in(size[::-1]) else None


def _place(image: OpenImage) -> str:
    return ", ".join(f"{axis_name(axis)} = {image.plane.position[axis]}" for axis in image.plane.hidden_axes)
