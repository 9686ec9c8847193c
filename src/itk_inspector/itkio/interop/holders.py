"""The libraries whose images and arrays are taken; none of them is imported unless the caller has done so."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.itkio.interop.held import Held, geometry_of_affine, lent
from itk_inspector.worker.memory.memory_limit import available

_ON_THIS_SIDE = {1, 3, 11, 13}
"""DLPack's devices whose memory a processor reads: CPU, CUDA's and ROCm's pinned host memory, CUDA's managed memory."""
_AXES = ("x", "y", "z", "t")


def computed(source: Any) -> Any:
    """Return the output of an itk filter, which is updated; anything else as it is.

    Raises
    ------
    UsageError
        If the filter fails, with what ITK says.
    """
    if not hasattr(source, "GetOutput") or not hasattr(source, "UpdateLargestPossibleRegion"):
        return source
    try:
        source.UpdateLargestPossibleRegion()
    except RuntimeError as e:
        said = str(e).strip().splitlines()
        raise UsageError(f"The filter failed: {said[-1].strip() if said else type(e).__name__}.") from e
    return source.GetOutput()


def held_by(source: Any) -> Held | None:
    """Return what a library's object holds; None where nothing here knows it.

    Raises
    ------
    UsageError
        If it is known and cannot be shown.
    """
    packages = {kind.__module__.partition(".")[0] for kind in type(source).__mro__}
    for package, taken in _PACKAGES.items():
        if package in packages:
            return taken(source)
    return _array(source) if any(hasattr(source, name) for name in ("__dlpack__", "__array__")) else None


def _simpleitk(source: Any) -> Held | None:
    if not hasattr(source, "GetDirection"):
        return None
    module = sys.modules["SimpleITK"]
    if "label" in source.GetPixelIDTypeAsString().split()[0]:
        raise UsageError("Label maps of SimpleITK hold runs, not pixels.", advice="Convert it with LabelMapToLabel.")
    array = lent(module.GetArrayViewFromImage(source), source)
    dimension = source.GetDimension()
    flat = source.GetDirection()
    rows = tuple(tuple(flat[i * dimension : (i + 1) * dimension]) for i in range(dimension))
    geometry = Geometry(source.GetSize(), (0,) * dimension, source.GetOrigin(), source.GetSpacing(), rows)
    return Held(array, geometry, "SimpleITK image", has_colours=False, is_lps=True)


def _vtk(source: Any) -> Held | None:
    if not (hasattr(source, "GetExtent") and hasattr(source, "GetPointData") and hasattr(source, "GetSpacing")):
        return None
    stored = source.GetPointData().GetScalars()
    if stored is None:
        raise UsageError("This VTK image has no scalars.", advice="Call Update() on the filter that it comes from.")
    from vtkmodules.util.numpy_support import vtk_to_numpy  # the caller has VTK

    extent = source.GetExtent()
    size = tuple(extent[2 * axis + 1] - extent[2 * axis] + 1 for axis in range(3))
    seen = vtk_to_numpy(stored)
    components = stored.GetNumberOfComponents()
    array = lent(seen.reshape(*size[::-1], *([components] if components > 1 else [])), source)
    turned = source.GetDirectionMatrix()
    rows = tuple(tuple(turned.GetElement(i, j) for j in range(3)) for i in range(3))
    geometry = Geometry(size, extent[::2], source.GetOrigin(), source.GetSpacing(), rows)
    return Held(array, geometry, "VTK image")


def _nibabel(source: Any) -> Held | None:
    if not hasattr(source, "dataobj") or not hasattr(source, "affine"):
        return None
    stored = np.asanyarray(source.dataobj)
    if stored.ndim > 4 and stored.shape[3] == 1:
        raise UsageError("NIfTI vectors in nibabel are not taken.", advice="Give the path of the file instead.")
    zooms = tuple(float(step) for step in source.header.get_zooms()) if source.header is not None else ()
    geometry = geometry_of_affine(source.affine, stored.shape[:4], is_ras=True, further=zooms[3:])
    notes = ("Scaled by nibabel: copied.",) if _is_scaled(source.dataobj) else ()
    return Held(stored.T, geometry, "nibabel image", has_colours=False, is_lps=True, notes=notes)


def _is_scaled(stored: Any) -> bool:
    return (getattr(stored, "slope", 1.0), getattr(stored, "inter", 0.0)) not in {(1.0, 0.0), (None, None)}


def _xarray(source: Any) -> Held | None:
    dims = getattr(source, "dims", None)
    if not isinstance(dims, tuple) or not hasattr(source, "coords"):
        return None
    axes = [axis for axis in _AXES if axis in dims]
    if set(dims) - {"c"} != set(axes) or axes != list(_AXES[: len(axes)]) or len(axes) < 2:
        raise UsageError(
            f"The dims of this DataArray are {', '.join(map(str, dims))}; expected z, y, x, perhaps t and c."
        )
    order = [*reversed(axes), *(["c"] if "c" in dims else [])]
    array = source.transpose(*order).data
    found = _array(array) if not isinstance(array, np.ndarray) else Held(array)
    places = [_even(source, axis) for axis in axes]
    dimension = len(axes)
    turned = source.attrs.get("direction")
    matrix = np.eye(dimension) if turned is None else np.flip(np.asarray(turned, np.float64))
    rows = tuple(tuple(row) for row in matrix.tolist())
    size = tuple(int(source.sizes[axis]) for axis in axes)
    origin, spacing = (tuple(place[i] for place in places) for i in range(2))
    geometry = Geometry(size, (0,) * dimension, origin, spacing, rows)
    called = str(source.name) if source.name is not None else "DataArray"
    return Held(found.array, geometry, called, notes=found.notes, is_lps=turned is not None)


def _even(source: Any, axis: str) -> tuple[float, float]:
    """Return first coordinate and step of an axis."""
    if axis not in source.coords:
        return 0.0, 1.0
    places = np.asarray(source.coords[axis].values, np.float64)
    if len(places) < 2:
        return float(places[0]), 1.0
    first, step = float(places[0]), float(places[-1] - places[0]) / (len(places) - 1)
    even = first + step * np.arange(len(places))
    if not step > 0 or not np.allclose(places, even, rtol=0, atol=1e-3 * step):
        raise UsageError(f"The {axis} coordinates of this DataArray do not rise in even steps.")
    return first, float(places[1] - places[0])


def _pillow(source: Any) -> Held | None:
    if not hasattr(source, "getbands"):
        return None
    notes = ["Copied: Pillow lends no memory."]
    if source.mode == "P":
        notes.append("The numbers of its palette are shown.")
    array = np.asarray(source)
    geometry = Geometry.identity((array.shape[1], array.shape[0]))
    return Held(array, geometry, "Pillow image", has_colours=source.mode in ("RGB", "RGBA"), notes=tuple(notes))


def _monai(source: Any) -> Held | None:
    if not hasattr(source, "affine") or not hasattr(source, "meta"):
        return None
    found = _array(source.as_tensor() if hasattr(source, "as_tensor") else source)
    array = found.array
    if not 3 <= array.ndim <= 4:
        raise UsageError(f"Expected a MetaTensor of channels and 2 or 3 axes, got shape {tuple(array.shape)}.")
    spatial = (
        array[0].T if array.shape[0] == 1 else np.moveaxis(array, 0, -1).transpose(*range(array.ndim - 2, -1, -1), -1)
    )
    affine = np.asarray(_array(source.affine).array, np.float64)
    is_ras = str(source.meta.get("space", "RAS")).upper().startswith("RAS")
    geometry = geometry_of_affine(affine, array.shape[1:], is_ras=is_ras, further=())
    return Held(spatial, geometry, "MetaTensor", has_colours=False, is_lps=True, notes=found.notes)


def _array(source: Any) -> Held:
    """Take the pixels of an array that is not NumPy's, without a copy where it lies in this memory."""
    _refuse_giants(source)
    notes: tuple[str, ...] = ()
    if hasattr(source, "detach"):
        source = source.detach()
    if hasattr(source, "__dlpack_device__") and int(source.__dlpack_device__()[0]) not in _ON_THIS_SIDE:
        brought = next((getattr(source, name) for name in ("cpu", "get") if hasattr(source, name)), None)
        source = brought() if brought is not None else np.asarray(source)
        notes = ("Copied: the array lies on the GPU.",)
    try:
        array = _dlpack(source) if hasattr(source, "__dlpack__") else None
        if array is None:
            array = np.asarray(source)
    except (TypeError, ValueError, RuntimeError, BufferError) as e:
        kind = getattr(source, "dtype", type(source).__name__)
        raise UsageError(f"Pixels of type {kind} cannot be taken from this array: {e}.") from e
    if not notes and not _is_lent(source, array):
        notes = ("Copied: the array lends no memory.",)
    return Held(lent(array, source), notes=notes, name=type(source).__name__)


