"""Frozen dataclasses, of which only the constructor is compiled.

`dataclasses` writes six methods of each class as text and compiles each of them, and a process loads hundreds of such
classes before it does anything. The fields are those of `dataclasses` here too, with all that it makes of them; the
other methods are the same for every class.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

_METHODS = frozenset(
    ("__init__", "__repr__", "__eq__", "__hash__", "__setattr__", "__delattr__", "__getstate__", "__setstate__")
)

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(*, frozen: bool = False, **options: bool) -> Callable[[type], type]:
        """Make a dataclass, as `dataclasses.dataclass` does; one with methods of its own, or not frozen, is left to it.

        Parameters
        ----------
        frozen : bool
        **options : bool
            ``slots`` and ``eq`` are taken here too.
        """
        if not frozen or options.keys() - {"slots", "eq"}:
            return dataclasses.dataclass(frozen=frozen, **options)
        return lambda cls: _made(cls, **options)


def _made(cls: type, *, slots: bool = False, eq: bool = True) -> Any:
    if _METHODS & vars(cls).keys():
        return dataclasses.dataclass(frozen=True, slots=slots, eq=eq)(cls)
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
    made.__init__, made.__repr__ = _init(made, is_slotted=slots), _repr
    made.__setattr__, made.__delattr__ = _refuse_to_set, _refuse_to_delete
    if eq:
        made.__eq__, made.__hash__ = _comparing(made)
    if slots:
        made.__getstate__, made.__setstate__ = _state, _set_state
    return made


def _init(made: Any, *, is_slotted: bool) -> Any:
    """Return ``__init__``, which is compiled, as an object is made far more often than a class."""
    names: dict[str, Any] = {"__set": object.__setattr__, "__made_anew": _MADE_ANEW}
    taken, by_name, lines = ["self"], list[str](), list[str]()
    hints: dict[str, Any] = {}
    for number, field in enumerate(dataclasses.fields(made)):
        name, default, value = field.name, "", field.name
        if field.default_factory is not dataclasses.MISSING:
            names[f"__new_{number}"] = field.default_factory
            default = "=__made_anew"
            value = f"__new_{number}() if {name} is __made_anew else {name}" if field.init else f"__new_{number}()"
        elif field.default is not dataclasses.MISSING:
            names[f"__default_{number}"] = field.default
            default, value = f"=__default_{number}", name if field.init else f"__default_{number}"
            if not (field.init or is_slotted):  # the class has it
                continue
        elif not field.init:
            continue
        lines.append(f"__set(self, {name!r}, {value})")
        if field.init:
            (by_name if field.kw_only else taken).append(name + default)
            hints[name] = field.type
    if hasattr(made, "__post_init__"):
        lines.append("self.__post_init__()")
    words = ", ".join([*taken, *(["*", *by_name] if by_name else [])])
    exec(f"def __init__({words}):\n " + "\n ".join(lines or ["pass"]), names)
    init = names["__init__"]
    init.__qualname__, init.__module__ = f"{made.__qualname__}.__init__", made.__module__
    init.__annotations__ = {**hints, "return": None}
    return init


def _comparing(made: Any) -> tuple[Callable[[Any, Any], bool], Callable[[Any], int]]:
    """Return ``__eq__`` and ``__hash__``, which take the fields as a tuple."""
    fields = dataclasses.fields(made)
    values = _together([field.name for field in fields if field.compare])
    counted = _together([field.name for field in fields if (field.compare if field.hash is None else field.hash)])

    def equals(self: Any, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: Any) -> int:
        return hash(counted(self))

    return equals, hashed


def _together(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what returns the fields of an object; `operator.attrgetter` makes no tuple of one."""
    if not names:
        return lambda one: ()
    value = attrgetter(*names)
    return value if len(names) > 1 else lambda one: (value(one),)


@recursive_repr()
def _repr(self: Any) -> str:
    shown = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _refuse_to_set(self: Any, name: str, value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)


class _MadeAnew:
    def __repr__(self) -> str:
        return "<factory>"


_MADE_ANEW = _MadeAnew()
"""Stands in a signature for what is made anew for each object."""
