"""Probe pixels at random by every way that names one, and count those that are wrong.

Run it with ``python tests/million_probes.py [PROBES [SEED]]`` (1,000,000 by default). It ends with exit code 1 when
one was wrong. The ways are texts that are typed or pasted, the texts of points, keys and the pointer in a real window
(offscreen) whose drawing is flipped, turned, zoomed and moved. What is right is reckoned here: from arrays that were
made here or read by SimpleITK, and by plain arithmetic with origin, spacing, direction and start index.
"""

from __future__ import annotations

import ast
import csv
import io
import json
import math
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import nibabel
import numpy as np
import numpy.typing as npt
import SimpleITK
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QApplication

from data_folders import SHARED
from itk_inspector import open_document
from itk_inspector.app.composition import Composition
from itk_inspector.app.qt_application import application
from itk_inspector.core.display.viewport import Viewport, Viewports
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.header.space import Space
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.pixels.probe import Probe
from itk_inspector.core.probing.order import Order
from itk_inspector.core.probing.point_rows import point_rows
from itk_inspector.core.probing.points import Point, Points
from itk_inspector.core.probing.points_reading import read_points
from itk_inspector.core.probing.points_text import POINTS_FORMATS
from itk_inspector.core.probing.position_text import Position, read_position
from itk_inspector.gui.shell.settings import MemoryStore, Settings
from itk_inspector.itkio import from_memory

Index = tuple[int, ...]
AT_ONCE = 50
"""Points in one list, and probes of the pointer at one zoom."""
REAL = (
    "mha/itk5__HeadMRVolume.mha",
    "mhd/itk5__HeadMRVolumeWithDirection.mhd",
    "nii/nibabel__anatomical.nii",
    "nii/nibabel__example4d.nii.gz",
    "nrrd/itk5__vol-gzip-big.nrrd",
    "png/itkgit__BrainProtonDensitySliceBorder20.png",
    "tif/itk5__ShortTestImage.tiff",
    "dcm/pydicom__CT_small.dcm",
)
"""Images made by others, below ``images`` of the shared data, where they are."""


@dataclass
class Case:
    """An image, and what is right of it.

    Parameters
    ----------
    name : str
    document : ImageDocument
        What is tried.
    array : numpy.ndarray
        What was made, or what SimpleITK reads.
    start, size, origin, spacing : tuple
        In ITK's order.
    direction : numpy.ndarray
    """

    name: str
    document: ImageDocument
    array: npt.NDArray[Any]
    start: Index
    size: Index
    origin: tuple[float, ...]
    spacing: tuple[float, ...]
    direction: npt.NDArray[np.float64]

    def random_index(self, rng: random.Random) -> Index:
        """Return a pixel, a corner or an edge more often than others."""
        return tuple(
            rng.choice((s, s + n - 1)) if rng.random() < 0.1 else rng.randrange(s, s + n)
            for s, n in zip(self.start, self.size, strict=True)
        )

    def point(self, index: Sequence[float]) -> list[float]:
        """Return where an index, whole or not, lies in space."""
        steps = [i * length for i, length in zip(index, self.spacing, strict=True)]
        return [
            first + sum(cosine * step for cosine, step in zip(row, steps, strict=True))
            for first, row in zip(self.origin, self.direction.tolist(), strict=True)
        ]

    def array_index(self, index: Index) -> Index:
        """Return the same pixel in NumPy's order."""
        return tuple(i - s for i, s in zip(index, self.start, strict=True))[::-1]

    def value(self, place: Index) -> Any:
        """Return what is stored at a place of the array, as Python numbers."""
        found = self.array[place].tolist()
        return tuple(found) if isinstance(found, list) else found


@dataclass
class Tally:
    """What was probed, and what was wrong."""

    done: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def miss(self, way: str, case: Case, what: str) -> None:
        """Note one thing that is wrong."""
        self.wrong.append(f"{way}, {case.name}: {what}")


# what is tried ---------------------------------------------------------------


def cases(folder: Path) -> Iterator[Case]:
    """Make images of many kinds, in a folder and in memory, and open those of others where they are."""
    rng = np.random.default_rng(4)
    for number, (dtype, size) in enumerate(
        (("uint8", (31, 17)), ("int16", (23, 19, 11)), ("float32", (9, 14, 7)), ("uint16", (8, 7, 6, 5)))
    ):
        for suffix in (".mha", ".nrrd", ".nii.gz"):
            path = folder / f"{number}{suffix}"
            values = _values(rng, dtype, size[::-1])
            SimpleITK.WriteImage(_placed(rng, values), str(path))
            # ITK itself reads no NaN from a packed NIfTI file: what was made is right
            yield replace(_of_file(path, f"{dtype} {size} {suffix}"), array=values)
    yield from cases_in_memory()
    for place in REAL:
        if (SHARED / "images" / place).exists():
            yield _of_file(SHARED / "images" / place, place)


