"""Where a NIfTI header places its image: by its sform, its qform or neither, and how far ITK strays from them.

Formulas: nifti1.h of the NIfTI data format working group, methods 2 (qform) and 3 (sform).
"""

from __future__ import annotations

import itertools
import math

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.determinant import determinant
from itk_inspector.core.geometry.geometry import Geometry, Matrix
from itk_inspector.core.late_numpy import np
from itk_inspector.itkio.second.nifti_fields import NiftiFields

_TOLD_FROM = 0.01
_FLAT = 1e-6
_SKEWED = 1e-4
_FAR = 1e30
_TO_MM = {1: 1e3, 2: 1.0, 3: 1e-3}
_TO_SECONDS = {8: 1.0, 16: 1e-3, 24: 1e-6}
_TO_LPS = (-1.0, -1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Placement:
    """The two placements of a header, in RAS and ITK's unit: mm, or none where the header states none.

    Parameters
    ----------
    sform, qform : tuple of tuple of float, or None
        3 × 4: index → point. None where its code is 0, or its numbers are none.
    fault : str
        Why the sform, which counts, cannot be used; ``""`` where it can, or does not count.
    pixdim : tuple of float
        As stored.
    has_unit : bool
    to_seconds : float
        Of the fourth axis.
    """

    sform: Matrix | None
    qform: Matrix | None
    fault: str
    pixdim: tuple[float, ...]
    to_mm: float
    has_unit: bool
    to_seconds: float

    @property
    def unit(self) -> str:
        """The unit as it follows a number."""
        return " mm" if self.has_unit else ""


def placement(fields: NiftiFields) -> Placement:
    """Read both placements of a header.

    Raises
    ------
    SecondReaderError
        If the qform has a spacing without meaning.
    """
    units = int(fields["xyzt_units"])
    to_mm = _TO_MM.get(units & 7, 1.0)
    counts = int(fields["sform_code"]) > 0
    stated = fields.sform()
    fault = fault_of(stated) if counts else ""
    qform = _whole(_times(fields.qform(), to_mm)) if int(fields["qform_code"]) > 0 else None
    return Placement(
        sform=_times(stated, to_mm) if counts and not fault else None,
        qform=qform,
        fault=fault,
        pixdim=tuple(float(step) for step in fields["pixdim"][1:]),
        to_mm=to_mm,
        has_unit=units & 7 in _TO_MM,
        to_seconds=_TO_SECONDS.get(units & 56, 1.0),
    )


def _times(matrix: Matrix, factor: float) -> Matrix:
    return tuple(tuple(number * factor for number in row) for row in matrix)


def _whole(matrix: Matrix) -> Matrix | None:
    return matrix if _is_finite(matrix) else None


def _is_finite(matrix: Matrix) -> bool:
    return all(math.isfinite(number) for row in matrix for number in row)


def _lengths(matrix: Matrix, axes: int) -> list[float]:
    """Return how long the first columns are."""
    return [math.hypot(*(row[axis] for row in matrix)) for axis in range(axes)]


def _scaled(matrix: Matrix, lengths: list[float]) -> Matrix:
    """Return the first columns, each divided by a number."""
    return tuple(tuple(number / length for number, length in zip(row, lengths, strict=False)) for row in matrix)


def fault_of(form: Matrix) -> str:
    """Say why a 3 × 4 matrix places no volume; ``""`` where it does."""
    if not _is_finite(form):
        return "holds NaN or infinity"
    if max(abs(number) for row in form for number in row) > _FAR:
        return "holds numbers too large to be distances"
    lengths = _lengths(form, 3)
    is_flat = not all(lengths) or abs(determinant(_scaled(form, lengths))) < _FLAT
    return "is singular" if is_flat else ""


def geometry_of(placed: Placement, size: tuple[int, ...]) -> tuple[Geometry, list[str]]:
    """Place an image that ITK does not read: by sform, else qform, else pixdim; say what the sform is no good for."""
    notes = [f"The header’s sform {placed.fault} and is not used."] if placed.fault else []
    form = next((one for one in (placed.sform, placed.qform) if one is not None), None)
    steps = [abs(step) if 1 / _FAR < abs(step) < _FAR else 1.0 for step in placed.pixdim]
    if form is None or fault_of(form):
        notes.extend(_without_placement(placed))
        signed = [sign * step * placed.to_mm for sign, step in zip(_TO_LPS, steps, strict=False)]
        form = ((signed[0], 0.0, 0.0, 0.0), (0.0, signed[1], 0.0, 0.0), (0.0, 0.0, signed[2], 0.0))
    axes = min(len(size), 4)
    space = min(axes, 3)
    lps = np.array(form) * np.array(_TO_LPS)[:, None]
    spacing = np.linalg.norm(lps[:, :3], axis=0)
    left, _, right = np.linalg.svd(lps[:, :3] / spacing)
    if np.abs(left @ right - lps[:, :3] / spacing).max() > _SKEWED:
        notes.append("The header’s sform is sheared, which an ITK image cannot be: the nearest rotation is shown.")
        rotation = left @ right
    else:
        rotation = lps[:, :3] / spacing
    direction, origin = np.eye(axes), np.zeros(axes)
    direction[:space, :space], origin[:space] = rotation[:space, :space], lps[:space, 3]
    geometry = Geometry(
        size=size[:axes],
        start_index=(0,) * axes,
        origin=tuple(map(float, origin)),
        spacing=(*map(float, spacing[:space]), *([steps[3] * placed.to_seconds] if axes > space else [])),
        direction=tuple(tuple(map(float, row)) for row in direction),
    )
    return geometry if geometry.is_sound else Geometry.identity(size[:axes]), notes


def notes_on(placed: Placement, itk: Geometry) -> tuple[str, ...]:
    """Say what ITK makes of a header that places its image in two ways, in none, or in one that ITK cannot hold."""
    axes = min(itk.dimension, 3)
    notes = [
        f"pixdim[{axis}] is {value:g}: ITK took a spacing of {itk.spacing[axis - 1]:g}."
        for axis, value in enumerate(placed.pixdim[: itk.dimension], start=1)
        if value == 0 or not math.isfinite(value)
    ]
    forms = {name: form for name, form in (("sform", placed.sform), ("qform", placed.qform)) if form is not None}
    if placed.fault:
        taken = "; ITK took the qform" if forms else ""
        notes.append(f"The header’s sform {placed.fault}{taken}.")
    if not forms:
        return (*notes, *(_without_placement(placed) if axes == 3 else []))
    told_from = min(_TOLD_FROM, _TOLD_FROM * min(itk.spacing[:axes]))
    size = itk.size[:axes]
    there = _of_itk(itk, axes)
    strays = {name: distance(_plane(form, axes), there, size) for name, form in forms.items()}
    taken = min(strays, key=lambda name: (strays[name], name == "sform"))
    if len(forms) == 2 and axes == 3 and (apart := distance(forms["sform"], forms["qform"], size)) >= told_from:
        notes.append(
            f"The header’s sform and qform place the image up to {apart:.3g}{placed.unit} apart; ITK took the {taken}."
        )
    stray = strays[taken]
    if stray >= told_from:
        notes.append(_strayed(taken, stray, placed.unit, sheared=_is_sheared(forms[taken], axes)))
    return tuple(notes)


def _strayed(taken: str, stray: float, unit: str, *, sheared: bool) -> str:
    if sheared:
        return (
            f"The header’s {taken} is sheared, which an ITK image cannot be: ITK took the nearest rotation, "
            f"which moves a corner by up to {stray:.3g}{unit}."
        )
    return f"The header’s pixdim and {taken} place the image up to {stray:.3g}{unit} apart; ITK took the pixdim."


def _without_placement(placed: Placement) -> list[str]:
    has_one = placed.sform is not None or placed.qform is not None or placed.fault
    return [] if has_one else ["The header states no placement: qform_code and sform_code are 0."]


def distance(left: Matrix, right: Matrix, size: tuple[int, ...]) -> float:
    """Return the largest distance that two placements give a corner of the image."""
    rows = [[a - b for a, b in zip(one, other, strict=True)] for one, other in zip(left, right, strict=True)]
    corners = ((*c, 1.0) for c in itertools.product(*((0.0, n - 1.0) for n in size)))
    return max(math.hypot(*(sum(map(math.prod, zip(row, c, strict=True))) for row in rows)) for c in corners)


def _of_itk(itk: Geometry, axes: int) -> Matrix:
    rows = zip(_TO_LPS, itk.index_to_point, itk.origin, strict=False)
    return tuple(tuple(sign * number for number in (*row[:axes], last)) for sign, row, last in rows)[:axes]


def _plane(form: Matrix, axes: int) -> Matrix:
    return tuple((*row[:axes], row[3]) for row in form[:axes])


def _is_sheared(form: Matrix, axes: int) -> bool:
    square = form[:axes]
    columns = list(zip(*_scaled(square, _lengths(square, axes)), strict=True))
    return any(
        abs(sum(map(math.prod, zip(one, other, strict=True))) - (i == j)) > _SKEWED
        for i, one in enumerate(columns)
        for j, other in enumerate(columns)
    )
