"""Names and colours of the values of a label image."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import LabelTableError
from itk_inspector.core.text.visible_text import visible_text

LARGEST_FILE = 4 * 1024 * 1024
"""Bytes of a file, or of a header's extensions; a larger one is no label table."""
MOST_LABELS = 65_536
"""Entries of a table."""
LONGEST_NAME = 120
"""Characters of a name; what is longer ends in an ellipsis."""
MOST_LAYERS = 65_536
_LONGEST_SENTENCE = 2000
SMALLEST, LARGEST = -(2**63), 2**64 - 1
"""Values that any pixel can hold."""


@dataclass(frozen=True, slots=True)
class Label:
    """What one value stands for.

    Parameters
    ----------
    value : int
        As stored.
    name : str
        Each character of it is seen, and none acts; ``""`` where only a colour is stated.
    colour : int or None
        ``0xRRGGBB``; None where none is stated.
    alpha : float
        0 (clear) to 1 (opaque), as stated.
    is_visible : bool
        Shown at all, as stated.
    layer : int
        The component that holds the value, of a table whose names depend on that.
    """

    value: int
    name: str
    colour: int | None = None
    alpha: float = 1.0
    is_visible: bool = True
    layer: int = 0

    @property
    def is_sound(self) -> bool:
        """Tell whether every field is within its bounds."""
        return (
            SMALLEST <= self.value <= LARGEST
            and self.name == clean_name(self.name)
            and (self.colour is None or 0 <= self.colour <= 0xFFFFFF)
            and 0.0 <= self.alpha <= 1.0
            and 0 <= self.layer < MOST_LAYERS
        )


@dataclass(frozen=True, slots=True)
class LabelTable:
    """Labels by their values; `label_table` makes one of entries that may not be sound.

    Parameters
    ----------
    labels : tuple of Label
        In the order of their source; each layer holds a value once.
    source : str
        Where they are from: "segments of this file", "ITK-SNAP label description brain.txt".
    notes : tuple of str
        What was left out of the source, a sentence each.
    is_layered : bool
        Names depend on the component as well as on the value. Otherwise they hold for every component.
    is_in_header : bool
        The image's own header states them.
    """

    labels: tuple[Label, ...]
    source: str
    notes: tuple[str, ...] = ()
    is_layered: bool = False
    is_in_header: bool = False
    _found: dict[tuple[int, complex], Label] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = {(label.layer if self.is_layered else 0, label.value): label for label in self.labels}
        object.__setattr__(self, "_found", found)

    def at(self, value: complex, layer: int = 0) -> Label | None:
        """Return what a value stands for; None where the table does not say.

        Parameters
        ----------
        value : int, float or complex
            As stored; of another number than an integer, the whole one that it is.
        layer : int
            The component that holds it.
        """
        return self._found.get((layer if self.is_layered else 0, value))

    def of_layer(self, layer: int = 0) -> tuple[Label, ...]:
        """Return the labels that one component can hold."""
        return tuple(label for label in self.labels if not self.is_layered or label.layer == layer)

    @property
    def is_sound(self) -> bool:
        """Tell whether each entry is, and whether there are neither too many nor two for one value."""
        return (
            0 < len(self.labels) <= MOST_LABELS
            and len(self._found) == len(self.labels)
            and all(label.is_sound for label in self.labels)
            and all(
                len(said) <= _LONGEST_SENTENCE and visible_text(said) == said for said in (self.source, *self.notes)
            )
        )


def label_table(
    labels: Iterable[Label],
    source: str,
    *,
    notes: tuple[str, ...] = (),
    is_layered: bool = False,
    is_in_header: bool = False,
) -> LabelTable:
    """Gather labels; of several for one value the first counts, and a note says so.

    Raises
    ------
    LabelTableError
        If there are none, too many, or one that is out of bounds.
    """
    kept: dict[tuple[int, int], Label] = {}
    repeated: set[tuple[int, int]] = set()
    for label in labels:
        key = (label.layer if is_layered else 0, label.value)
        if not label.is_sound:
            raise LabelTableError(f"A label is out of bounds: {label.value}.")
        if key in kept:
            repeated.add(key)
            continue
        kept[key] = label
        if len(kept) > MOST_LABELS:
            raise LabelTableError(f"More than {MOST_LABELS:,} labels.")
    if not kept:
        raise LabelTableError("No labels.")
    if repeated:
        several = "1 value is" if len(repeated) == 1 else f"{len(repeated):,} values are"
        notes = (*notes, f"{several} listed more than once; the first entry counts.")
    return LabelTable(tuple(kept.values()), source, notes, is_layered, is_in_header)


def clean_name(text: str) -> str:
    """Return a name from outside so that it is one line of at most `LONGEST_NAME` characters, all of them seen."""
    seen = visible_text(text[: 4 * LONGEST_NAME].strip())
    return seen if len(seen) <= LONGEST_NAME else f"{seen[: LONGEST_NAME - 1].rstrip()}…"


def packed_colour(red: float, green: float, blue: float) -> int | None:
    """Return ``0xRRGGBB`` of parts of 1, rounded half up; None for what is no colour."""
    if not all(0.0 <= part <= 1.0 for part in (red, green, blue)):
        return None
    r, g, b = (int(255.0 * part + 0.5) for part in (red, green, blue))
    return r << 16 | g << 8 | b
