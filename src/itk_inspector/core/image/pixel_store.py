"""Who owns the bytes of a document."""

from __future__ import annotations

from typing import Protocol

from itk_inspector.core.editing.copied_bytes import CopiedBytes


class PixelStore(Protocol):
    """Owner of the bytes behind a document."""

    def private_copy(self) -> CopiedBytes:
        """Return the bytes of all pixels once more, writable; no change of them reaches the original."""
        ...

    def fetch(self, start: int, nbytes: int) -> None:
        """Take it that some of the bytes will be looked at soon; do not wait for them."""
        ...

    def begin_fetching(self, start: int, nbytes: int) -> None:
        """Take it that some of the bytes are looked at now."""
        ...

    def expect(self, *, in_order: bool) -> None:
        """Take it that bytes will be looked at one after the other, or here and there."""
        ...

    @property
    def is_safe(self) -> bool:
        """Tell whether every byte can be read without harm."""
        ...

    def close(self) -> None:
        """Give the bytes back once no array needs them."""
        ...
