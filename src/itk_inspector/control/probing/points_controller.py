"""The points of the image on screen: adding, naming, leaving, and their texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from itk_inspector.control.model.layer_stack import Layer
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Status
from itk_inspector.control.probing.navigation import Navigation
from itk_inspector.control.viewing.background import Background, Holds
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.content_key import content_key, content_prefix
from itk_inspector.core.pixels.pixel_access import PixelAccess
from itk_inspector.core.probing.point_rows import PointLayer, PointRow, point_rows
from itk_inspector.core.probing.points import Points

if TYPE_CHECKING:  # no picture waits for it to be loaded
    from itk_inspector.core.probing.points_text import PointsFormat


class PointsPanel(Protocol):
    """The list of points."""

    def show_points(self, rows: Sequence[PointRow], info: ImageInfo | None) -> None:
        """Show these; ``info`` is None when no image is open."""
        ...

    def come_to_front(self) -> None:
        """Come before the other panels."""
        ...


class PointStore(Protocol):
    """Keeps texts between runs; see `storage.point_store`."""

    def has_any(self, prefix: str) -> bool:
        """Tell whether something is kept under a key that begins so."""
        ...

    def load(self, key: str) -> str:
        """Return what is kept under a key, or ``""``."""
        ...

    def save(self, key: str, text: str) -> None:
        """Keep a text under a key; an empty one is forgotten."""
        ...


class PointsController:
    """Changes the points of the image on screen, and keeps those of every image between runs.

    Parameters
    ----------
    images : OpenImages
    navigation : Navigation
    panel : PointsPanel
    store : PointStore
    background : Background
        Looks at pixels for the key of an image.
    status : Status
    write : callable
        Writes a small file: ``(path, data)``.
    """

    def __init__(
        self,
        images: OpenImages,
        navigation: Navigation,
        panel: PointsPanel,
        store: PointStore,
        background: Background,
        status: Status,
        write: Callable[[Path, bytes], None],
    ) -> None:
        self._images = images
        self._navigation = navigation
        self._panel = panel
        self._store = store
        self._background = background
        self._status = status
        self._write = write
        self._shown: tuple[object, ...] = ()
        self._asked: OpenImage | None = None

    # what the user does -------------------------------------------------------

    def add(self) -> None:
        """Keep the pixel that is shown in the panel; the first one brings the list to the front."""
        image = self._images.current
        if image is None or image.probe is None:
            return
        index = image.probe.itk_index
        there = image.points.at(index)
        if there is not None:
            self._status.show_message(f"Point {there.label} is there already.")
            return
        is_first = not image.points.all
        self._change(image, image.points.adding(index))
        if is_first:
            self._panel.come_to_front()
        self._status.show_message(f"Added point {image.points.all[-1].number} at {index}.")

    def rename(self, number: int, name: str) -> None:
        """Give a point another name."""
        self._change_current(lambda points: points.changing(number, name=name))

    def annotate(self, number: int, note: str) -> None:
        """Give a point another note."""
        self._change_current(lambda points: points.changing(number, note=note))

    def delete(self, numbers: Sequence[int]) -> None:
        """Keep these no longer."""
        self._change_current(lambda points: points.without(numbers))

    def sort(self, column: str, *, falling: bool = False) -> None:
        """Put them into the order of a column: ``number``, ``name``, ``index``, ``value`` or ``note``."""
        rows = {row.point.number: row for row in self.rows()}
        self._change_current(
            lambda points: points.sorted_by(lambda point: rows[point.number].order(column), falling=falling)
        )

    def go_to(self, number: int) -> None:
        """Bring a point to the screen."""
        image = self._images.current
        if image is not None:
            self._navigation.arrive(image, image.points.of_number(number).index)

    def rows(self) -> tuple[PointRow, ...]:
        """Return what is told of the points of the image on screen."""
        image = self._images.current
        if image is None:
            return ()
        return point_rows(image.points, image.info.geometry, image.access, image.document.access, self._layers())

    def _layers(self) -> list[PointLayer]:
        """Return the other images of the place, the top one first."""
        others = (layer.image for layer in reversed(self._images.layers))
        return [
            PointLayer(other.label, other.info.geometry, other.access, other.plane.position)
            for other in others
            if other is not self._images.current
        ]

    def text(self, name: str) -> str:
        """Write them for another program; ``name`` is that of a `PointsFormat`."""
        from itk_inspector.core.probing.points_text import POINTS_FORMATS  # only to write them

        return self._text(next(form for form in POINTS_FORMATS if form.name == name))

    def _text(self, form: PointsFormat) -> str:
        image = self._images.current
        return "" if image is None else form.write(self.rows(), image.info)

    def save(self, path: Path) -> None:
        """Write them into a file; its suffix says how.

        Raises
        ------
        ExportError
            If it could not be written.
        """
        from itk_inspector.core.probing.points_text import POINTS_FORMATS  # only to write them

        name = path.name.casefold()
        form = next((one for one in reversed(POINTS_FORMATS) if name.endswith(one.suffix)), POINTS_FORMATS[0])
        self._write(path, self._text(form).encode())
        self._status.show_message(f"Saved the points as {path.name}.")

    def load(self, text: str) -> None:
        """Add the points of a text that `save` or 3D Slicer wrote.

        Raises
        ------
        ProbeError
            If it holds no points of an image with these axes.
        """
        image = self._images.current
        if image is None:
            return
        from itk_inspector.core.probing.points_reading import read_points  # only to read them

        found = read_points(text, image.info.geometry, ItkIndex(image.plane.position))
        points, outside = image.points.joined(found, image.info.geometry)
        added = len(points.all) - len(image.points.all)
        self._change(image, points)
        left_out = f" Outside the image and left out: {outside}." if outside else ""
        self._status.show_message(f"Points added: {added}.{left_out}")

    def _change_current(self, change: Callable[[Points], Points]) -> None:
        image = self._images.current
        if image is not None:
            self._change(image, change(image.points))

    def _change(self, image: OpenImage, points: Points) -> None:
        if points == image.points:
            return
        with self._images.changing():
            image.points, image.has_unkept_points = points, True

    # at the end of an event ---------------------------------------------------

    def show(self) -> None:
        """Show the points of the image on screen, and what was kept of it before; keep what was changed."""
        image = self._images.current
        shown = () if image is None else _what_is_told(image, self._images.layers)
        if len(shown) != len(self._shown) or any(a is not b for a, b in zip(shown, self._shown, strict=True)):
            self._shown = shown
            self._panel.show_points(self.rows(), None if image is None else image.info)
        if self._asked is not None and self._asked is not image:
            self._background.stop()
            self._asked = None
        if image is not None and self._asked is None:
            self._keep_or_remember(image)

    def _keep_or_remember(self, image: OpenImage) -> None:
        if image.document.is_live or image.info.geometry != image.document.geometry:
            return  # those of another geometry are not kept for the file
        if not (image.has_unkept_points or not image.knows_points):
            return
        if image.content_key:
            self._exchange(image)
        elif image.has_unkept_points or self._store.has_any(content_prefix(image.document.info)):
            self._ask_for_key(image)
        else:
            image.knows_points = True

    def _ask_for_key(self, image: OpenImage) -> None:
        info, access, store = image.document.info, image.document.access, image.document.store
        self._asked = image

        def work(holds: Holds) -> str | None:
            store.expect(in_order=True)
            try:
                return _key(info, access, holds)
            finally:
                store.expect(in_order=False)

        def answered(key: str) -> None:
            self._asked = None
            image.content_key = key
            if not key:  # the pixels are gone
                image.knows_points, image.has_unkept_points = True, False
            elif image in self._images:
                self._exchange(image)

        self._background.ask(work, lambda: image.document.is_safe, answered)

    def _exchange(self, image: OpenImage) -> None:
        """Take what was kept of an image, once, and keep what it has now."""
        if not image.knows_points:
            image.knows_points = True
            self._remember(image)
        if image.has_unkept_points:
            self._keep(image)

    def _remember(self, image: OpenImage) -> None:
        text = self._store.load(image.content_key)
        if not text:
            return
        from itk_inspector.core.probing.points_reading import read_points  # only to read them

        geometry = image.info.geometry
        try:
            kept, _ = Points().joined(read_points(text, geometry, ItkIndex(image.plane.position)), geometry)
        except InspectorError:  # not ours any more
            return
        with self._images.changing():
            image.points, _ = kept.joined(image.points.all, geometry)

    def _keep(self, image: OpenImage) -> None:
        from itk_inspector.core.probing.points_text import json_text  # only to write them

        image.has_unkept_points = False
        rows = point_rows(image.points, image.info.geometry, image.access, image.document.access)
        try:
            self._store.save(image.content_key, json_text(rows, image.document.info) if rows else "")
        except (InspectorError, OSError, RuntimeError) as e:
            self._status.show_message(f"The points could not be kept for the next time: {e}")


def _what_is_told(image: OpenImage, layers: Sequence[Layer]) -> tuple[object, ...]:
    """Return on what the list depends: on values only where there are points."""
    if not image.points.all:
        return image.info, image.points
    others = (each for each in (layer.image for layer in layers) if each is not image)
    values = ((each.session, each.pixels_version) for each in (image, *others))
    names = ((each.info, each.title) for each in (layer.image for layer in layers))
    return image.info, image.points, *(part for pair in (*values, *names) for part in pair)


def _key(info: ImageInfo, access: PixelAccess, holds: Holds) -> str | None:
    try:
        return content_key(info, access, holds) if holds() else None
    except InspectorError:
        return ""
