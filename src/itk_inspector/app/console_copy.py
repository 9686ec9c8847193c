"""The edited copy at the console's prompt: read as an array, written in steps that can be undone."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.app.window_call import WindowCall
from itk_inspector.control.app import App
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.editing.assigning import assigned
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import EditError, InspectorError


class CopyPart(np.ndarray[Any, Any]):
    """Read-only **view** of a part of a copy, for which ``copy[key] += 1`` makes a new array that is then assigned."""


def _not_in_place(name: str) -> None:
    compute = getattr(operator, name)
    setattr(CopyPart, f"__i{name.rstrip('_')}__", lambda self, other: compute(np.asarray(self), other))


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "lshift", "rshift", "and_", "or_", "xor"):
    _not_in_place(_name)


class CopyArray(np.lib.mixins.NDArrayOperatorsMixin):
    """Behaves as the array of the edited copy of one image; ``copy[key] = values`` is one step of its journal.

    Parameters
    ----------
    app : App
    image : OpenImage
    call : WindowCall
    """

    __array_priority__ = 100

    def __init__(self, app: App, image: OpenImage, call: WindowCall) -> None:
        self._app = app
        self._image = image
        self._call = call

    @property
    def view(self) -> npt.NDArray[Any]:
        """Read-only **view** of the copy as it is now."""
        return self._session().access.all()

    def _session(self) -> EditSession:
        session = self._image.session
        if session is None:
            raise EditError("There is no edited copy.", advice="Choose Edit › Edit a copy, or call edit().")
        return session

    def __getitem__(self, key: Any) -> Any:
        found = self.view[key]
        return found.view(CopyPart) if isinstance(found, np.ndarray) else found

    def __setitem__(self, key: Any, values: Any) -> None:
        plain = _plain(key) if not isinstance(key, tuple) else tuple(_plain(each) for each in key)
        self._call(lambda: self._assign(plain, _plain(values)))

    def _assign(self, key: Any, values: Any) -> None:
        """Take the step, in the window's thread."""
        made = assigned(self._session(), key, values, self._image.paint_over)
        if made is None:
            return
        if self._image is not self._app.images.current:
            raise EditError("This copy is not on screen.", advice="Choose its tab first.")
        failed: list[InspectorError] = []

        def step(session: EditSession) -> str:
            try:
                session.apply(made)
            except InspectorError as e:
                failed.append(e)
                raise
            return f"{made.label.capitalize()}."

        self._app.edit.step(step)
        if failed:
            raise failed[0]

    def __array__(self, dtype: npt.DTypeLike | None = None, copy: bool | None = None) -> npt.NDArray[Any]:
        return np.array(self.view, dtype=dtype, copy=copy)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **named: Any) -> Any:
        """Compute with the values; what is to be written into the copy is one step."""
        out = named.pop("out", ())
        made = getattr(ufunc, method)(*(_plain(each) for each in inputs), **named)
        if not out:
            return made
        out[0][...] = made
        return out[0]

    def __array_function__(self, function: Any, _: Any, args: Any, named: Any) -> Any:
        """Compute with the values."""
        return function(*_all_plain(args), **{name: _all_plain(each) for name, each in named.items()})

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.view, name)

    def __len__(self) -> int:
        return len(self.view)

    def __repr__(self) -> str:
        if self._image.session is None:
            return "<no edited copy: choose Edit a copy, or call edit()>"
        return f"copy of {self._image.info.name}, {self.view!r}"


def _plain(value: Any) -> Any:
    return value.view if isinstance(value, CopyArray) else value


def _all_plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return type(value)(_all_plain(each) for each in value)
    return _plain(value)
