"""The names at the console's prompt: they follow the tab on screen at each command."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from itk_inspector.app.console_copy import CopyArray
from itk_inspector.app.window_call import InWindow, WindowCall, handed_out
from itk_inspector.app.window_layers import WindowLayers
from itk_inspector.control.app import App
from itk_inspector.control.model.image_title import ImageTitle
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.errors import UsageError
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.text.remote_address import absolute
from itk_inspector.itkio.interop.taking import taken

GREETING = """image, array, copy, probe, points and layers are those of the tab on screen at each command; itk, np, app.
show(x) opens an image or array as a layer, edit() begins a copy; copy[...] = v can be undone.
array and image are the window’s own memory: do not write through image. If another program cuts their file short, \
reading them ends ITK Inspector.
"""


class Names(dict[str, Any]):
    """Global names: what was typed, then those that are looked up when they are first used in a command."""

    def __init__(self, lookups: dict[str, Callable[[], Any]]) -> None:
        super().__init__(__name__="__console__", __doc__=None)
        self._lookups = lookups
        self._found: dict[str, Any] = {}

    def __missing__(self, name: str) -> Any:
        if name not in self._lookups:
            raise KeyError(name)
        if name not in self._found:
            self._found[name] = self._lookups[name]()
        return self._found[name]

    def forget(self) -> None:
        """Look all up again; ``copy += 1`` has put into a name what it had before: it goes on following the tab."""
        for name, value in self._found.items():
            if name in self and self[name] is value:
                del self[name]
        self._found.clear()

    def close(self) -> None:
        """Look nothing up any more."""
        self._found.clear()
        self._lookups.clear()


class ConsoleNames:
    """Looks the names up, in the console's thread.

    Parameters
    ----------
    app : App
    call : WindowCall
    """

    def __init__(self, app: App, call: WindowCall) -> None:
        self._app = app
        self._call = call
        lookups: dict[str, Callable[[], Any]] = {
            "image": lambda: self._document().image,
            "array": lambda: self._document().access.all(),
            "copy": lambda: CopyArray(app, self._current(), call),
            "probe": lambda: call(lambda: self._seen().probe),
            "points": lambda: call(app.points.rows),
            "layers": lambda: handed_out(call(WindowLayers(app).all), call),
            "app": lambda: InWindow(app, call),
            "itk": lambda: importlib.import_module("itk"),  # it takes seconds
            "np": lambda: np,
            "show": lambda: self.show,
            "edit": lambda: self.edit,
        }
        self.values = Names(lookups)
        self.offered = tuple(lookups)

    def refresh(self) -> None:
        """Have the names follow what is on screen."""
        self.values.forget()

    def close(self) -> None:
        """Let go of all that the names stand for."""
        self.values.clear()
        self.values.close()

    def _seen(self) -> OpenImage:
        image = self._app.images.current
        if image is None:
            raise UsageError("No image is open.")
        return image

    def _current(self) -> OpenImage:
        return self._call(self._seen)

    def _document(self) -> ImageDocument:
        return self._current().document

    def edit(self) -> CopyArray:
        """Edit a copy of the image on screen, and return it."""

        def begin() -> OpenImage:
            image = self._seen()
            self._app.edit.set_editing(True)
            return image

        return CopyArray(self._app, self._call(begin), self._call)

    def show(self, shown: Any, name: str = "", *, labels: bool = False) -> None:
        """Open an image as a layer over the one on screen, or in a tab of its own where it does not lie there.

        Parameters
        ----------
        shown : itk image, numpy.ndarray, ImageDocument or path
            An array of the shape of the image on screen takes its place in space.
        name : str
            What it is called.
        labels : bool
            Draw each whole number in a colour of its own.
        """
        image = self._call(lambda: self._app.images.current)
        placing = Placing.TAB if image is None else Placing.LABELS if labels else Placing.LAYER
        if isinstance(shown, str | os.PathLike):
            path = absolute(Path(shown))
            self._call(lambda: self._app.files.open(path, placing=placing))
            return
        document, lies_here = self._document_of(shown, name, image)
        title, where = ImageTitle(given=name), placing if lies_here else Placing.TOGETHER
        self._call(
            lambda: self._app.files.adopt(document, title=title, placing=where, over=image if lies_here else None)
        )

    def _document_of(self, shown: Any, name: str, image: OpenImage | None) -> tuple[ImageDocument, bool]:
        """Return the document, and whether it lies where the image on screen does."""
        if isinstance(shown, ImageDocument):
            return shown.lent(), True
        if isinstance(shown, CopyArray):
            shown = np.array(shown)
        if not isinstance(shown, np.ndarray):
            return taken(shown, name=name).document, True
        space = image.access.geometry if image is not None else None
        if space is not None and shown.shape[: space.dimension] == space.shape:
            return taken(shown, geometry=space, name=name).document, True
        return taken(shown, name=name).document, False