def _dlpack(source: Any) -> npt.NDArray[Any] | None:
    """Return what DLPack lends; None where it cannot, and another protocol may."""
    try:
        return np.from_dlpack(source)
    except (TypeError, RuntimeError, BufferError, ValueError):
        return None


def _is_lent(source: Any, array: npt.NDArray[Any]) -> bool:
    if isinstance(source, np.ndarray) or hasattr(source, "__dlpack__") or hasattr(source, "__array_interface__"):
        return array.base is not None or isinstance(source, np.ndarray)
    return False


def _refuse_giants(source: Any) -> None:
    """Refuse an array that is computed or fetched when it is taken, and would not fit into memory."""
    shape, dtype = getattr(source, "shape", None), getattr(source, "dtype", None)
    package = type(source).__module__.partition(".")[0]
    if package not in ("dask", "zarr") or shape is None or dtype is None:
        return
    size = math.prod(shape) * np.dtype(dtype).itemsize
    free = available()
    if free is not None and size > free // 2:
        raise UsageError(
            f"This {package} array takes {size / 1e9:.1f} GB, more than half of the memory that is free.",
            advice="Give a part of it.",
        )


_PACKAGES: dict[str, Callable[[Any], Held | None]] = {
    "SimpleITK": _simpleitk,
    "vtkmodules": _vtk,
    "nibabel": _nibabel,
    "xarray": _xarray,
    "PIL": _pillow,
    "monai": _monai,
}
"""By the package that an object's class, or one that it inherits from, comes from."""
