"""Arrays of xarray."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from itk_inspector.core.errors import UsageError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.itkio.interop.held import Held, is_a

_AXES = ("x", "y", "z", "t")
_EVEN = 1e-6
"""How far, in parts of the spacing, a coordinate may lie from where even ones would."""


def is_one(source: Any) -> bool:
    """Tell whether this is an array or a data set of xarray."""
    return is_a(source, "xarray", "DataArray") or is_a(source, "xarray", "Dataset")


def held(source: Any, array_of: Callable[[Any], Held]) -> Held:
    """Return its pixels with the dims of ``itk.xarray_from_image``: t, z, y, x, and c for components.

    Coordinates become spacing and origin; those that fall turn their axis round. The attribute ``direction`` is read
    as itk writes it: the matrix with its rows and its columns in NumPy order.

    Parameters
    ----------
    source : xarray.DataArray
    array_of : callable
        Takes what it keeps its pixels in, where that is not NumPy's.

    Raises
    ------
    UsageError
        If it is a data set, or has other dims, or coordinates that are not even.
    """
    if is_a(source, "xarray", "Dataset"):
        names = ", ".join(map(str, source.data_vars)) or "none"
        raise UsageError(f"A Dataset holds several arrays: {names}.", advice="Give one of them.")
    dims = source.dims
    axes = [axis for axis in _AXES if axis in dims]
    if set(dims) - {"c"} != set(axes) or axes != list(_AXES[: len(axes)]) or len(axes) < 2:
        raise UsageError(
            f"The dims of this DataArray are {', '.join(map(str, dims))}; expected z, y, x, perhaps t and c."
        )
    data = source.transpose(*reversed(axes), *(["c"] if "c" in dims else [])).data
    found = Held(data) if isinstance(data, np.ndarray) else array_of(data)
    places = [_even(source, axis) for axis in axes]
    given = source.attrs.get("direction")
    matrix = np.eye(len(axes)) if given is None else np.flip(np.asarray(given, np.float64))
    if matrix.shape != (len(axes), len(axes)):
        raise UsageError(f"The attribute direction of this DataArray does not fit its {len(axes)} axes.")
    matrix = matrix * np.where([step < 0 for _, step in places], -1.0, 1.0) + 0.0
    geometry = Geometry(
        size=tuple(int(source.sizes[axis]) for axis in axes),
        start_index=(0,) * len(axes),
        origin=tuple(first for first, _ in places),
        spacing=tuple(abs(step) for _, step in places),
        direction=tuple(tuple(row) for row in matrix.tolist()),
    )
    if not geometry.is_sound:
        raise UsageError("The attribute direction of this DataArray cannot be inverted.")
    name = str(source.name) if source.name is not None else "DataArray"
    return Held(found.array, geometry, name, notes=found.notes, is_lps=given is not None)


def _even(source: Any, axis: str) -> tuple[float, float]:
    """Return the first coordinate and the step of an axis; 0 and 1 where there are none."""
    if axis not in source.coords:
        return 0.0, 1.0
    given = np.asarray(source.coords[axis].values)
    if given.dtype.kind not in "iuf" or not np.isfinite(given).all():
        raise UsageError(f"The {axis} coordinates of this DataArray are no finite numbers.", advice=_ADVICE)
    places = given.astype(np.float64)
    if len(places) < 2:
        return float(places[0]), 1.0
    first, step = float(places[0]), float(places[-1] - places[0]) / (len(places) - 1)
    even = first + step * np.arange(len(places))
    stored = float(np.spacing(np.abs(given).max())) if given.dtype.kind == "f" else 0.0
    if not step or np.abs(places - even).max() > _EVEN * abs(step) + 4 * stored:
        raise UsageError(f"The {axis} coordinates of this DataArray do not run in even steps.", advice=_ADVICE)
    return first, step


_ADVICE = "Drop them by array.drop_vars(…): points are then counted in pixels."
