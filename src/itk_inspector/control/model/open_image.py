"""One open image: its document, the plane that is shown, its edited copy, the pointer."""

from __future__ import annotations

from dataclasses import replace

from itk_inspector.control.model.appearance import Appearance
from itk_inspector.control.model.image_title import ImageTitle
from itk_inspector.control.model.saved_as import SavedAs
from itk_inspector.core.chunked.tiled_pixels import Drawable
from itk_inspector.core.display.components import choices
from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.display.outline import Outline
from itk_inspector.core.display.viewport import ALL_FITTED, Layout
from itk_inspector.core.editing.paint_over import ALL_VALUES
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import PixelsGoneError
from itk_inspector.core.geometry.indexing import ContinuousIndex, ItkIndex, nearest_index
from itk_inspector.core.geometry.orientation import ARRAY_ORDER
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.file_stamp import DiskState
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.labels.label_table import LabelTable
from itk_inspector.core.measure.moved_shapes import MovedShapes
from itk_inspector.core.measure.shapes import NO_SHAPES
from itk_inspector.core.pixels.pixel_access import PixelAccess
from itk_inspector.core.pixels.probe import ItkPixels, Late, Probe
from itk_inspector.core.probing.moved_points import MovedPoints
from itk_inspector.core.probing.points import Points

_MOST_STEPS = 10
"""Slices from one plane to the next, when that counts as going through them."""


