"""What the OME description of a TIFF file says of an image: sizes of a pixel with their units, and channels.

Source: the OME data model, version 2016-06, ``Image`` and ``Pixels``.
"""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET

from itk_inspector.core.chunked.channel import Channel
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.header.space import POWERS_OF_TEN, unit_of

_LONGEST = 1 << 26
_PLAIN = ("µm", "s")
_SECONDS = {"s": 1.0, "ms": 1e-3, "µs": 1e-6, "ns": 1e-9, "min": 60.0, "h": 3600.0, "d": 86400.0}


@dataclass(frozen=True, slots=True)
class OmeImage:
    """One image of a description.

    Parameters
    ----------
    name : str
    sizes : tuple of (str, float)
        The letter of an axis, and how far its pixels lie apart: in ``unit``, ``T`` in seconds.
    unit : str
        Of lengths; empty where they have none in common.
    channels : tuple of Channel
    """

    name: str = ""
    sizes: tuple[tuple[str, float], ...] = ()
    unit: str = ""
    channels: tuple[Channel, ...] = ()

    def size(self, letter: str) -> float:
        """Return how far pixels lie apart along an axis; 1 where nothing is said."""
        return dict(self.sizes).get(letter, 1.0)


def ome_images(text: str) -> tuple[OmeImage, ...]:
    """Return the images of a description in its order; none where it is no sound XML."""
    if len(text) > _LONGEST or "<!ENTITY" in text:
        return ()
    try:
        root = ET.fromstring(text.encode())  # without entities of its own, see above
    except (ET.ParseError, ValueError):
        return ()
    found = []
    for image in root.iter():
        if _tag(image) == "Image":
            pixels = next((one for one in image if _tag(one) == "Pixels"), None)
            if pixels is not None:
                found.append(_image(image.get("Name", ""), pixels))
    return tuple(found)


def _tag(element: ET.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _image(name: str, pixels: ET.Element) -> OmeImage:
    stated = {axis: _positive(pixels.get(f"PhysicalSize{axis}")) for axis in "XYZ"}
    units = {axis: unit_of(pixels.get(f"PhysicalSize{axis}Unit") or _PLAIN[0]) for axis, size in stated.items() if size}
    unit = next(iter(units.values()), "")
    sizes = {}
    for axis, own in units.items():
        if own != unit and not {own, unit} <= set(POWERS_OF_TEN):
            return OmeImage(name, channels=_channels(pixels))  # pixels, or a unit that is no length
        power = POWERS_OF_TEN[own] - POWERS_OF_TEN[unit] if own != unit else 0
        sizes[axis] = stated[axis] * 10**power if power >= 0 else stated[axis] / 10**-power
    step = _positive(pixels.get("TimeIncrement")) * _SECONDS.get(pixels.get("TimeIncrementUnit") or _PLAIN[1], 0.0)
    if step:
        sizes["T"] = step
    return OmeImage(name, tuple(sizes.items()), unit, _channels(pixels))


def _channels(pixels: ET.Element) -> tuple[Channel, ...]:
    found = [one for one in pixels if _tag(one) == "Channel"]
    return tuple(Channel(one.get("Name", ""), _colour(one.get("Color"))) for one in found)


def _colour(word: str | None) -> str:
    """Return the colour that a signed number of 32 bits tells: red, green, blue and opacity, a byte each."""
    try:
        return "" if word is None else f"{(int(word) & 0xFFFFFFFF) >> 8:06X}"
    except ValueError:
        return ""


def _positive(word: str | None) -> float:
    """Return a number above 0; 0 for anything else."""
    try:
        number = float(word or 0)
    except ValueError:
        return 0.0
    return number if 0 < number < math.inf else 0.0
