"""What is shown of the steps of a journal: number, what, where in both orders, and the values."""

from __future__ import annotations

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.editing.journal import Journal
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, reverse

_ALL = "whole image"


@dataclass(frozen=True, slots=True)
class JournalRow:
    """A step in words; each order tells the first pixel and, where there are several, the size of their box."""

    number: int
    label: str
    itk: str = ""
    array: str = ""
    change: str = ""
    is_undone: bool = False
    first: ItkIndex | None = None


def journal_row(journal: Journal, number: int, opened: Geometry) -> JournalRow:
    """Return the row of a step.

    Parameters
    ----------
    journal : Journal
    number : int
        0 is the image before the first step.
    opened : Geometry
        Of that image.
    """
    if not number:
        return JournalRow(0, "Original")
    entry = journal.entry(number)
    change = f"{entry.before} → {entry.after}"
    region = entry.region
    if region is None:
        return JournalRow(number, entry.label, _ALL, _ALL, change, entry.is_undone)
    before = journal.version_before(number)
    start = before.record["start_index"] if before is not None and before.written else opened.start_index
    first = ItkIndex(tuple(int(n + s) for n, s in zip(reverse(region.start), start, strict=True)))
    itk, array = f"({', '.join(map(str, first.components))})", f"[{', '.join(map(str, region.start))}]"
    if region.pixels > 1:
        itk += f" · {' × '.join(map(str, reverse(region.shape)))}"
        array += f" · {' × '.join(map(str, region.shape))}"
    return JournalRow(number, entry.label, itk, array, change, entry.is_undone, first)
