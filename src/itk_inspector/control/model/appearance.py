"""How one image is drawn, and what it could be drawn by."""

from __future__ import annotations

from itk_inspector.core.display.colour_map_names import GREY
from itk_inspector.core.display.defaults import first_look
from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.display.first_look import FirstLook
from itk_inspector.core.display.named_windows import NamedWindow, windows_for
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.errors import PixelsGoneError
from itk_inspector.core.image.document import ImageDocument


class Appearance:
    """The settings of one image: chosen by its pixels until somebody chooses others.

    Parameters
    ----------
    document : ImageDocument
        Replaced where the image in memory is another one now.
    """

    def __init__(self, document: ImageDocument) -> None:
        self.document = document
        self._settings: DisplaySettings | None = None
        self._look: FirstLook | None = None
        self._windows: tuple[NamedWindow, ...] | None = None

    @property
    def settings(self) -> DisplaySettings:
        """How the image is drawn; chosen by its pixels when that is first asked for."""
        if self._settings is None:
            look = self._first_look()
            if look is None:
                return DisplaySettings(Levels(0.0, 1.0))
            self._settings = look.settings
        return self._settings

    @settings.setter
    def settings(self, settings: DisplaySettings) -> None:
        self._settings = settings

    @property
    def is_as_at_first(self) -> bool:
        """Tell whether nobody has chosen to draw the image in another way."""
        return self._settings is None or (self._look is not None and self._settings == self._look.settings)

    @property
    def windows(self) -> tuple[NamedWindow, ...]:
        """Windows with a name that suit the values; none while no pixel can be read."""
        if self._windows is None:
            look = self._first_look()
            if look is None:
                return ()
            self._windows = windows_for(self.document.info, is_hounsfield=look.is_hounsfield)
        return self._windows

    @property
    def offers_labels(self) -> bool:
        """Tell whether the image is drawn in grey, and its values look like labels."""
        return self.settings.colour_map == GREY and self._look is not None and self._look.is_like_labels

    def _first_look(self) -> FirstLook | None:
        """Return what whoever read the image saw, else look; None while no pixel can be read."""
        if self._look is None:
            try:
                self._look = self.document.look or first_look(self.document.info, self.document.access.all())
            except PixelsGoneError:
                return None
        return self._look