class OpenImage:
    """What the controller keeps of one image.

    Parameters
    ----------
    document : ImageDocument
        Closed by `close`.
    title : ImageTitle, optional
    """

    def __init__(self, document: ImageDocument, title: ImageTitle | None = None) -> None:
        self.document = document
        self._access: PixelAccess | None = None
        self.title = title or ImageTitle()
        self.plane = Plane.first(document.geometry)
        self.layout = Layout.SINGLE
        self.viewports = ALL_FITTED
        self.overlays: frozenset[str] = frozenset()
        self.orientation = ARRAY_ORDER
        self.stands_in = document.geometry
        self.moved_points, self.moved_shapes = MovedPoints(), MovedShapes()
        self.pixels_version = 0
        self.changed_box: Region | None = None
        self.disk_note = ""
        self.appearance = Appearance(self)
        self.session: EditSession | None = None
        self.session_pixels: ItkPixels | None = None
        self.is_given_up = False
        """Whether the user gave up the edits of the copy."""
        self.paint_over = ALL_VALUES
        self.pointer: tuple[float, float] | None = None
        self.probe: Probe | None = None
        self.probed_at: tuple[float, float] | None = None
        self._probed: tuple[object, ...] | None = None
        self.dragged_to: tuple[float, float] | None = None
        self.is_held = False
        self.points = Points()
        self.has_unkept_points = self.knows_points = False
        self.content_key = ""
        self.shapes = NO_SHAPES
        self.chosen_labels: LabelTable | None = None
        self.saved_as: SavedAs | None = None
        self.outlines: tuple[Outline, ...] = ()

    @property
    def info(self) -> ImageInfo:
        """What is to know of what is shown: the edited copy, or the original, of which it is what the header says."""
        copied = self.session.info if self.session is not None else None
        return self.document.info if copied is None else copied

    @property
    def label(self) -> str:
        """What it is called among all that are open."""
        return self.title.label or self.info.name

    @property
    def is_quad(self) -> bool:
        """Tell whether three planes are on screen."""
        return self.layout is Layout.THREE_PLANES

    @property
    def settings(self) -> DisplaySettings:
        """How the image is drawn; chosen by its pixels when that is first asked for."""
        return self.appearance.settings

    @settings.setter
    def settings(self, settings: DisplaySettings) -> None:
        self.appearance.settings = settings

    @property
    def offers_labels(self) -> bool:
        """Tell whether it is drawn in grey, and its values look like labels."""
        return self.appearance.offers_labels

    def set_labels(self, table: LabelTable) -> None:
        """Name its values by another table, also when it is read again."""
        self.chosen_labels = table
        self.document.info = replace(self.document.info, labels=table)
        if self.session is not None:
            self.session.opened_info = self.document.info
        self._probed = None

    def renew(self, document: ImageDocument | None = None) -> None:
        """Take the image in memory as it is now, or a document that was made of it."""
        before, self.document = self.document, document or self.document.renewed()
        self._access = None
        if self.chosen_labels is not None and self.document.info.takes_labels:
            self.document.info = replace(self.document.info, labels=self.chosen_labels)
        self._probed = None
        before.close()

    def continues(self, other: OpenImage) -> bool:
        """Tell whether another image is one slice of this one: of its files, at its place along the last axis."""
        whole, part = self.document.info, other.document.info
        size, start = part.geometry.size, part.geometry.start_index
        is_part = bool(part.data_files) and set(part.data_files) < set(whole.data_files)
        return is_part and size == (*whole.geometry.size[:2], 1) and start[2] < whole.geometry.size[2]

    def look_like(self, other: OpenImage) -> None:
        """Show the same plane as another image, at its zoom and, as far as that suits, drawn in its way.

        A part of this image, or values of another type, were drawn by what they were: that is kept only where the user
        chose it.
        """
        if other.chosen_labels is not None and self.info.takes_labels:
            self.set_labels(other.chosen_labels)
        self.plane, self.layout, self.viewports = other.plane, other.layout, other.viewports
        self.orientation = other.orientation
        self.paint_over = other.paint_over
        self.pointer, self.is_held = (other.pointer, True) if other.is_held else (self.pointer, self.is_held)
        self.points = other.points
        self.has_unkept_points = bool(other.points.all)
        self.shapes = other.shapes.within(self.info.geometry) if other.shapes.all else other.shapes
        is_else = self.info.geometry.size != other.info.geometry.size or self.info.dtype != other.info.dtype
        if other.settings.component in dict(choices(self.info)) and not (is_else and other.appearance.is_as_at_first):
            self.settings = other.settings

    @property
    def is_edited(self) -> bool:
        """Tell whether an edited copy is shown."""
        return self.session is not None

    @property
    def has_edits(self) -> bool:
        """Tell whether that copy has edits that undo would take back."""
        return self.session is not None and bool(self.session.undo_label)

    @property
    def is_as_opened(self) -> bool:
        """Tell whether no other program wrote to the file, as far as is known."""
        return self.document.disk_state() is not DiskState.CHANGED

    @property
    def can_be_read_again(self) -> bool:
        """Tell whether there is something to read the image from once more."""
        return self.document.can_be_read_again

    def touch(self, box: Region | None) -> None:
        """Count a change of the pixels within a box; None when it may be anywhere."""
        self.pixels_version += 1
        self.changed_box = box

    def take_changes(self) -> bool:
        """Count what edits have changed since this was last asked; True when anything has."""
        box = self.session.take_changed() if self.session is not None else None
        if box is not None:
            self.touch(box)
        return box is not None

    @property
    def moving_axes(self) -> tuple[int, ...]:
        """Axes across the plane along which there is anywhere to go, fastest first."""
        return self.plane.moving_axes(self.info.geometry)

    def fetch(self, plane: Plane) -> None:
        """Have a plane fetched that will be shown, and the one after it if the user goes on from the present one."""
        if self.document.is_safe and self.info.geometry == self.document.geometry:
            for number, each in enumerate(planes_ahead(self, plane)):
                self.document.fetch(each, is_next=number > 0)

    @property
    def pixels(self) -> Drawable:
        """What is drawn, a read-only **view**: of the edited copy, or the original; or tiles of it."""
        return self.session.version.view if self.session is not None else self.document.drawable

    @property
    def access(self) -> PixelAccess:
        """The guarded way to the pixels of what is shown."""
        if self.session is not None:
            return self.session.access
        if self._access is None:
            self._access = self.document.access
        return self._access

    @property
    def itk_pixels(self) -> ItkPixels:
        """The same through ITK."""
        return self.session_pixels if self.session_pixels is not None else self.document.itk_pixels

    @property
    def is_safe(self) -> bool:
        """Tell whether what is shown can still be read: a copy may outlive the file that it was made from."""
        return self.session.is_safe if self.session is not None else self.document.is_safe

    @property
    def is_modified(self) -> bool:
        """Tell whether there are unsaved edits."""
        return self.session is not None and self.session.is_modified

    def continuous(self) -> ContinuousIndex | None:
        """Return where the pointer stands, n-D; None when it is elsewhere."""
        return None if self.pointer is None else self.plane.continuous(*self.pointer)

    def index_under_pointer(self) -> ItkIndex | None:
        """Return the pixel under the pointer; None when it is outside the image."""
        where = self.continuous()
        return None if where is None else _pixel_at(self, where)

    def _what_is_probed(self) -> tuple[object, ...]:
        return self.plane, self.session, self.pixels_version

    @property
    def is_probed(self) -> bool:
        """Tell whether the probe is that of these pixels at this place; others may change a live image at any time."""
        is_there = self.probe is not None and self.pointer == self.probed_at
        return is_there and self._probed == self._what_is_probed() and not self.document.is_live

    def look(self) -> Probe | None:
        """Probe the pixel under the pointer again."""
        self.probed_at = self.pointer
        self._probed = self._what_is_probed()
        self.probe = None
        where = self.continuous()
        index = _pixel_at(self, where) if where is not None else None
        if index is None:
            return None
        self.probe = read_pixel(self, index, where)
        return self.probe

    def settle(self) -> bool:
        """Take what ITK has read meanwhile at the probed pixel; False where there is nothing new."""
        found = self.probe
        if found is None or not found.awaits_itk or not self.is_safe:
            return False
        read = self.itk_pixels.value(found.itk_index)
        if read is Late.LATE:
            return False
        self.probe = found.answered(read)
        return True

    def close(self) -> None:
        """Let go of the pixels."""
        self.session = None
        self.session_pixels = None
        self.probe = None
        self._access = None
        self.document.close()


