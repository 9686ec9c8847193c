"""The value that the tools write: typed as text, read once for the pixel type of the copy."""

from __future__ import annotations

from itk_inspector.core.editing.pixel_kind import PixelKind
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import EditError
from itk_inspector.core.pixels.pixel_value import PixelValue


class TypedValue:
    """Reads the text again only when it, the copy that it is for, or the type of its pixels is another one."""

    def __init__(self) -> None:
        self.text = ""
        self._session: EditSession | None = None
        self._kind: PixelKind | None = None
        self._value: PixelValue | None = None
        self._problem = ""

    def type(self, text: str) -> None:
        """Take another text."""
        self.text = text
        self._session = None

    def forget(self) -> None:
        """Hold no copy."""
        self._session = self._value = None

    def of(self, session: EditSession) -> PixelValue:
        """Return the value for a copy.

        Raises
        ------
        EditError
            If its pixel type cannot hold it.
        """
        self._read(session)
        if self._value is None:
            raise EditError(self._problem)
        return self._value

    def note(self, session: EditSession) -> tuple[str, bool]:
        """Return what would be stored, or why it cannot be, and whether that is a problem: not while none is typed."""
        self._read(session)
        return (self._value.note, False) if self._value is not None else (self._problem, bool(self.text))

    def _read(self, session: EditSession) -> None:
        if session is self._session and session.version.kind == self._kind:
            return
        self._session, self._kind, self._value, self._problem = session, session.version.kind, None, ""
        try:
            self._value = session.typed(self.text)
        except EditError as e:
            self._problem = e.message
