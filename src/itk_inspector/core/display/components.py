"""What of a pixel can be drawn, and the one real number that it is drawn by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

import numpy as np
import numpy.typing as npt

from itk_inspector.core.display.display_settings import ComponentChoice, ComponentMode

if TYPE_CHECKING:
    from itk_inspector.core.header.image_info import ImageInfo

_TENSOR = {3: ("xx", "xy", "yy"), 6: ("xx", "xy", "xz", "yy", "yz", "zz")}
"""Components of itk::SymmetricSecondRankTensor: the upper triangle by rows, in 2-D and in 3-D."""
_DIAGONAL = {count: tuple(i for i, name in enumerate(names) if name[0] == name[1]) for count, names in _TENSOR.items()}
_COLOURS = ("red", "green", "blue", "alpha")
_MAGNITUDE = (ComponentChoice(ComponentMode.MAGNITUDE), "magnitude")


def first_drawn(info: ImageInfo) -> ComponentChoice:
    """Choose what an image is first drawn by: colours as colours, complex by magnitude, else the first component.

    Layers of segments are never colours.

    Three or four bytes a pixel count as colours: some formats, such as MetaImage, have no other word for them.
    """
    is_like_colour = info.dtype == "uint8" and info.pixel_type == "vector" and info.channels in (3, 4)
    if info.is_colour or (is_like_colour and not info.has_layers):
        return ComponentChoice(ComponentMode.COLOUR)
    if info.is_complex:
        return ComponentChoice(ComponentMode.MAGNITUDE)
    return ComponentChoice(ComponentMode.COMPONENT) if info.channels > 1 else ComponentChoice()


def choices(info: ImageInfo) -> tuple[tuple[ComponentChoice, str], ...]:
    """Return all that the pixels of an image can be drawn by, and what to call it."""
    count = info.channels
    if info.is_complex:
        return _complex_choices(count)
    if count == 1:
        return ((ComponentChoice(), "value"),)
    if info.is_colour:
        return ((ComponentChoice(ComponentMode.COLOUR), "colour"), *_named(_COLOURS[:count]), _MAGNITUDE)
    if info.pixel_type == "symmetric_second_rank_tensor" and count in _TENSOR:
        return (*_named(_TENSOR[count]), (ComponentChoice(ComponentMode.TRACE), "trace"))
    if info.has_layers:
        return _named(tuple(f"layer {i + 1} of {count}" for i in range(count)))
    several = (*_named(tuple(f"component {i}" for i in range(count))), _MAGNITUDE)
    return (
        several if count < 3 else (*several, (ComponentChoice(ComponentMode.COLOUR), "first three as red, green, blue"))
    )


def drawn_layer(drawn: ComponentChoice) -> int:
    """Return the component whose labels are drawn."""
    return drawn.component if drawn.kind is ComponentMode.COMPONENT else 0


def _named(names: tuple[str, ...]) -> tuple[tuple[ComponentChoice, str], ...]:
    return tuple((ComponentChoice(ComponentMode.COMPONENT, i), name) for i, name in enumerate(names))


def _complex_choices(count: int) -> tuple[tuple[ComponentChoice, str], ...]:
    parts = (
        (ComponentMode.PHASE, "phase"),
        (ComponentMode.REAL, "real part"),
        (ComponentMode.IMAGINARY, "imaginary part"),
    )
    if count == 1:
        return (_MAGNITUDE, *((ComponentChoice(kind), name) for kind, name in parts))
    every = ((ComponentMode.COMPONENT, "magnitude"), *parts)
    single = ((ComponentChoice(kind, i), f"component {i}, {name}") for i in range(count) for kind, name in every)
    return ((_MAGNITUDE[0], "magnitude of all"), *single)


def drawn_components(pixels: npt.NDArray[Any], info: ImageInfo, drawn: ComponentChoice) -> npt.NDArray[Any]:
    """Return a **view** of the components that are drawn as colours: a vector's fourth is not transparency."""
    return pixels[..., :3] if drawn.kind is ComponentMode.COLOUR and not info.is_colour else pixels


def drawn_values(pixels: npt.NDArray[Any], drawn: ComponentChoice) -> npt.NDArray[Any]:
    """Return the number that is drawn for each pixel.

    Parameters
    ----------
    pixels : numpy.ndarray
        ``[row, col]`` or ``[row, col, component]``.
    drawn : ComponentChoice
        Anything but `ComponentMode.COLOUR`.

    Returns
    -------
    numpy.ndarray
        ``[row, col]``; a **view** for a value or a component that is real, computed otherwise.
    """
    match drawn.kind:
        case ComponentMode.VALUE | ComponentMode.COMPONENT:
            chosen = _component(pixels, drawn)
            return np.asarray(np.abs(chosen)) if chosen.dtype.kind == "c" else chosen
        case ComponentMode.MAGNITUDE:
            return _magnitude(pixels)
        case ComponentMode.PHASE:
            return np.asarray(np.angle(_component(pixels, drawn)))
        case ComponentMode.REAL:
            return np.asarray(_component(pixels, drawn).real)
        case ComponentMode.IMAGINARY:
            return np.asarray(_component(pixels, drawn).imag)
        case ComponentMode.TRACE:
            return np.asarray(sum(pixels[..., i].astype(np.float64) for i in _DIAGONAL[pixels.shape[-1]]))
        case ComponentMode.COLOUR:
            raise ValueError("Colours are drawn by all components.")
        case _:
            assert_never(drawn.kind)


def _component(pixels: npt.NDArray[Any], drawn: ComponentChoice) -> npt.NDArray[Any]:
    return pixels[..., drawn.component] if pixels.ndim == 3 else pixels


def _magnitude(pixels: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the length of each pixel; of doubles by `numpy.hypot`, because their squares may not be doubles."""
    size = np.abs(pixels) if pixels.dtype.kind == "c" else pixels
    if pixels.ndim == 2:
        return np.asarray(np.abs(size))
    if size.dtype == np.float64:
        return np.asarray(np.hypot.reduce(size, axis=-1))
    return np.asarray(np.sqrt(np.sum(np.square(size, dtype=np.float64), axis=-1)))