def planes_ahead(image: OpenImage, plane: Plane) -> tuple[Plane, ...]:
    """Return a plane that will be shown, and the one that follows if the user goes on; nothing of three planes."""
    steps = [now - before for now, before in zip(plane.position, image.plane.position, strict=True)]
    axes = [axis for axis, step in enumerate(steps) if step]
    if image.is_quad:
        return ()
    if len(axes) != 1 or abs(steps[axes[0]]) > _MOST_STEPS:
        return (plane,)
    following = plane.at(axes[0], plane.position[axes[0]] + steps[axes[0]], image.info.geometry)
    return (plane,) if following == plane else (plane, following)


def _pixel_at(image: OpenImage, where: ContinuousIndex) -> ItkIndex | None:
    index = nearest_index(where)
    return index if image.info.geometry.contains(index) else None


def read_pixel(
    image: OpenImage, index: ItkIndex, where: ContinuousIndex | None = None, itk_pixels: ItkPixels | None = None
) -> Probe | None:
    """Read a pixel of what is shown through both APIs, or in another way than ITK's; None where its pixels are gone."""
    try:
        read = image.access.probe(index, itk_pixels or image.itk_pixels, where)
    except PixelsGoneError:
        return None
    info = image.info
    if not info.rescale and info.labels is None:
        return read
    stored = info.stored_value(read) if image.session is None else None
    names = info.label_names(read)
    return replace(read, stored=stored, label_names=names) if names or stored is not None else read


def shows_edits(image: OpenImage) -> bool:
    """Tell whether its file does not hold what is shown: a copy that was edited."""
    return image.has_edits or image.is_modified
