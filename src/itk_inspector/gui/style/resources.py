"""Finding files of ``resources/``, installed or in a source tree."""

from __future__ import annotations

import functools
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_PLACEHOLDER = b"#5b6770"
_FAINT = 0.45  # of what is disabled
ON_TOOLBAR, SMALL = 24, 16
"""Sides of icons: on the toolbar, and in menus and panels. What is drawn for another side is blurred by scaling."""


@functools.cache
def resources_root() -> Path:
    """Return the folder: inside the package (wheel), else at the top of the source tree (editable install).

    Raises
    ------
    FileNotFoundError
        If the installation is broken.
    """
    package = Path(__file__).resolve().parents[2]
    for folder in (package / "resources", package.parent.parent / "resources"):
        if (folder / "icons").is_dir():
            return folder
    raise FileNotFoundError("The resources of ITK Inspector are missing; install it again.")


def sample(name: str) -> Path:
    """Return the path of a sample image."""
    return resources_root() / "samples" / name


def icon(name: str, colour: QColor, side: int, *others: int) -> QIcon:
    """Return a line icon for places of so many pixels, drawn for each at scale 1 and 2; disabled is fainter."""
    made = QIcon()
    if name:
        for mode, image in _pictures(name, colour.name(), (side, *others)):
            made.addPixmap(QPixmap.fromImage(image), mode)
    return made


@functools.cache
def _pictures(name: str, colour: str, sides: tuple[int, ...]) -> tuple[tuple[QIcon.Mode, QImage], ...]:
    """Return what an icon is made of, drawn once for all windows; a pixmap could not outlive the application."""
    svg = (resources_root() / "icons" / f"{name}.svg").read_bytes()
    renderer = QSvgRenderer(QByteArray(svg.replace(_PLACEHOLDER, colour.encode())))
    drawn = []
    for mode, opacity in ((QIcon.Mode.Normal, 1.0), (QIcon.Mode.Disabled, _FAINT)):
        for length in (scale * each for each in sides for scale in (1, 2)):
            image = QImage(length, length, QImage.Format.Format_ARGB32_Premultiplied)
            image.fill(Qt.GlobalColor.transparent)
            painter = QPainter(image)
            painter.setOpacity(opacity)
            renderer.render(painter)
            painter.end()
            drawn.append((mode, image))
    return tuple(drawn)


def app_icon() -> QIcon:
    """Return the program's icon."""
    return QIcon(str(resources_root() / "itk-inspector.svg"))