def cases_in_memory() -> Iterator[Case]:
    """Make images that no file holds: with a start index."""
    rng = np.random.default_rng(5)
    for dtype, size, start in (
        ("int32", (13, 11, 7), (-4, 100, 3)),
        ("uint64", (6, 9), (7, -3)),
        ("complex64", (5, 4, 3), (1, 2, 3)),
    ):
        yield _in_memory(rng, dtype, size, start)


def _values(rng: np.random.Generator, dtype: str, shape: Index) -> npt.NDArray[Any]:
    kind = np.dtype(dtype)
    if kind.kind in "iu":
        limits = np.iinfo(kind)
        return rng.integers(limits.min, limits.max, shape, dtype=kind, endpoint=True)
    made = rng.normal(size=shape) + (1j * rng.normal(size=shape) if kind.kind == "c" else 0)
    made.flat[::7] = np.nan
    return made.astype(kind)


def _direction(rng: np.random.Generator, dimension: int) -> npt.NDArray[np.float64]:
    """Return an oblique direction of the axes in space, flipped and exchanged at random."""
    spatial = min(dimension, 3)
    turned, _ = np.linalg.qr(np.eye(spatial)[rng.permutation(spatial)] + rng.uniform(-0.2, 0.2, (spatial, spatial)))
    whole = np.eye(dimension)
    whole[:spatial, :spatial] = turned
    return whole


def _placed(rng: np.random.Generator, values: npt.NDArray[Any]) -> SimpleITK.Image:
    made, dimension = SimpleITK.GetImageFromArray(values, isVector=False), values.ndim
    made.SetSpacing(rng.uniform(0.3, 3.0, dimension).tolist())
    made.SetOrigin(rng.uniform(-200, 200, dimension).tolist())
    made.SetDirection(_direction(rng, dimension).ravel().tolist())
    return made


def _of_file(path: Path, name: str) -> Case:
    read = SimpleITK.ReadImage(str(path))
    dimension = read.GetDimension()
    return Case(
        name,
        open_document(path),
        SimpleITK.GetArrayFromImage(read),
        (0,) * dimension,
        read.GetSize(),
        read.GetOrigin(),
        read.GetSpacing(),
        np.reshape(read.GetDirection(), (dimension, dimension)),
    )


def _in_memory(rng: np.random.Generator, dtype: str, size: Index, start: Index) -> Case:
    array, direction = _values(rng, dtype, size[::-1]), _direction(rng, len(size))
    origin = tuple(rng.uniform(-200, 200, len(size)).tolist())
    spacing = tuple(rng.uniform(0.3, 3.0, len(size)).tolist())
    geometry = Geometry(size, start, origin, spacing, tuple(tuple(row) for row in direction.tolist()))
    document = from_memory.document(array, geometry=geometry)
    document.info = replace(document.info, space=Space("mm", is_patient=True))
    return Case(f"{dtype} {size} from {start}", document, array, start, size, origin, spacing, direction)


# what is right ---------------------------------------------------------------


def _same(found: Any, right: Any) -> bool:
    if isinstance(right, tuple):
        return isinstance(found, tuple) and all(map(_same, found, right))
    if right != right:
        return bool(found != found)
    return bool(found == right) and type(found) is type(right)


def _near(found: Sequence[float], right: Sequence[float]) -> bool:
    return all(math.isclose(a, b, rel_tol=1e-6, abs_tol=1e-6) for a, b in zip(found, right, strict=True))


