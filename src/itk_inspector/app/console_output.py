"""What the console's thread says, until the window shows it: bounded, whatever is printed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Lock

from itk_inspector.core.data_class import dataclass

MOST_WAITING = 200_000
"""Characters that wait to be shown; older ones are dropped."""
MOST_AT_ONCE = 8_000
"""Characters that are shown in one turn of the event loop, and one text more."""
LONGEST_LINE = 4000
"""Characters of one line that are shown."""


@dataclass(frozen=True, slots=True)
class Said:
    """Text of one kind: ``out``, ``error`` or ``input``."""

    kind: str
    text: str


class Output:
    """Takes text in one thread and gives it in another.

    Parameters
    ----------
    came : callable
        Called, in the thread that says something, when there is the first text after `take`.
    """

    def __init__(self, came: Callable[[], None]) -> None:
        self._came = came
        self._lock = Lock()
        self._said: deque[Said] = deque()
        self._waiting = self._dropped = 0

    def say(self, kind: str, text: str) -> None:
        """Add text."""
        if not text:
            return
        with self._lock:
            is_first = not self._said
            self._said.append(Said(kind, text))
            self._waiting += len(text)
            while self._waiting > MOST_WAITING and len(self._said) > 1:
                gone = self._said.popleft()
                self._waiting -= len(gone.text)
                self._dropped += gone.text.count("\n")
        if is_first:
            self._came()

    def take(self, most: int = MOST_AT_ONCE) -> tuple[list[Said], int]:
        """Return what was said first of what waits, and how many lines before it were dropped."""
        said: list[Said] = []
        with self._lock:
            while self._said and most > 0:
                said.append(self._said.popleft())
                most -= len(said[-1].text)
                self._waiting -= len(said[-1].text)
            dropped, self._dropped = self._dropped, 0
        return _joined(said), dropped

    @property
    def has_more(self) -> bool:
        """Tell whether something waits."""
        return bool(self._said)


def _joined(said: list[Said]) -> list[Said]:
    """Return texts of one kind as one, each line cut to what can be shown."""
    made: list[tuple[str, list[str]]] = []
    for one in said:
        if made and made[-1][0] == one.kind:
            made[-1][1].append(one.text)
        else:
            made.append((one.kind, [one.text]))
    return [Said(kind, "\n".join(map(_cut, "".join(texts).split("\n")))) for kind, texts in made]


def _cut(line: str) -> str:
    if len(line) <= LONGEST_LINE:
        return line
    return f"{line[:LONGEST_LINE]}… ({len(line) - LONGEST_LINE:,} more characters)"
