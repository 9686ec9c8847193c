"""All that the canvas shows of an image, as one value."""

from __future__ import annotations

from dataclasses import field, replace
from functools import partial
from typing import Any, TypeAlias

import numpy.typing as npt

from itk_inspector.core.chunked.tiled_pixels import Drawable, EditedTiles, TiledPixels, TiledSlice
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.arranged import ALONE, Arranged
from itk_inspector.core.display.components import choices, drawn_components
from itk_inspector.core.display.composition import OVERLAID, Composition
from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.display.drawn_layers import DrawnLayer, drawn_layers
from itk_inspector.core.display.footprint import Footprint
from itk_inspector.core.display.outline import Outline
from itk_inspector.core.display.overview import lattice_step
from itk_inspector.core.display.pixel_marks import PixelMarks
from itk_inspector.core.display.plane_notes import coarse_note, level_notes, unread_notes, view_notes
from itk_inspector.core.display.scene_layer import SceneLayer
from itk_inspector.core.display.viewed_image import PixelSource, ViewedImage
from itk_inspector.core.display.viewport import Layout, Viewports
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, to_itk
from itk_inspector.core.geometry.orientation import ARRAY_ORDER, Orientation
from itk_inspector.core.geometry.planes import Plane
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.note_kinds import is_warning
from itk_inspector.core.pixels.probe import Probe
from itk_inspector.core.probing.points import NO_POINTS, Points

KEEP_MAXIMA = "keepMaxima"
"""The switch of the view by which bright pixels of a giant are not lost."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The pixel under the cursor, or the one that is kept, and the one that the same numbers lead to in NumPy."""

    pixel: ItkIndex | None = None
    twin: ItkIndex | None = None
    is_kept: bool = False

    @property
    def kept(self) -> ItkIndex | None:
        """The pixel that is kept."""
        return self.pixel if self.is_kept else None

    @classmethod
    def of(cls, probe: Probe | None, geometry: Geometry, *, is_kept: bool = False) -> Marks:
        """Return what a probe marks."""
        if probe is None:
            return NO_MARKS
        twin = probe.twin_index
        return cls(probe.itk_index, None if twin is None else to_itk(twin, geometry.start_index), is_kept)


NO_MARKS = Marks()


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rectangle of pixels on the active plane, by two opposite corners."""

    first: ItkIndex
    last: ItkIndex


DrawnShape: TypeAlias = Rectangle | Footprint
"""What is shown of a tool before it changes anything."""


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence below the image, or, with an ``action``, words to click on; a warning looks like one."""

    text: str
    action: str = ""
    is_warning: bool = False