def check(tally: Tally, way: str, case: Case, index: Index, found: Probe | None) -> None:
    """Hold all that a probe tells of a pixel against what is right."""
    tally.done[way] += 1
    place = case.array_index(index)
    right = case.value(place)
    if found is None or (found.itk_index.components, tuple(found.array_index)) != (index, place):
        tally.miss(way, case, f"{found} instead of {index}, {place}")
        return
    if not _same(found.array_value, right):
        tally.miss(way, case, f"{index}: {found.array_value} instead of {right}")
    if found.itk_value is not None and not _same(found.itk_value, right):
        tally.miss(way, case, f"{index}: ITK reads {found.itk_value} instead of {right}")
    if not _near(found.physical_point.components, case.point(index)):
        tally.miss(way, case, f"{index} at {found.physical_point} instead of {case.point(index)}")
    shape = case.array.shape[: len(index)]
    twin = case.value(index) if all(0 <= i < n for i, n in zip(index, shape, strict=True)) else None
    if found.twin_value is not None if twin is None else not _same(found.twin_value, twin):
        tally.miss(way, case, f"{index}: array[x, y] gives {found.twin_value} instead of {twin}")


# the ways --------------------------------------------------------------------


def _list(numbers: Sequence[object], between: str = ", ") -> str:
    return between.join(map(str, numbers))


TEXTS: tuple[Callable[[Index, Index], tuple[str, Order]], ...] = (
    lambda itk, array: (f"({_list(itk)})", Order.NUMPY),
    lambda itk, array: (f"[{_list(array)}]", Order.ITK),
    lambda itk, array: (_list(itk, " "), Order.ITK),
    lambda itk, array: (_list(array, " "), Order.NUMPY),
    lambda itk, array: (f"itk: {_list(itk)}", Order.NUMPY),
    lambda itk, array: (f"numpy = [{_list(array)}]", Order.ITK),
    lambda itk, array: (f"value = image.GetPixel([{_list(itk)}])", Order.NUMPY),
    lambda itk, array: (f"image.GetPixel(({_list(itk)})) == 7", Order.NUMPY),
    lambda itk, array: (f"itkIndex{len(itk)} ([{_list(itk)}])", Order.NUMPY),
    lambda itk, array: (f"Index: [{_list(itk)}]", Order.NUMPY),
    lambda itk, array: (f"print(array[{_list(array)}])", Order.ITK),
    lambda itk, array: (f"volume[{_list(array, '][')}]", Order.ITK),
    lambda itk, array: (f"({_list(tuple(f'np.int64({i})' for i in array))})", Order.ITK),
)
"""Ways to write an index in either order; where that is plain, bare numbers are said to be in the other one."""


def by_text(tally: Tally, case: Case, rng: random.Random) -> None:
    """Type or paste an index."""
    index = case.random_index(rng)
    array = case.array_index(index)
    from_end = tuple(a - n if rng.random() < 0.3 else a for a, n in zip(array, case.size[::-1], strict=True))
    text, bare = rng.choice(TEXTS)(index, from_end)
    _probe_text(tally, "typed index", case, text, bare, index)


def by_point(tally: Tally, case: Case, rng: random.Random) -> None:
    """Type a physical point somewhere in a pixel."""
    index = case.random_index(rng)
    point = case.point([i + rng.uniform(-0.49, 0.49) for i in index])
    names = ("p", "lps", "ras") if case.document.info.has_letters else ("p",)
    name = rng.choice(names)
    numbers = [-point[0], -point[1], *point[2:]] if name == "ras" else point
    _probe_text(tally, "typed point", case, f"{name}: {' '.join(map(repr, numbers))}", Order.ITK, index)


def _probe_text(tally: Tally, way: str, case: Case, text: str, bare: Order, index: Index) -> None:
    document = case.document
    found = read_position(text, document.geometry, document.info.space, bare=bare)
    assert isinstance(found, Position)
    echo = f"ITK ({_list(index)}) · NumPy [{_list(case.array_index(index))}]"
    if found.index.components != index or not found.echo(document.geometry).endswith(echo):
        tally.miss(way, case, f"{text!r} is told as {found.echo(document.geometry)} instead of {echo}")
    check(tally, way, case, index, document.access.probe(found.index, document.itk_pixels))


