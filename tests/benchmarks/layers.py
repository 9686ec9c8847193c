"""What further images at the same place cost: slices a second, memory, another lattice whatever its size, the hover.

Run it with ``python tests/benchmarks/layers.py [FOLDER]``; FOLDER takes 410 MB. Labels of uint8 lie over a volume of
int16, both mapped. The reference is the same window with the volume alone, in the same run.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from measuring import SIDE, volume
from opening import MB, anonymous
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from rows import Row, show
from window import opened_window, platform, settle, spin

from itk_inspector.app.composition import Composition
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.display.colour_map_names import LABELS
from itk_inspector.core.display.layer_look import LayerLook, LayerStyle

STEPS, ROUNDS = 120, 3
LEAST_RATIO, LEAST_RATE = 0.5, 60.0
MOVES, PAUSE, MOST_MS = 150, 0.03, 2.0
STRAIGHT = "1 0 0 0 1 0 0 0 1"
TURNED = "0.98 0.17 0.1 -0.17 0.985 -0.01 -0.1 -0.007 0.995"


def labels(folder: Path, side: int, name: str, direction: str = STRAIGHT) -> Path:
    """Write a cube of balls, as long as the volume, once."""
    data = folder / f"labels-{side}.raw"
    if not data.exists():
        place = np.linspace(-1, 1, side)
        balls = np.stack([np.hypot(place[:, None] - 0.4 * k, place[None] + 0.2 * k) for k in (-1, 0, 1)])
        with data.open("wb") as file:
            for z in place:
                inside = np.hypot(balls, z) < 0.35
                file.write((inside * np.uint8([[[1]], [[2]], [[3]]])).max(axis=0).tobytes())
    path = folder / name
    spacing, middle = SIDE / side, (SIDE - SIDE / side) / 2
    turn = np.array(direction.split(), float).reshape(3, 3).T
    origin = SIDE / 2 - 0.5 - turn @ np.full(3, middle)
    path.write_text(
        f"ObjectType = Image\nNDims = 3\nBinaryData = True\nTransformMatrix = {direction}\n"
        f"Offset = {' '.join(map(repr, map(float, origin)))}\nElementSpacing = {spacing} {spacing} {spacing}\n"
        f"DimSize = {side} {side} {side}\nElementType = MET_UCHAR\nElementDataFile = {data.name}\n"
    )
    return path


def opened(composition: Composition, path: Path) -> OpenImage:
    """Open a file in a tab of its own."""
    composition.open(path)
    spin(0.3)
    settle(composition)
    spin(0.5)
    image = composition.app.images.current
    assert image is not None
    return image


def laid(composition: Composition, over: OpenImage, path: Path) -> OpenImage:
    """Open labels, and show them above an image, filled."""
    app = composition.app
    image = opened(composition, path)
    image.settings = replace(image.settings, colour_map=LABELS)
    with app.images.changing():
        app.images.gather(image, over, LayerLook(opacity=0.5, style=LayerStyle.FILL))
        app.images.bring(over)
    spin(0.3)
    composition.window.canvas.one_to_one()
    spin(0.3)
    return image


def slices(composition: Composition) -> float:
    """Step through the slices; return the seconds of one, on screen."""
    app, canvas = composition.app, composition.window.canvas.view.viewport()
    seconds = []
    for number in range(SIDE // 2 - STEPS // 2, SIDE // 2 + STEPS // 2):
        start = time.perf_counter()
        app.view.set_slice(2, number)
        canvas.repaint()
        QApplication.processEvents()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def look_like(composition: Composition, image: OpenImage, look: LayerLook) -> None:
    """Lay an image over the others in another way."""
    stack = composition.app.images.stack
    assert stack is not None
    with composition.app.images.changing():
        stack.set_look(image, look)
    spin(0.2)


def one_over_the_other(composition: Composition, ct: OpenImage, folder: Path) -> Iterator[Row]:
    """Compare the volume with labels above it with the volume alone."""
    first = min(slices(composition) for _ in range(ROUNDS))
    before = anonymous("self")
    over = laid(composition, ct, labels(folder, SIDE, "labels.mhd"))
    both = {}
    for style, opacity in ((LayerStyle.FILL, 0.5), (LayerStyle.OUTLINE, 1.0)):
        look_like(composition, over, LayerLook(opacity=opacity, style=style))
        both[style.value] = min(slices(composition) for _ in range(ROUNDS))
    grown = (anonymous("self") - before) / MB
    look_like(composition, over, LayerLook(is_visible=False))
    hidden = min(slices(composition) for _ in range(ROUNDS))
    with composition.app.images.changing():
        composition.app.images.remove(over)
    spin(0.3)
    alone = min(first, *(slices(composition) for _ in range(ROUNDS)))
    for style, took in both.items():
        yield _speed(f"labels of uint8, as {style}, over a volume of int16, {SIDE}³ each", took, alone)
    figure = f"{grown:+.1f} MB; the labels have {SIDE**3 / MB:.0f} MB"
    yield Row("17b", "memory of the window for the labels", figure, "<= 16 MB", grown <= 16, "pages of the file")
    figure = f"{1 / hidden:.0f} slices a second, alone {1 / alone:.0f}: {alone / hidden:.2f} x"
    yield Row("17c", "the same with the labels hidden", figure, ">= 0.8 x", alone / hidden >= 0.8, platform())


def another_lattice(composition: Composition, ct: OpenImage, folder: Path) -> Iterator[Row]:
    """Lay labels over the volume that are oblique to it, once small and once large."""
    took = {}
    for side in (128, SIDE):
        over = laid(composition, ct, labels(folder, side, f"oblique-{side}.mhd", TURNED))
        took[side] = 1e3 * min(slices(composition) for _ in range(ROUNDS))
        with composition.app.images.changing():
            composition.app.images.remove(over)
        spin(0.3)
    small, large = took.values()
    figure = f"{large:.1f} ms a slice of labels of {SIDE}³, {small:.1f} ms of 128³: {large / small:.2f} x"
    yield Row(
        "17d",
        f"labels that are oblique to a volume of {SIDE}³: whatever their own size",
        figure,
        "<= 1.5 x: it has 64 x the pixels",
        large <= 1.5 * small,
        f"as above; {platform()}",
    )


def hovering(composition: Composition, ct: OpenImage, folder: Path) -> Iterator[Row]:
    """Move the mouse over four layers, one of them oblique and one of other pixels."""
    alone = np.percentile(moves(composition), (50, 95))
    names = ("labels.mhd", "again.mhd", "oblique.mhd")
    for name, side, direction in zip(names, (SIDE, SIDE, 128), (STRAIGHT, STRAIGHT, TURNED), strict=True):
        laid(composition, ct, labels(folder, side, name, direction))
    four = np.percentile(moves(composition), (50, 95))
    figure = f"{four[0]:.2f} ms, percentile 95 {four[1]:.2f} ms; alone {alone[0]:.2f} and {alone[1]:.2f} ms"
    left_out = f"{MOVES} moves {1000 * PAUSE:.0f} ms apart; values through ITK may follow; {platform()}"
    yield Row(
        "17e", "hover over four layers: mouse moved to all texts", figure, "<= 2 ms", four[0] <= MOST_MS, left_out
    )


def moves(composition: Composition) -> list[float]:
    """Move the mouse far; return the milliseconds until the texts of the pixel, and of all layers, are set."""
    window, rows = composition.window, composition.window.docks.layer_rows
    viewport, set_at = window.canvas.view.viewport(), dict[object, float]()
    parts = [(window.hover_panel, "show_probe"), (rows, "show_layers")]

    def noted(show: Callable[..., None]) -> Callable[..., None]:
        def note(*given: object) -> None:
            show(*given)
            set_at.setdefault(show, time.perf_counter())  # what ITK reads is filled in later

        return note

    for part, name in parts:
        setattr(part, name, noted(getattr(part, name)))
    middle, took = viewport.rect().center(), []
    for shift in np.random.default_rng(1).integers(-120, 120, (MOVES, 2)):
        place = QPointF(middle.x() + int(shift[0]), middle.y() + int(shift[1]))
        left = (Qt.MouseButton.NoButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)
        move = QMouseEvent(QEvent.Type.MouseMove, place, QPointF(viewport.mapToGlobal(place)), *left)
        set_at.clear()
        start = time.perf_counter()
        QApplication.sendEvent(viewport, move)
        while not set_at:
            QApplication.processEvents()
        took.append(1e3 * (max(set_at.values()) - start))
        spin(PAUSE)
    for part, name in parts:
        delattr(part, name)
    return took


def _speed(what: str, both: float, alone: float) -> Row:
    figure = f"{1 / both:.0f} slices a second, alone {1 / alone:.0f}: {alone / both:.2f} x"
    ok = both <= 1 / LEAST_RATE and alone / both >= LEAST_RATIO
    left_out = f"medians of {STEPS}, the best of {ROUNDS}; the files are in memory; {platform()}"
    return Row("17a", what, figure, f">= {LEAST_RATIO} x and {LEAST_RATE:.0f} a second", ok, left_out)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as temporary, opened_window(1000, 800, rest=2.0) as composition:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary)
        ct = opened(composition, volume(folder))
        labels(folder, SIDE, "labels.mhd").with_name(f"labels-{SIDE}.raw").read_bytes()  # comes into memory
        composition.window.canvas.one_to_one()
        spin(0.3)
        show(one_over_the_other(composition, ct, folder))
        show(another_lattice(composition, ct, folder))
        show(hovering(composition, ct, folder))


if __name__ == "__main__":
    main()
