"""What an image that is shown beside another one holds at the same physical point."""

from __future__ import annotations

from dataclasses import replace

from itk_inspector.core.compare.pixel_difference import PixelDifference, pixel_difference
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.pixels.probe import Probe
from itk_inspector.core.pixels.values import Value


@dataclass(frozen=True, slots=True)
class LayerProbe:
    """One layer at the place that is probed.

    Parameters
    ----------
    name : str
        Of the layer.
    probe : Probe or None
        None where the place lies outside the layer, its pixels are gone, or no place is probed.
    difference : PixelDifference or None
        Its value less that of the chosen image; None where there are not two values, or not of as many components.
    is_visible : bool
        It is drawn.
    is_outside : bool
        A place is probed that lies outside the layer.
    is_unreadable : bool
        A place is probed that lies inside, but its pixel cannot be read any more.
    """

    name: str
    probe: Probe | None
    difference: PixelDifference | None = None
    is_visible: bool = True
    is_outside: bool = False
    is_unreadable: bool = False

    @classmethod
    def of(cls, name: str, probe: Probe | None, main: Value | None, *, is_visible: bool = True) -> LayerProbe:
        """Return what a layer holds at a place, beside the value of the chosen image; None where that is outside."""
        value = None if probe is None else probe.array_value
        difference = None if value is None or main is None else pixel_difference(value, main)
        return cls(name, probe, difference, is_visible, is_outside=probe is None)

    @property
    def awaits_itk(self) -> bool:
        """Tell whether ITK has been asked and has not answered yet."""
        return self.probe is not None and self.probe.awaits_itk

    @property
    def itk_text(self) -> str:
        """The index in ITK's order, ``outside``, ``unreadable``, or nothing."""
        if self.probe is not None:
            return str(self.probe.itk_index)
        return "outside" if self.is_outside else "unreadable" if self.is_unreadable else ""

    @property
    def array_text(self) -> str:
        """The index in NumPy's order, or nothing."""
        return "" if self.probe is None else str(self.probe.array_index)

    @property
    def value_text(self) -> str:
        """The value as NumPy reads it, with its name, and as ITK does where that is another one; nothing outside."""
        found = self.probe
        if found is None:
            return ""
        if found.awaits_itk or found.itk_value is None or found.agree:
            return found.named_value_text
        return f"{found.value_text} (ITK: {found.itk_value_text})"

    @property
    def difference_text(self) -> str:
        """The difference with its sign, or nothing."""
        return "" if self.difference is None else self.difference.text

    def settled(self, itk_value: Value | None) -> LayerProbe:
        """Return the same with what ITK has read."""
        if self.probe is None:
            return self
        return replace(self, probe=self.probe.answered(itk_value))