@dataclass(frozen=True, eq=False)  # no slots: `marked` takes all fields at once
class Scene:
    """All that the canvas shows.

    Parameters
    ----------
    source : PixelSource
        Asked before the pixels are read.
    info : ImageInfo
    pixels : numpy.ndarray, TiledPixels or EditedTiles
        Read-only **view**, shape ``info.shape``; or what there is of an image that is read in parts.
    pixels_version : int
        Grows whenever pixels have changed.
    changed_box : Region or None
        What may differ from the version before; None for anything.
    is_edited : bool
        The pixels are those of a copy that can be edited.
    has_edits : bool
        It was edited.
    plane : Plane
        Of three planes, the active one.
    layout : Layout
    settings : DisplaySettings
    viewports : Viewports
    overlays : frozenset of str
        What is drawn above the pixels, by the names of the actions that switch it on.
    marks : Marks
    shapes : tuple of DrawnShape
        Being dragged, or about to be changed.
    notes : tuple of Note
    points : Points
        That are kept, whether they lie on the plane or not.
    orientation : Orientation
        Which way the axes run on screen.
    outlines : tuple of Outline
        What is measured with, whether it lies on the plane or not.
    layers : tuple of SceneLayer
        All images of this place from the bottom to the top, this one among them; none where it stands alone.
    composition : Composition
        How they share the screen.
    captions : tuple of str
        Lines on the picture; side by side, the name of each image.
    """

    source: PixelSource
    info: ImageInfo
    pixels: Drawable
    pixels_version: int
    changed_box: Region | None
    is_edited: bool
    has_edits: bool
    plane: Plane
    layout: Layout
    settings: DisplaySettings
    viewports: Viewports
    overlays: frozenset[str]
    marks: Marks = NO_MARKS
    shapes: tuple[DrawnShape, ...] = ()
    notes: tuple[Note, ...] = ()
    points: Points = NO_POINTS
    orientation: Orientation = ARRAY_ORDER
    outlines: tuple[Outline, ...] = ()
    layers: tuple[SceneLayer, ...] = ()
    composition: Composition = OVERLAID
    captions: tuple[str, ...] = ()
    drawn_layers: tuple[DrawnLayer, ...] = field(default=(), init=False)
    """What is drawn of all images of this place; none where it stands alone."""
    unmarked: object = field(default_factory=object, init=False, repr=False)
    """The same object in all scenes that `marked` makes of one: they differ in their marks alone."""

    def __post_init__(self) -> None:
        if self.layers:  # asked for several times at each step through the slices
            object.__setattr__(self, "drawn_layers", drawn_layers(self.layers, self.composition, self.pixel_marks))

    @property
    def geometry(self) -> Geometry:
        """Size and placement."""
        return self.info.geometry

    @property
    def planes(self) -> tuple[Plane, ...]:
        """The planes on screen: one, or those of x and y, of x and z, and of y and z."""
        return self.orientation.orthogonal(self.plane) if self.layout is Layout.THREE_PLANES else (self.plane,)

    @property
    def pixel_marks(self) -> PixelMarks:
        """Which pixels are drawn in a colour that stands for no value."""
        return PixelMarks(nan="markNan" in self.overlays, clipped="markClipped" in self.overlays)

    @property
    def main_marks(self) -> PixelMarks:
        """The same for this image, of which some may not be drawn at all where it lies over others."""
        drawn = next((one.marks for one in self.drawn_layers if one.layer.is_main), None)
        return self.pixel_marks if drawn is None else drawn

    @property
    def is_outlined(self) -> bool:
        """Tell whether only the borders of this image's labels are drawn."""
        return any(one.is_outlined for one in self.drawn_layers if one.layer.is_main)

    @property
    def keeps_maxima(self) -> bool:
        """Tell whether screen pixels that cover many pixels of a giant show the largest of them.

        Not where several images are shown at one place: their largest values lie at different points.
        """
        return KEEP_MAXIMA in self.overlays and not self.layers

    @property
    def is_tiled(self) -> bool:
        """Tell whether the image is read in parts."""
        return isinstance(self.pixels, TiledPixels | EditedTiles)

    def cut(self, plane: Plane) -> npt.NDArray[Any] | TiledSlice:
        """Return what is drawn of a plane: a **view** ``[row, col(, component)]`` of the pixels, or its tiles."""
        return cut_of(self.pixels, plane, self.info, self.settings)

    def marking(self, probe: Probe | None, *, is_kept: bool = False) -> Scene:
        """Return the same scene with another pixel under the cursor, or kept; nothing else is resolved anew."""
        marks = Marks.of(probe, self.info.geometry, is_kept=is_kept)
        return self if marks == self.marks else self.marked(marks)

    def marked(self, marks: Marks) -> Scene:
        """Return the same scene with other marks, for each picture while the pointer moves."""
        made = object.__new__(Scene)
        made.__dict__.update(self.__dict__, marks=marks)
        return made

    def holding(self, shapes: tuple[DrawnShape, ...]) -> Scene:
        """Return the same scene with other shapes being dragged."""
        return replace(self, shapes=shapes)

    def outlining(self, outlines: tuple[Outline, ...]) -> Scene:
        """Return the same scene with other shapes that are measured with."""
        return replace(self, outlines=outlines)

    def redrawn(self, version: int, box: Region | None) -> Scene:
        """Return the same scene after a change of its pixels within a box, or anywhere."""
        return replace(self, pixels_version=version, changed_box=box)

    def shares_pixels_with(self, before: Scene) -> bool:
        """Tell whether both scenes show the same array in memory, whatever was written into it meanwhile."""
        return self.pixels is before.pixels

    def puts_other_pixels_under_the_pointer(self, before: Scene) -> bool:
        """Tell whether a pointer that stands still may be over another pixel, or one of another value."""
        is_same_image = self.info is before.info and self.shares_pixels_with(before)
        if not is_same_image or self.pixels_version != before.pixels_version or self.layout is not before.layout:
            return True
        if self.orientation != before.orientation:
            return True
        if self.layout is Layout.SINGLE:
            return self.plane != before.plane
        # another plane of three is another one to act on: nothing moves
        return self.plane.position != before.plane.position

    def seen_through(self, viewports: Viewports) -> Scene:
        """Return the same scene with another part of its planes on screen."""
        return replace(self, viewports=viewports)


