"""How images were drawn, kept between runs: of a DICOM series by its UID, of others by their pixels."""

from __future__ import annotations

import json
from functools import partial
from typing import Protocol

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.viewing.background import Background, Holds
from itk_inspector.core.display.components import choices
from itk_inspector.core.display.display_settings import DisplaySettings
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.header.image_info import SERIES_UID, ImageInfo
from itk_inspector.core.image.content_key import content_key, content_prefix


class TextStore(Protocol):
    """Keeps texts between runs; see `storage.point_store`."""

    def has_any(self, prefix: str) -> bool:
        """Tell whether something is kept under a key that begins so."""
        ...

    def load(self, key: str) -> str:
        """Return what is kept under a key, or ``""``."""
        ...

    def save(self, key: str, text: str) -> None:
        """Keep a text under a key; an empty one is forgotten."""
        ...


def series_key(info: ImageInfo) -> str:
    """Return the key of a DICOM series, which does not give its UID away; ``""`` where the file names none."""
    uid = info.metadata.get(SERIES_UID, "").strip(" \0")
    if not uid:
        return ""
    import hashlib  # with it a library of encryption is loaded

    return f"series-{hashlib.blake2b(uid.encode('utf-8', 'replace'), digest_size=16).hexdigest()}"


class KeptSettings:
    """Takes what was kept of an image when it comes, and keeps what the user has chosen, at rest.

    Parameters
    ----------
    images : OpenImages
    store : TextStore
    background : Background
        Waits for rest, and looks at pixels for the key of an image.
    """

    def __init__(self, images: OpenImages, store: TextStore, background: Background) -> None:
        self._images = images
        self._store = store
        self._background = background
        self._image: OpenImage | None = None
        self._known: DisplaySettings | None = None
        self._is_asked = self._is_to_keep = False

    def show(self) -> None:
        """Follow the image on screen; nothing is done where its settings are known."""
        image = self._images.current
        if image is not self._image:
            self._begin(image)
        if image is None or image.document.is_live or not image.appearance.is_of_original:
            return
        if image.settings == self._known:
            return
        if self._known is not None:
            self._ask(image, is_to_keep=True)
        self._known = image.settings

    def _begin(self, image: OpenImage | None) -> None:
        self._leave()
        self._image, self._known, self._is_asked = image, None, False
        if image is None or image.document.is_live or not image.appearance.is_as_at_first:
            return
        info = image.document.info
        key = series_key(info)
        if key:
            self._take(image, self._store.load(key) if self._store.has_any(key) else "")
        elif self._store.has_any(content_prefix(info)):
            self._ask(image, is_to_keep=False)

    def _leave(self) -> None:
        """Keep at once what was to be kept at rest, where the key of the image is known."""
        before = self._image
        if before is None or not self._is_asked:
            return
        self._background.stop()
        key = series_key(before.document.info) or before.content_key
        if key and self._is_to_keep:
            self._keep(before, key)

    def _ask(self, image: OpenImage, *, is_to_keep: bool) -> None:
        """Find the key at rest, then keep the settings, or take those that are kept."""
        info, access = image.document.info, image.document.access
        known = series_key(info) or image.content_key
        self._is_asked, self._is_to_keep = True, is_to_keep

        def work(holds: Holds) -> str | None:
            try:
                return known or content_key(info, access, holds)
            except InspectorError:
                return None  # the pixels are gone

        self._background.ask(work, lambda: image.document.is_safe, partial(self._answered, image, is_to_keep))

    def _answered(self, image: OpenImage, is_to_keep: bool, key: str) -> None:
        self._is_asked = False
        if not series_key(image.document.info):
            image.content_key = key
        if image is not self._image:
            return
        if is_to_keep:
            self._keep(image, key)
        elif image.appearance.is_as_at_first:
            self._take(image, self._store.load(key))

    def _take(self, image: OpenImage, text: str) -> None:
        if not text:
            return
        try:
            kept = DisplaySettings.from_dict(json.loads(text))
        except (KeyError, TypeError, ValueError, AttributeError):  # not ours any more
            return
        if image.appearance.is_of_original and kept.component in dict(choices(image.info)):
            with self._images.changing():
                image.settings = self._known = kept

    def _keep(self, image: OpenImage, key: str) -> None:
        if not image.appearance.is_of_original:
            return
        chosen = "" if image.appearance.is_as_at_first else json.dumps(image.settings.to_dict())
        try:
            self._store.save(key, chosen)
        except (InspectorError, OSError, RuntimeError):
            return  # it is drawn as it is here; the next time begins anew
