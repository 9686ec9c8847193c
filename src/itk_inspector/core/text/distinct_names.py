"""What several open images are called, so that each can be told from the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from itk_inspector.core.data_class import dataclass

MOST_CHARACTERS = 64
"""Longer labels are elided in the middle, as far as they stay different."""
_ELLIPSIS = "…"
_SPARED = 3  # folders from which on the inner ones are left out


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """Where an image comes from, as far as it is told by it.

    Parameters
    ----------
    name : str
        Of the file, the folder of a series or the array.
    folders : tuple of str
        Those that the file is in, from the root on; empty for what is not on disk.
    details : tuple of str
        What tells apart several images of one file: the most telling first; a text may be empty.
    number : int
        What tells apart sources that are otherwise equal.
    """

    name: str
    folders: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    number: int = 1


def distinct_labels(sources: Sequence[Source], most: int = MOST_CHARACTERS) -> tuple[str, ...]:
    """Return a label for each source, no two alike, as short as that allows.

    A name that is unique stays alone. Files of one name get the least folders above them that no other of that name is
    in, the inner ones left out where there are several (``patient1/…/ct.nii``). Images of one file get a detail, and
    what is still alike a number. What a source is called does not depend on its place in the sequence, but where
    sources are equal in everything.

    Parameters
    ----------
    sources : sequence of Source
    most : int
        Characters above which a label is elided in its middle, unless it would then be that of another one.

    Returns
    -------
    tuple of str
        In the order of ``sources``.
    """
    prefixes = {name: _prefixes({s.folders for s in sources if s.name == name}) for name in {s.name for s in sources}}
    used = {place: _least_details(each.details for each in sources if _place(each) == place)
            for place in {_place(each) for each in sources}}  # fmt: skip
    labels = []
    for source in sources:
        details = ", ".join(source.details[n] for n in used[_place(source)] if source.details[n])
        path = str(PurePath(*prefixes[source.name][source.folders], "_"))[:-1]
        labels.append(f"{path}{source.name} ({details})" if details else f"{path}{source.name}")
    return _elided(_numbered(labels, sources), most)


def _place(source: Source) -> tuple[str, tuple[str, ...]]:
    return source.name, source.folders


def _prefixes(folders: set[tuple[str, ...]]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return for each path of folders what tells it from the others: the shortest end of it that is only its own."""
    if len(folders) == 1:
        return dict.fromkeys(folders, ())
    ends = Counter(path[start:] for path in folders for start in range(len(path)))
    whole = {
        path: next((path[start:] for start in reversed(range(len(path))) if ends[path[start:]] == 1), path)
        for path in folders
    }
    short = {path: (end[0], _ELLIPSIS) if len(end) >= _SPARED else end for path, end in whole.items()}
    counts = Counter(short.values())
    return {path: end if counts[end] == 1 else whole[path] for path, end in short.items()}


def _least_details(details: Iterable[tuple[str, ...]]) -> tuple[int, ...]:
    """Return the numbers of the details that tell these images apart: one if one does, or the first few."""
    all_of_them = list(details)
    count = min(map(len, all_of_them))
    wanted = len(set(all_of_them))
    if wanted == 1:
        return ()
    choices = [*((n,) for n in range(count)), *(tuple(range(n)) for n in range(2, count))]
    for chosen in choices:
        if len({tuple(each[n] for n in chosen) for each in all_of_them}) == wanted:
            return chosen
    return tuple(range(count))


def _numbered(labels: Sequence[str], sources: Sequence[Source]) -> list[str]:
    """Give a number to each label that occurs more than once: its own, or the next that is free."""
    counts = Counter(labels)
    taken = set(labels)
    made = list(labels)
    for n in sorted(range(len(labels)), key=lambda n: (sources[n].number, sources[n])):
        if counts[labels[n]] == 1:
            continue
        number = sources[n].number
        while f"{labels[n]} {number}" in taken:
            number += 1
        made[n] = f"{labels[n]} {number}"
        taken.add(made[n])
    return made


def _elided(labels: Sequence[str], most: int) -> tuple[str, ...]:
    """Leave out the middle of long labels, as much of it as keeps them different."""
    made = [elided(label, most) for label in labels]
    while len(set(made)) < len(made):
        counts = Counter(made)
        most *= 2
        made = [each if counts[each] == 1 else elided(label, most) for label, each in zip(labels, made, strict=True)]
    return tuple(made)


def elided(text: str, most: int) -> str:
    """Return a text of at most so many characters (3 at least), its middle left out: more of its end is kept."""
    if len(text) <= most:
        return text
    tail = (most - 1) * 2 // 3
    return f"{text[: most - 1 - tail]}{_ELLIPSIS}{text[-tail:]}"
