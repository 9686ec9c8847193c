"""How one image is drawn, and what it could be drawn by."""

from __future__ import annotations

import weakref
from typing import Protocol, TypeAlias

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.colour_map_names import GREY
from itk_inspector.core.display.defaults import first_look
from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.display.first_look import FirstLook
from itk_inspector.core.display.named_windows import NamedWindow, windows_for
from itk_inspector.core.display.window_level import Levels
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.errors import PixelsGoneError
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.pixels.pixel_access import PixelAccess

_Type: TypeAlias = tuple[str, int, str]


class Shown(Protocol):
    """An image that is drawn."""

    document: ImageDocument
    session: EditSession | None

    @property
    def info(self) -> ImageInfo:
        """What is to know of what is shown."""

    @property
    def access(self) -> PixelAccess:
        """The guarded way to its pixels."""


@dataclass(slots=True)
class _Drawn:
    """How pixels of one type are drawn, as far as that is known."""

    settings: DisplaySettings | None = None
    look: FirstLook | None = None
    windows: tuple[NamedWindow, ...] | None = None

    @property
    def is_as_at_first(self) -> bool:
        """Tell whether nobody has chosen other settings."""
        return self.settings is None or (self.look is not None and self.settings == self.look.settings)


class Appearance:
    """The settings of one image: chosen by its pixels until somebody chooses others.

    An edited copy may have another pixel type, or values that an operation changed, and then settings of its own; what
    the user chose stays as long as the type does. Those of the original come back with it.

    Parameters
    ----------
    image : Shown
    """

    def __init__(self, image: Shown) -> None:
        self._image: Shown = weakref.proxy(image)  # which holds this one: a circle would keep its pixels for a while
        self._drawn: dict[tuple[_Type, object], _Drawn] = {}
        self._last: tuple[_Type, object] | None = None
        self._found: tuple[ImageInfo, object, _Drawn] | None = None

    @property
    def is_of_original(self) -> bool:
        """Tell whether what is shown has the pixel type of the original."""
        return self._key == (_type_of(self._image.document.info), None)

    @property
    def settings(self) -> DisplaySettings:
        """How the image is drawn; chosen by its pixels when that is first asked for."""
        drawn = self._now
        if drawn.settings is None:
            look = self._first_look(drawn)
            if look is None:
                return DisplaySettings(Levels(0.0, 1.0))
            drawn.settings = look.settings
        return drawn.settings

    @settings.setter
    def settings(self, settings: DisplaySettings) -> None:
        self._now.settings = settings

    @property
    def is_as_at_first(self) -> bool:
        """Tell whether nobody has chosen to draw the image in another way."""
        return self._now.is_as_at_first

    @property
    def windows(self) -> tuple[NamedWindow, ...]:
        """Windows with a name that suit the values; none while no pixel can be read."""
        drawn = self._now
        if drawn.windows is None:
            look = self._first_look(drawn)
            if look is None:
                return ()
            drawn.windows = windows_for(self._image.info, is_hounsfield=look.is_hounsfield)
        return drawn.windows

    @property
    def offers_labels(self) -> bool:
        """Tell whether the image is drawn in grey, and its values look like labels."""
        look = self._now.look
        return self.settings.colour_map == GREY and look is not None and look.is_like_labels

    @property
    def _key(self) -> tuple[_Type, object]:
        return _type_of(self._image.info), self._values

    @property
    def _values(self) -> object:
        session = self._image.session
        return None if session is None else session.version.values

    @property
    def _now(self) -> _Drawn:
        """What is known of what is shown; asked for many times at each step through the slices."""
        info, values = self._image.info, self._values
        if self._found is None or self._found[0] is not info or self._found[1] is not values:
            self._found = info, values, self._find()
        return self._found[2]

    def _find(self) -> _Drawn:
        key, last = self._key, self._last
        self._last = key
        drawn = self._drawn.get(key)
        if drawn is None:
            drawn = self._drawn[key] = _Drawn()
            before = self._drawn.get(last) if last is not None and last[0] == key[0] else None
            if before is not None and not before.is_as_at_first:
                drawn.settings = before.settings
        return drawn

    def _first_look(self, drawn: _Drawn) -> FirstLook | None:
        """Return what whoever read the image saw, else look; None while no pixel can be read."""
        if drawn.look is None:
            seen = self._image.document.look if self.is_of_original else None
            try:
                drawn.look = seen or first_look(self._image.info, self._image.access.all())
            except PixelsGoneError:
                return None
        return drawn.look


def _type_of(info: ImageInfo) -> _Type:
    return info.dtype, info.components, info.pixel_type