def by_points(tally: Tally, case: Case, rng: random.Random) -> None:
    """Write a list of points in every format, read it by other means, and read it back."""
    indices = [case.random_index(rng) for _ in range(AT_ONCE)]
    points = Points(tuple(Point(n, ItkIndex(index)) for n, index in enumerate(indices, 1)))
    document = case.document
    rows = point_rows(points, document.geometry, document.access, document.access)
    texts = {each.name: each.write(rows, document.info) for each in POINTS_FORMATS}
    dimension = len(case.size)
    lines = list(csv.reader(io.StringIO(texts["CSV"])))[1:]
    listed = json.loads(texts["JSON"])["points"]
    program = ast.literal_eval(texts["Python"].partition("points = ")[2].partition("\nimage")[0])
    controls = json.loads(texts["3D Slicer markups"])["markups"][0]["controlPoints"]
    tally.done["points"] += AT_ONCE
    for index, line, one, row, control in zip(indices, lines, listed, program, controls, strict=True):
        place, point = case.array_index(index), case.point(index)
        itk, array = tuple(map(int, line[2 : 2 + dimension])), tuple(map(int, line[2 + dimension : 2 + 2 * dimension]))
        is_right = (
            (itk, array) == (index, place)
            and (tuple(one["itk_index"]), tuple(one["array_index"])) == (index, place)
            and tuple(row[2:4]) == (index, place)
            and _near(one["physical_point"], point)
            and _near(control["position"][: min(dimension, 3)], point[:3])
        )
        if not is_right:
            tally.miss("points", case, f"{index}: {line}, {one}, {row}, {control}")
    for name in ("CSV", "JSON", "3D Slicer markups"):
        for index, read in zip(indices, read_points(texts[name], document.geometry, ItkIndex(case.start)), strict=True):
            last = index[:3] if name == "3D Slicer markups" else index
            told = read.index.components[: len(last)]
            if told != last:
                tally.miss("points", case, f"{name} gives {told} back instead of {last}")


class Window:
    """A real window with one image after the other."""

    def __init__(self) -> None:
        self._composition = Composition(Settings(MemoryStore()))
        self.app = self._composition.app
        self._composition.window.resize(1000, 700)
        self._composition.window.show()
        self._case: Case | None = None

    def close(self) -> None:
        """Close it, and with it the image on screen."""
        self._composition.dispose()
        self._composition.window.close_for_good()
        self._composition.deleteLater()
        self._composition.window.deleteLater()

    def show(self, case: Case) -> None:
        """Show an image alone; the one before is closed."""
        images = self.app.images
        if images.current is not None:
            images.remove(images.current)
            images.tell()
        self.app.files.adopt(case.document)
        _settle()
        self._case = case

    def _probe(self) -> Probe | None:
        image = self.app.images.current
        assert image is not None
        return image.probe

    def by_key(self, tally: Tally, case: Case, rng: random.Random) -> None:
        """Go to a pixel, move on by the arrow keys, step through the slices, go to the first and the last one."""
        app, image = self.app, self.app.images.current
        assert image is not None
        index = case.random_index(rng)
        app.navigation.go_to(f"({_list(index)})")
        check(tally, "go to in the window", case, index, self._probe())
        for _ in range(9):
            index = self._by_arrow(index, case, rng)
            check(tally, "arrow keys", case, index, self._probe())
        for _ in range(9):
            axes = [a for a in image.plane.hidden_axes if case.size[a] > 1]
            if not axes:
                return
            further = rng.random() < 0.3 and len(axes) > 1
            axis, steps = axes[int(further)], rng.choice((-1, 1, 1, -1, 10, -10))
            first, last = case.start[axis], case.start[axis] + case.size[axis] - 1
            if rng.random() < 0.2:
                axis, end = axes[0], rng.choice((-1, 1))
                first, last = case.start[axis], case.start[axis] + case.size[axis] - 1
                app.view.go_to_end(end)
                place = first if end < 0 else last
            else:
                app.view.step_slice(steps, further=further)
                place = min(max(index[axis] + steps, first), last)
            index = (*index[:axis], place, *index[axis + 1 :])
            check(tally, "keys", case, index, self._probe())

    def _by_arrow(self, index: Index, case: Case, rng: random.Random) -> Index:
        """Press an arrow key; return the pixel that lies there on screen."""
        image = self.app.images.current
        assert image is not None
        way, steps = rng.randrange(4), rng.choice((1, 1, 10))
        right, down = ((1, 0), (-1, 0), (0, 1), (0, -1))[way]
        axis = image.plane.horizontal if right else image.plane.vertical
        is_upright = "patientOrientation" in image.overlays and case.document.info.is_patient_space
        grows = (right + down) * (-1 if is_upright and _is_flipped(case, axis) else 1)
        self.app.keeper.step(right * steps, down * steps)
        first, last = case.start[axis], case.start[axis] + case.size[axis] - 1
        return (*index[:axis], min(max(index[axis] + grows * steps, first), last), *index[axis + 1 :])

    def by_pointer(self, tally: Tally, case: Case, rng: random.Random) -> None:
        """Point at the screen after the drawing was flipped, turned, zoomed and moved."""
        app, image = self.app, self.app.images.current
        assert image is not None
        app.probe.set_held(False)
        is_upright = rng.random() < 0.7
        app.switches.set_on("patientOrientation", is_on=is_upright)
        dimension = len(case.size)
        across, down = rng.sample(range(dimension), 2)
        if rng.random() < 0.5 and max(across, down) < 3:
            app.view.show_plane(min(across, down), max(across, down))
            across, down = image.plane.horizontal, image.plane.vertical
        else:
            app.view.set_axes(across, down)
        middle = case.random_index(rng)
        for axis in image.plane.hidden_axes:
            app.view.set_slice(axis, middle[axis])
        if rng.random() < 0.7:
            seen = Viewport((middle[across] + rng.random(), middle[down] + rng.random()), rng.uniform(0.5, 80))
            with app.images.changing():
                image.viewports = Viewports((((across, down), seen),))
        view = self._composition.window.canvas.view
        area, room = view.on_screen(view.item.boundingRect()), QRectF(view.viewport().rect())
        seen_area = area.adjusted(-9, -9, 9, 9).intersected(room).toAlignedRect()
        flips = [is_upright and case.document.info.is_patient_space and _is_flipped(case, a) for a in (across, down)]
        for _ in range(AT_ONCE):
            # the middle of a screen pixel, in the image or not
            at = QPointF(
                rng.randint(seen_area.left(), seen_area.right()) + 0.5,
                rng.randint(seen_area.top(), seen_area.bottom()) + 0.5,
            )
            shares = (at.x() - area.left()) / area.width(), (at.y() - area.top()) / area.height()
            expected = list(image.plane.position)
            is_inside, is_near_an_edge = True, False
            for share, axis, is_flipped in zip(shares, (across, down), flips, strict=True):
                place = (1 - share if is_flipped else share) * case.size[axis]
                is_near_an_edge |= abs(place - round(place)) < 1e-6
                is_inside &= 0 <= place < case.size[axis]
                expected[axis] = case.start[axis] + math.floor(place)
            if is_near_an_edge:
                continue
            where = view.drawn_at(at)
            app.probe.hover(where.x(), where.y())
            if is_inside:
                check(tally, "pointer, flipped" if any(flips) else "pointer", case, tuple(expected), self._probe())
            else:
                tally.done["pointer beside the image"] += 1
                if self._probe() is not None:
                    tally.miss("pointer", case, f"{self._probe()} beside the image")