def cut_of(pixels: Drawable, plane: Plane, info: ImageInfo, settings: DisplaySettings) -> npt.NDArray[Any] | TiledSlice:
    """Return the components of a plane that are drawn, as `Scene.cut` does."""
    pick = partial(drawn_components, info=info, drawn=settings.component)
    if isinstance(pixels, TiledPixels | EditedTiles):
        return replace(pixels.cut(plane), pick=pick)
    return pick(plane.slice(pixels, info.geometry))


def resolve(image: ViewedImage, shapes: tuple[DrawnShape, ...] = (), beside: Arranged = ALONE) -> Scene:
    """Return what the canvas shows of an image.

    Parameters
    ----------
    image : ViewedImage
    shapes : tuple of DrawnShape
        Being dragged, or about to be changed.
    beside : Arranged
        What is shown of the images of this place, where there are several.
    """
    layers = beside.layers
    return Scene(
        source=image,
        info=image.info,
        pixels=image.pixels,
        pixels_version=image.pixels_version,
        changed_box=image.changed_box,
        is_edited=image.is_edited,
        has_edits=image.has_edits,
        plane=image.plane,
        layout=image.layout,
        settings=image.settings,
        viewports=image.viewports,
        overlays=image.overlays,
        marks=Marks.of(image.probe, image.info.geometry, is_kept=image.is_held),
        shapes=shapes,
        notes=(*_notes(image, is_layered=bool(layers)), *_layer_notes(layers)),
        points=image.points,
        orientation=image.orientation,
        outlines=image.outlines,
        layers=layers,
        composition=beside.composition,
        captions=beside.captions,
    )


def _notes(image: ViewedImage, *, is_layered: bool) -> tuple[Note, ...]:
    """Say what became of the file, else what is to know of the image; a slice leads to its series."""
    info = image.info
    if image.disk_note:
        said = (Note(image.disk_note, is_warning=True),)
        return (*said, Note("Reload", "reload")) if image.can_be_read_again else said
    coarse = coarse_note(info.dtype, image.settings.levels)
    facts = (*_component_note(info, image.settings), *((coarse,) if coarse else ()), *view_notes(info, image.plane))
    notes = (*(Note(text, is_warning=is_warning(text)) for text in info.notes), *map(Note, facts))
    if image.offers_labels:
        why = f"Labels: {info.labels.source}." if info.labels is not None else "Looks like a label image."
        notes = (*notes, Note(why), Note("Show as labels", "showLabels"))
    tiles = image.pixels.tiles if isinstance(image.pixels, EditedTiles) else image.pixels
    if isinstance(tiles, TiledPixels):
        notes = (*notes, *map(Note, level_notes(tiles, image.plane)))
        notes = (*notes, *(Note(text, is_warning=True) for text in unread_notes(tiles)))
    elif lattice_step(image.plane.slice(tiles, info.geometry)) > 1:
        notes = (*notes, *_giant_notes(info, keeps_maxima=KEEP_MAXIMA in image.overlays and not is_layered))
    if info.part_name:
        which = f"Image {info.part + 1} of {len(info.parts)} in this file: {info.part_name}."
        notes = (*notes, Note(which), Note("Choose another", "choosePart"))
    if info.has_sibling_slices:
        notes = (*notes, Note("One slice of a DICOM series."), Note("Open the whole series", "openSeries"))
    return notes


def _layer_notes(layers: tuple[SceneLayer, ...]) -> tuple[Note, ...]:
    """Say what became of the files of the other images of the place."""
    return tuple(Note(one.disk_note, is_warning=True) for one in layers if one.disk_note and not one.is_main)


def _giant_notes(info: ImageInfo, *, keeps_maxima: bool) -> tuple[Note, ...]:
    """Say which pixels of a giant are seen while it is zoomed out, where there is a choice."""
    if info.channels > 1 or info.is_complex or info.dtype == "bool":
        return ()
    if keeps_maxima:
        said = "Zoomed out, each screen pixel shows the largest value that it covers, as soon as these are found."
        return Note(said), Note("Show single pixels", KEEP_MAXIMA)
    return Note("Zoomed out, not every pixel is drawn."), Note("Keep the maxima", KEEP_MAXIMA)


def _component_note(info: ImageInfo, settings: DisplaySettings) -> tuple[str, ...]:
    """Say which number of a pixel is drawn where that is not plain."""
    named = dict(choices(info))
    component = settings.component
    if len(named) < 2 or component not in named or (info.is_colour and component == next(iter(named))):
        return ()
    return (f"Showing {named[component]}.",)
