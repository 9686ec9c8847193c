"""Operations that ITK's filters compute, each component by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.editing.operations.resampling import looked_up_type, resampled_lattice
from itk_inspector.core.editing.operations.working_type import exact_type, real_type
from itk_inspector.core.errors import EditError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.pixels.itk_types import itk_type_for
from itk_inspector.core.pixels.pixel_types import ITK_NAMES
from itk_inspector.itkio import bridge
from itk_inspector.itkio.engine import engine, filter_classes
from itk_inspector.itkio.filter_work import Work
from itk_inspector.itkio.stored_values import store

_INTERPOLATIONS = {"nearest": "NearestNeighbor", "linear": "Linear", "bspline": "BSpline"}
CLASSES = {
    "median": ("MedianImageFilter",),
    "smooth": ("RecursiveGaussianImageFilter",),
    "components": ("ConnectedComponentImageFilter",),
    "distance": ("SignedMaurerDistanceMapImageFilter",),
    "resample": ("ResampleImageFilter", *(f"{name}InterpolateImageFunction" for name in _INTERPOLATIONS.values())),
}
"""What is loaded for an operation."""
_NO_MEMORY = ("bad_alloc", "allocate memory")
"""What ITK says of it."""
CLASSES["resample_like"] = CLASSES["resample"]


def _wrapped(pixels: npt.NDArray[Any], geometry: Geometry) -> Any:
    """Return an image that **views** single components of a type that itk wraps."""
    chosen = itk_type_for(pixels.dtype.name, 1, "scalar", geometry.dimension)
    if chosen is None or chosen.dtype != pixels.dtype.name:
        raise EditError(f"ITK takes no images of {geometry.dimension} axes and this pixel type.")
    return bridge.wrap(np.require(pixels, requirements=["C", "A"]), chosen, geometry)


def _of(kind: str, dimension: int) -> str:
    return f"I{ITK_NAMES[kind]}{dimension}"


def _run(running: Any, image: Any, told: Callable[[float], None]) -> Any:
    """Run a filter, and return the image that comes out."""
    running.SetInput(image)
    filter_classes.tell_progress(running, told)
    try:
        running.Update()
    except RuntimeError as e:
        if any(word in str(e) for word in _NO_MEMORY):
            raise MemoryError from e
        raise EditError("ITK’s filter refused the image.", detail=str(e)) from e
    return running.GetOutput()


def _pixels_of(image: Any, suffix: str, kind: str, geometry: Geometry) -> npt.NDArray[Any]:
    """Return a **view** of an image of a wrapped type; the image must be kept as long."""
    return np.frombuffer(engine.memory_of(image, suffix), kind).reshape(geometry.shape)


def _told(work: Work, step: int, steps: int) -> Callable[[float], None]:
    return lambda done: work.progress(min(1.0, (step + done) / steps))


def median(work: Work) -> tuple[str, ...]:
    """Replace each value by the median of those around it."""
    geometry = work.source.info.geometry
    kind = exact_type(work.source.info, "Median")
    suffix = _of(kind, geometry.dimension)
    for at in range(work.components):
        running = filter_classes.made("MedianImageFilter", suffix * 2)
        running.SetRadius(work.given["radius"])
        image = _wrapped(work.component(at).astype(kind, copy=False), geometry)
        found = _run(running, image, _told(work, at, work.components))
        work.out_of(at)[...] = _pixels_of(found, suffix, kind, geometry)
    return ()


def smooth(work: Work) -> tuple[str, ...]:
    """Smooth by a Gaussian, along one axis after the other."""
    geometry = work.source.info.geometry
    kind = real_type(work.source.info, "Smooth")
    suffix = _of(kind, geometry.dimension)
    along = [(axis, sigma) for axis, sigma in enumerate(work.given["sigma"]) if sigma]
    notes: tuple[str, ...] = ()
    for at in range(work.components):
        pixels = work.component(at).astype(kind, copy=False)
        for step, (axis, sigma) in enumerate(along):
            running = filter_classes.made("RecursiveGaussianImageFilter", suffix * 2)
            running.SetSigma(sigma)
            running.SetDirection(axis)
            running.SetZeroOrder()
            told = _told(work, at * len(along) + step, work.components * len(along))
            found = _run(running, _wrapped(pixels, geometry), told)
            pixels = _pixels_of(found, suffix, kind, geometry)
        notes = store(pixels, work.out_of(at))
    return notes


def components(work: Work) -> tuple[str, ...]:
    """Number the connected parts of what is not 0."""
    geometry, given = work.source.info.geometry, work.given
    mask = (work.source.pixels != 0).astype(np.uint8)
    running = filter_classes.made("ConnectedComponentImageFilter", f"IUC{geometry.dimension}IUL{geometry.dimension}")
    running.SetFullyConnected(given["connected"] == "full")
    found = _run(running, _wrapped(mask, geometry), work.progress)
    numbers = _pixels_of(found, f"IUL{geometry.dimension}", "int64", geometry).reshape(-1)
    sizes = np.bincount(numbers)
    sizes[0] = 0
    kept = np.flatnonzero(sizes >= given["smallest"])
    if given["order"] == "size":
        kept = kept[np.argsort(-sizes[kept], kind="stable")]
    most = np.iinfo(work.expected.dtype).max
    if kept.size > most:
        raise EditError(
            f"There are {kept.size:,} components; {work.expected.dtype} holds {most:,}.",
            advice="Choose a wider type, or leave out small ones.",
        )
    table = np.zeros(sizes.size, work.out.dtype)
    table[kept] = np.arange(1, kept.size + 1)
    np.take(table, numbers, out=work.out.reshape(-1), mode="clip")
    return ("1 component." if kept.size == 1 else f"{kept.size:,} components.",)


def distance(work: Work) -> tuple[str, ...]:
    """Measure from the border of what is not 0."""
    geometry, given = work.source.info.geometry, work.given
    mask = (work.source.pixels != 0).astype(np.uint8)
    if not mask.any() or (mask.all() and given["kind"] != "outside"):
        what = "every" if mask.any() else "no"
        raise EditError(f"Distance map: {what} pixel belongs to the object, so it has no border.")
    if mask.all():
        work.out[...] = 0
        return ()
    dimension = geometry.dimension
    running = filter_classes.made("SignedMaurerDistanceMapImageFilter", f"IUC{dimension}IF{dimension}")
    running.SetSquaredDistance(False)
    running.SetUseImageSpacing(given["unit"] == "physical")
    running.SetInsideIsPositive(given["kind"] == "positive")
    found = _run(running, _wrapped(mask, geometry), work.progress)
    distances = _pixels_of(found, f"IF{dimension}", "float32", geometry)
    work.out[...] = np.maximum(distances, np.float32(0)) if given["kind"] == "outside" else distances
    return ()


def resample(work: Work) -> tuple[str, ...]:
    """Look values up on another lattice."""
    info, given = work.source.info, work.given
    way = given["interpolation"]
    kind = looked_up_type(info, given)
    geometry, there = info.geometry, resampled_lattice(info, given)
    suffix = _of(kind, geometry.dimension)
    notes: tuple[str, ...] = ()
    for at in range(work.components):
        image = _wrapped(work.component(at).astype(kind, copy=False), geometry)
        more = f"D{ITK_NAMES[kind]}" if way == "bspline" else "D"
        looking = filter_classes.made(f"{_INTERPOLATIONS[way]}InterpolateImageFunction", f"{suffix}{more}")
        running = filter_classes.made("ResampleImageFilter", suffix * 2)
        running.SetInterpolator(looking)
        running.SetDefaultPixelValue(given["outside"])
        running.SetSize(list(there.size))
        running.SetOutputStartIndex(list(there.start_index))
        running.SetOutputOrigin(list(there.origin))
        running.SetOutputSpacing(list(there.spacing))
        running.SetOutputDirection(engine.matrix(there.direction))
        found = _run(running, image, _told(work, at, work.components))
        notes = store(_pixels_of(found, suffix, kind, there), work.out_of(at))
    return notes
