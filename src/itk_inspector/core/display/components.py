"""What of a pixel can be drawn, and the one real number that it is drawn by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

import numpy as np
import numpy.typing as npt

from itk_inspector.core.display.display_settings import Drawn, DrawnKind

if TYPE_CHECKING:
    from itk_inspector.core.header.image_info import ImageInfo

_TENSOR = {3: ("xx", "xy", "yy"), 6: ("xx", "xy", "xz", "yy", "yz", "zz")}
"""Components of itk::SymmetricSecondRankTensor: the upper triangle by rows, in 2-D and in 3-D."""
_DIAGONAL = {count: tuple(i for i, name in enumerate(names) if name[0] == name[1]) for count, names in _TENSOR.items()}
_COLOURS = ("red", "green", "blue", "alpha")
_MAGNITUDE = (Drawn(DrawnKind.MAGNITUDE), "magnitude")


def first_drawn(info: ImageInfo) -> Drawn:
    """Choose what an image is first drawn by: colours as colours, complex by magnitude, else the first component.

    Three or four bytes a pixel count as colours: some formats, such as MetaImage, have no other word for them.
    """
    if info.is_colour or (info.dtype == "uint8" and info.pixel_type == "vector" and info.channels in (3, 4)):
        return Drawn(DrawnKind.COLOUR)
    if info.is_complex:
        return Drawn(DrawnKind.MAGNITUDE)
    return Drawn(DrawnKind.COMPONENT) if info.channels > 1 else Drawn()


def choices(info: ImageInfo) -> tuple[tuple[Drawn, str], ...]:
    """Return all that the pixels of an image can be drawn by, and what to call it."""
    count = info.channels
    if info.is_complex:
        return _complex_choices(count)
    if count == 1:
        return ((Drawn(), "value"),)
    if info.is_colour:
        return ((Drawn(DrawnKind.COLOUR), "colour"), *_named(_COLOURS[:count]), _MAGNITUDE)
    if info.pixel_type == "symmetric_second_rank_tensor" and count in _TENSOR:
        return (*_named(_TENSOR[count]), (Drawn(DrawnKind.TRACE), "trace"))
    several = (*_named(tuple(f"component {i}" for i in range(count))), _MAGNITUDE)
    return several if count < 3 else (*several, (Drawn(DrawnKind.COLOUR), "first three as red, green, blue"))


def _named(names: tuple[str, ...]) -> tuple[tuple[Drawn, str], ...]:
    return tuple((Drawn(DrawnKind.COMPONENT, i), name) for i, name in enumerate(names))


def _complex_choices(count: int) -> tuple[tuple[Drawn, str], ...]:
    parts = ((DrawnKind.PHASE, "phase"), (DrawnKind.REAL, "real part"), (DrawnKind.IMAGINARY, "imaginary part"))
    if count == 1:
        return (_MAGNITUDE, *((Drawn(kind), name) for kind, name in parts))
    every = ((DrawnKind.COMPONENT, "magnitude"), *parts)
    single = ((Drawn(kind, i), f"component {i}, {name}") for i in range(count) for kind, name in every)
    return ((_MAGNITUDE[0], "magnitude of all"), *single)


def drawn_components(pixels: npt.NDArray[Any], info: ImageInfo, drawn: Drawn) -> npt.NDArray[Any]:
    """Return a **view** of the components that are drawn as colours: a vector's fourth is not transparency."""
    return pixels[..., :3] if drawn.kind is DrawnKind.COLOUR and not info.is_colour else pixels


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
        ``[row, col]``; a **view** for a value or a component that is real, computed otherwise.
    """
    match drawn.kind:
        case DrawnKind.VALUE | DrawnKind.COMPONENT:
            chosen = _component(cut, drawn)
            return np.asarray(np.abs(chosen)) if chosen.dtype.kind == "c" else chosen
        case DrawnKind.MAGNITUDE:
            return _magnitude(cut)
        case DrawnKind.PHASE:
            return np.asarray(np.angle(_component(cut, drawn)))
        case DrawnKind.REAL:
            return np.asarray(_component(cut, drawn).real)
        case DrawnKind.IMAGINARY:
            return np.asarray(_component(cut, drawn).imag)
        case DrawnKind.TRACE:
            return np.asarray(sum(cut[..., i].astype(np.float64) for i in _DIAGONAL[cut.shape[-1]]))
        case DrawnKind.COLOUR:
            raise ValueError("Colours are drawn by all components.")
        case _:
            assert_never(drawn.kind)


def _component(cut: npt.NDArray[Any], drawn: Drawn) -> npt.NDArray[Any]:
    return cut[..., drawn.component] if cut.ndim == 3 else cut


def _magnitude(cut: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the length of each pixel; of doubles by `numpy.hypot`, because their squares may not be doubles."""
    size = np.abs(cut) if cut.dtype.kind == "c" else cut
    if cut.ndim == 2:
        return np.asarray(np.abs(size))
    if size.dtype == np.float64:
        return np.asarray(np.hypot.reduce(size, axis=-1))
    return np.asarray(np.sqrt(np.sum(np.square(size, dtype=np.float64), axis=-1)))
