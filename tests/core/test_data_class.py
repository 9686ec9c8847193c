"""Dataclasses of which only the constructor is compiled, held against those of the standard library."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field
from typing import Any

import pytest

from itk_inspector.core import data_class

Kind = Callable[..., Callable[[type], Any]]


def three(kind: Kind, **options: bool) -> Any:
    @kind(frozen=True, **options)
    class Three:
        """With all kinds of fields."""

        a: int
        b: str = "b"
        c: list[int] = field(default_factory=list, metadata={"help": "c"})
        d: float = field(default=0.5, repr=False, compare=False)
        e: int = field(init=False, default=7)
        f: list[int] = field(init=False, default_factory=list)
        g: int = field(init=False, compare=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "g", self.a + 1)

    return Three


def single(kind: Kind, **options: bool) -> Any:
    @kind(frozen=True, **options)
    class Single:
        """Of one field."""

        x: float

    return Single


def by_name(kind: Kind, **options: bool) -> Any:
    @kind(frozen=True, **options)
    class ByName:
        """Of fields that are given by name, and of one that does not count in the hash."""

        x: float
        y: list[int] = field(hash=False)
        z: float = field(default=2.0, kw_only=True)
        w: float = field(kw_only=True)

    return ByName


def empty(kind: Kind, **options: bool) -> Any:
    @kind(frozen=True, **options)
    class Empty:
        """Of none."""

    return Empty


def with_methods(kind: Kind, **options: bool) -> Any:
    @kind(frozen=True, **options)
    class WithMethods:
        """With methods of its own."""

        x: int

        def __repr__(self) -> str:
            return "own"

        def __eq__(self, other: object) -> bool:
            return True

    return WithMethods


@data_class.dataclass(frozen=True, slots=True)
class Kept:
    """That can be looked up, as pickling does."""

    a: int
    b: tuple[Any, ...] = ()


MADE = {
    three: ({"a": 1}, {"a": 2, "d": 3.0}),
    single: ({"x": 1.5}, {"x": float("nan")}),
    by_name: ({"x": 1.0, "y": [1], "w": 3.0}, {"x": 1.0, "y": [1], "z": 4.0, "w": 3.0}),
    empty: ({}, {}),
}
OPTIONS = [{}, {"slots": True}, {"eq": False}, {"slots": True, "eq": False}]
both = pytest.mark.parametrize("options", OPTIONS, ids=str)


@both
@pytest.mark.parametrize("form", [*MADE, with_methods])
def test_what_is_known_of_a_class_is_the_same(form: Any, options: dict[str, bool]) -> None:
    ours, theirs = form(data_class.dataclass, **options), form(dataclasses.dataclass, **options)

    assert str(inspect.signature(ours)) == str(inspect.signature(theirs))
    assert ours.__init__.__annotations__ == theirs.__init__.__annotations__
    assert [f.name for f in dataclasses.fields(ours)] == [f.name for f in dataclasses.fields(theirs)]
    for name in ("__match_args__", "__doc__", "__name__", "__module__", "__slots__"):
        assert getattr(ours, name, None) == getattr(theirs, name, None)
    assert (ours.__hash__ is None) == (theirs.__hash__ is None)


@both
@pytest.mark.parametrize("form", MADE)
def test_objects_are_the_same(form: Any, options: dict[str, bool]) -> None:
    ours, theirs = form(data_class.dataclass, **options), form(dataclasses.dataclass, **options)
    for values in MADE[form]:
        one, other, judge = ours(**values), ours(**values), theirs(**values)

        assert {f.name: getattr(one, f.name) for f in dataclasses.fields(one)} == {
            f.name: getattr(judge, f.name) for f in dataclasses.fields(judge)
        }
        assert repr(one) == repr(judge)
        assert (one == other) == (judge == theirs(**values))
        assert one == one
        assert one != judge
        assert dataclasses.asdict(one) == dataclasses.asdict(judge)


@pytest.mark.parametrize("slots", [False, True])
def test_equal_ones_have_one_hash(slots: bool) -> None:
    ours = single(data_class.dataclass, slots=slots)
    assert hash(ours(1)) == hash(ours(1.0)) == hash((1.0,))
    assert {ours(1), ours(1.0), ours(2)} == {ours(1), ours(2)}
    apart = by_name(data_class.dataclass, slots=slots)
    assert hash(apart(1.0, [1], w=3.0)) == hash(apart(1.0, [2], w=3.0)) != hash(apart(1.0, [1], w=4.0))
    with pytest.raises(TypeError, match="unhashable"):
        hash(three(data_class.dataclass, slots=slots)(1))


def test_each_object_has_what_is_made_anew() -> None:
    ours = three(data_class.dataclass, slots=True)
    assert ours(1).c is not ours(1).c
    assert ours(1).f is not ours(1).f
    given = [3]
    assert ours(1, c=given).c is given


@both
def test_nothing_can_be_set_or_deleted(options: dict[str, bool]) -> None:
    one = three(data_class.dataclass, **options)(1)
    for name in ("a", "other"):
        with pytest.raises(FrozenInstanceError, match=f"cannot assign to field '{name}'"):
            setattr(one, name, 2)
        with pytest.raises(FrozenInstanceError, match=f"cannot delete field '{name}'"):
            delattr(one, name)
    assert one.a == 1


@both
@pytest.mark.parametrize("words", [(), (1, "b", [], 0.5, 7), (1, 2, 3, 4, 5, 6)])
def test_wrong_arguments_are_refused_in_the_same_words(options: dict[str, bool], words: tuple[Any, ...]) -> None:
    said = []
    for kind in (data_class.dataclass, dataclasses.dataclass):
        with pytest.raises(TypeError) as refused:
            three(kind, **options)(*words)
        said.append(str(refused.value))
    assert said[0] == said[1]


def test_a_changed_one_is_made_and_taken_apart() -> None:
    one = Kept(1, (2,))
    assert dataclasses.replace(one, a=5) == Kept(5, (2,))
    assert one == Kept(1, (2,))
    match one:
        case Kept(a, b):
            assert (a, b) == (1, (2,))


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_it_can_be_copied_and_pickled(protocol: int) -> None:
    one = Kept(1, ([2], "3"))
    for again in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one, protocol))):
        assert again == one
        assert again is not one


def test_one_that_holds_itself_can_be_shown() -> None:
    held: list[Any] = []
    one = Kept(1, (held,))
    held.append(one)
    assert repr(one) == "Kept(a=1, b=([...],))"


def test_what_others_than_frozen_ones_ask_for_is_the_standard_librarys() -> None:
    @data_class.dataclass(frozen=True, order=True)
    class Ordered:
        x: int

    @data_class.dataclass(slots=True)
    class Open:
        x: int

    assert Ordered(1) < Ordered(2)
    one = Open(1)
    one.x = 2
    assert one.x == 2


def test_one_method_of_a_class_is_compiled() -> None:
    """In a process of its own: who listens to what is compiled is never let go."""
    script = (
        "import dataclasses, sys\n"
        "from itk_inspector.core.data_class import dataclass\n"
        "compiled = []\n"
        "sys.addaudithook(lambda event, _: compiled.append(event) if event == 'compile' else None)\n"
        "def count(kind):\n"
        "    compiled.clear()\n"
        "    kind(frozen=True, slots=True)(type('A', (), {'__doc__': 'A.', '__annotations__': {'a': 'int'}}))\n"
        "    return len(compiled)\n"
        "print(count(dataclass), count(dataclasses.dataclass))\n"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    ours, theirs = map(int, said.stdout.split())
    assert ours == 1
    assert theirs > ours or sys.version_info >= (3, 13)  # it compiles all of them at once there
