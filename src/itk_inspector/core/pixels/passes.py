"""What is asked of all values of an image, wherever they are: each pass over them answers several questions."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from functools import partial
from typing import Any, Protocol, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from itk_inspector.core.data_class import dataclass

T = TypeVar("T")
Block: TypeAlias = npt.NDArray[Any]
Place: TypeAlias = Callable[[int], int]
"""Gives the number of a pixel among all, in NumPy's order, of its number in a block."""


class Reduce(Protocol):
    """Has something found out of each block of values, wherever they are, and joins what was found, in any order."""

    def __call__(self, of_block: Callable[[Block, Place], T], joined: Callable[[T, T], T], /) -> T | None:
        """Return what was found of all of them; None without a block. Both functions can be pickled."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """What one pass finds out of each block, and how that is joined; where asked, of a block and where it lies."""

    of_block: Callable[..., Any]
    joined: Callable[[Any, Any], Any]
    needs_place: bool = False

    def found(self, block: Block, place: Place) -> Any:
        """Return what is found out of a block."""
        return self.of_block(block, place) if self.needs_place else self.of_block(block)


Asking: TypeAlias = Generator[Question, Any, T]
"""Asks one question after the other, each answered by a pass (None without a block), and returns what comes of it."""


def answered(asking: Asking[T], reduce: Reduce) -> T:
    """Return what comes of asking, with a pass for each question."""
    try:
        question = next(asking)
        while True:
            question = asking.send(reduce(question.found, question.joined))
    except StopIteration as e:
        found: T = e.value
        return found


def asked(question: Question) -> Asking[Any]:
    """Ask one question."""
    return (yield question)


def together(askings: Sequence[Asking[Any]]) -> Asking[tuple[Any, ...]]:
    """Ask what several ask in the same passes: as many as the longest of them takes."""
    found: list[Any] = [None] * len(askings)
    answers: dict[int, Any] = dict.fromkeys(range(len(askings)))
    while True:
        questions: dict[int, Question] = {}
        for number, answer in answers.items():
            try:
                questions[number] = askings[number].send(answer)
            except StopIteration as e:
                found[number] = e.value
        if not questions:
            return tuple(found)
        of_each = tuple(one.found for one in questions.values())
        joined = tuple(one.joined for one in questions.values())
        each = yield Question(partial(_of_each, of_each), partial(_each_joined, joined), needs_place=True)
        answers = dict(zip(questions, each or [None] * len(questions), strict=True))


def _of_each(of_block: tuple[Callable[[Block, Place], Any], ...], block: Block, place: Place) -> tuple[Any, ...]:
    return tuple(each(block, place) for each in of_block)


def _each_joined(joined: tuple[Callable[[Any, Any], Any], ...], one: Any, other: Any) -> tuple[Any, ...]:
    return tuple(each(a, b) for each, a, b in zip(joined, one, other, strict=True))


def of_components(asking: Asking[T], components: int | slice) -> Asking[T]:
    """Ask it of one component, or of the numbers of several, where a block is ``[pixel, component]``."""
    answer: Any = None
    while True:
        try:
            question = asking.send(answer)
        except StopIteration as e:
            found: T = e.value
            return found
        answer = yield Question(partial(_of_components, components, question.found), question.joined, needs_place=True)


def _of_components(components: int | slice, of_block: Callable[[Block, Place], Any], block: Block, place: Place) -> Any:
    values = np.ascontiguousarray(block[:, components])
    several = 1 if values.ndim == 1 else values.shape[1]
    return of_block(values.reshape(-1), place if several == 1 else lambda at: place(at // several))


def counting(passes: int, told: Callable[[float], None]) -> Callable[[float], None]:
    """Return what takes how far a pass is, one after the other, and tells how far they all are."""
    over = 0
    last = 0.0

    def tell(part: float) -> None:
        nonlocal over, last
        told(min(1.0, (over + part) / max(1, passes)))
        if part >= 1.0 > last:
            over += 1
        last = 0.0 if part >= 1.0 else part

    return tell
