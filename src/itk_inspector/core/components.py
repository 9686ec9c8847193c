"""One real number a pixel out of several components."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

import numpy as np
import numpy.typing as npt

from itk_inspector.core.appearance import Drawn, DrawnKind

if TYPE_CHECKING:
    from itk_inspector.core.document import ImageInfo


def first_drawn(info: ImageInfo) -> Drawn:
    """Choose what an image is first drawn by: colours as colours, complex by magnitude, else the first component."""
    if info.is_colour:
        return Drawn(DrawnKind.COLOUR)
    if info.is_complex:
        return Drawn(DrawnKind.MAGNITUDE)
    return Drawn(DrawnKind.COMPONENT) if info.channels > 1 else Drawn()


def drawn_values(cut: npt.NDArray[Any], drawn: Drawn) -> npt.NDArray[Any]:
    """Return the number that is drawn for each pixel.

    Parameters
    ----------
    cut : numpy.ndarray
        ``[row, col]`` or ``[row, col, component]``.
    drawn : Drawn
        Anything but `DrawnKind.COLOUR`.

    Returns
    -------
    numpy.ndarray
        ``[row, col]``; a **view** for a value or a component, computed otherwise.
    """
    match drawn.kind:
        case DrawnKind.VALUE | DrawnKind.COMPONENT:
            return cut[..., drawn.component] if cut.ndim == 3 else cut
        case DrawnKind.MAGNITUDE:
            size = np.abs(cut)
            return np.asarray(np.sqrt(np.sum(np.square(size, dtype=np.float64), axis=-1)) if cut.ndim == 3 else size)
        case DrawnKind.PHASE:
            return np.asarray(np.angle(cut[..., 0] if cut.ndim == 3 else cut))
        case DrawnKind.REAL:
            return np.asarray((cut[..., 0] if cut.ndim == 3 else cut).real)
        case DrawnKind.IMAGINARY:
            return np.asarray((cut[..., 0] if cut.ndim == 3 else cut).imag)
        case DrawnKind.TRACE:
            # itk::SymmetricSecondRankTensor keeps the upper triangle by rows: the diagonal is 0, 3, 5, or 0, 2 in 2-D
            diagonal = {3: (0, 2), 6: (0, 3, 5)}[cut.shape[-1]]
            return np.asarray(sum(cut[..., i].astype(np.float64) for i in diagonal))
        case DrawnKind.COLOUR:
            raise ValueError("Colours are drawn by all components.")
        case _:
            assert_never(drawn.kind)