def _is_flipped(case: Case, axis: int) -> bool:
    """Tell whether an axis in space leads to the right, to anterior or to superior, as nibabel names it."""
    if axis >= 3 or len(case.size) < 3:
        return False
    affine = np.eye(4)
    affine[:3, :3] = np.diag([-1.0, -1.0, 1.0]) @ case.direction[:3, :3]
    return nibabel.aff2axcodes(affine)[axis] in "RAS"


def _settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


@contextmanager
def opened(tried: Iterable[Case]) -> Iterator[tuple[list[Case], Window]]:
    """Open images and a window; all are closed afterwards."""
    window, known = Window(), list(tried)
    try:
        yield known, window
    finally:
        window.close()
        for case in known:
            case.document.close()
        _settle()


def run(probes: int, seed: int, folder: Path) -> Tally:
    """Probe so many pixels, about as many in each image, by all ways."""
    rng, tally = random.Random(seed), Tally()
    with opened(cases(folder)) as (known, window):
        for number, case in enumerate(known):
            goal = probes * (number + 1) // len(known)
            window.show(case)
            ways = (by_text, by_point, window.by_key, window.by_pointer, by_points)
            while tally.done.total() < goal:
                for way, times in zip(ways, (100, 50, 5, 2, 1), strict=True):
                    for _ in range(times):
                        way(tally, case, rng)
    return tally


def main(arguments: list[str]) -> int:
    """Print how many were probed by each way, and what was wrong."""
    probes, seed = (int(arguments[0]) if arguments else 1_000_000), (int(arguments[1]) if arguments[1:] else 13)
    application()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        tally = run(probes, seed, Path(folder))
    for way, count in tally.done.most_common():
        print(f"{count:>10,}  {way}")
    print(
        f"{tally.done.total():>10,}  probes in {time.monotonic() - begun:.0f} s, seed {seed}: {len(tally.wrong)} wrong"
    )
    print(*tally.wrong[:20], sep="\n")
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
