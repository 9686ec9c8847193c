"""How ITK and NumPy share the image on screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.core.chunked.in_parts import why_not_whole
from itk_inspector.core.image.bridge_fact import BridgeFact
from itk_inspector.core.image.document import ImageDocument

Told: TypeAlias = Callable[[tuple[BridgeFact, ...]], None]


class BridgePage(Protocol):
    """Where it is told."""

    @property
    def is_in_view(self) -> bool:
        """Tell whether anybody sees it."""
        ...

    def show_facts(self, facts: tuple[BridgeFact, ...] | None, why: str = "") -> None:
        """Show what was found out; None while nothing is known; where there is nothing, ``why`` that is."""
        ...


class BridgeReport:
    """Finds out about the image on screen while the page is in view.

    Parameters
    ----------
    images : OpenImages
    page : BridgePage
    ask : callable
        Finds out, and tells it later: ``(document, told)``.
    """

    def __init__(self, images: OpenImages, page: BridgePage, ask: Callable[[ImageDocument, Told], None]) -> None:
        self._images = images
        self._page = page
        self._ask = ask
        self._asked: ImageDocument | None = None

    def show(self) -> None:
        """Ask about an image that has not been asked about."""
        image = self._images.current
        document = image.document if image is not None else None
        if document is self._asked or not self._page.is_in_view:
            return
        self._asked = document
        self._page.show_facts(None)
        if document is not None and document.is_tiled:
            self._page.show_facts((), why_not_whole(is_held=document.info.is_held))
        elif document is not None and document.is_safe:
            self._ask(document, lambda facts: self._tell(document, facts))

    def ask_again(self) -> None:
        """Ask once more: the process that was asked has ended."""
        self._asked = None
        self.show()

    def _tell(self, document: ImageDocument, facts: tuple[BridgeFact, ...]) -> None:
        if document is self._asked:
            self._page.show_facts(facts)
