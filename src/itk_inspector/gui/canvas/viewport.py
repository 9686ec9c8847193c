"""What is remembered of how an image is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

if TYPE_CHECKING:
    from itk_inspector.core.display.display_settings import Appearance


@dataclass(frozen=True, slots=True)
class CanvasState:
    """How one image is shown: appearance, and the visible part in view coordinates; a fitted image stays fitted.

    ``quad`` holds the visible parts of three planes; None while they are fitted, or not on screen.
    """

    appearance: Appearance
    visible: QRectF
    is_fitted: bool
    quad: tuple[QRectF, ...] | None = None
