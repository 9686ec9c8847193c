"""The program: its window is on screen before NumPy and ITK are loaded."""

from __future__ import annotations

import gc
import importlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier, QTimer

from itk_inspector.app.interrupt import Interrupt
from itk_inspector.app.loader import Loader, class_steps
from itk_inspector.app.package_import import PackageImport
from itk_inspector.app.qt_application import application
from itk_inspector.app.single_instance import InstanceServer, Layers
from itk_inspector.gui.shell.main_window import MainWindow
from itk_inspector.gui.shell.opening_window import create_window
from itk_inspector.gui.shell.settings import Settings
from itk_inspector.gui.style.theme import ThemeChoice
from itk_inspector.gui.widgets.turns import Turns

if TYPE_CHECKING:
    from itk_inspector.app.composition import Composition
    from itk_inspector.app.recovery import Recovery
    from itk_inspector.worker.parent.launch import Launched
    from itk_inspector.worker.parent.watchdog import Limits

INTERRUPTED = 130
_BREATH = 150  # ms in which an empty window does nothing but react
_SHOWN = 40  # ms after which a picture that has come is on screen
_LATE = 5  # such times after which a picture is not waited for
_QUIET = 1000  # ms after which nobody waits for a first picture any more
_SETTLED = 3000  # ms after which what was loaded is kept for good
_LOGIC = ("itk_inspector.control.app", "itk_inspector.worker.parent.client", "itk_inspector.storage.point_store")
"""Of `_COMPOSES`, what knows nothing of Qt."""
_COMPOSES = ("itk_inspector.app.composition",)
_COLOURS = (
    "importlib.resources",
    "multiprocessing.connection",
    "cProfile",
    "colorama",
    "pydoc",
    "xml.etree.ElementTree",
    "itk_inspector.core.display.layer_renderer",
    "itk_inspector.core.display.label_outline",
    "itk_inspector.core.display.colour_ticks",
)
"""Of `_DRAWS` and pyqtgraph, what knows nothing of Qt."""
_IN_PARTS = 6
"""Steps in which pyqtgraph is loaded, with one for what is left on a slow machine."""
_DRAWS = (
    "itk_inspector.gui.canvas.overlay_painter",
    "itk_inspector.gui.canvas.layer_pictures",
    "itk_inspector.gui.canvas.above",
    "itk_inspector.gui.canvas.pointer_view",
)
"""The last one asks for the others, which all at once is a long pause."""
_BESIDE = ("itk_inspector.control.beside",)
"""What stands beside the picture, and knows nothing of Qt."""
_STANDS_BESIDE = 2
"""Number of that lot."""
_PANELS = ("itk_inspector.app.beside_wiring", "itk_inspector.gui.panels.level_controls")
_AT_REST = (
    "itk_inspector.core.compare.geometry_difference",
    "itk_inspector.core.compare.box_note",
    "itk_inspector.core.compare.place_difference",
    "itk_inspector.core.measure.difference_facts",
    "itk_inspector.core.measure.measuring",
    "itk_inspector.core.measure.table",
    "itk_inspector.core.measure.told",
    "itk_inspector.core.editing.operations.table",
    "itk_inspector.core.editing.operations.question",
    "itk_inspector.core.editing.operations.told",
    "itk_inspector.core.export.consents",
    "itk_inspector.core.export.offers",
    "itk_inspector.core.export.part",
    "itk_inspector.core.export.preflight",
    "itk_inspector.core.export.proposal",
    "itk_inspector.core.export.subject",
    "itk_inspector.core.probing.points_reading",
    "itk_inspector.core.probing.points_text",
    "itk_inspector.control.editing.restoring",
    "itk_inspector.storage.recovery_writer",
    "itk_inspector.worker.parent.operating",
    "itk_inspector.worker.parent.store_writing",
    "itk_inspector.worker.parent.reckoning",
    "itk_inspector.worker.parent.measuring_labels",
    "itk_inspector.worker.parent.reading_changes",
    "numpy.ma",  # what np.unique asks for
)
"""What no picture needs."""
_PLOTS = "itk_inspector.gui.widgets.measure_plot"
_RECOVERS = "itk_inspector.app.recovery"


def run(
    paths: list[Path],
    launched: Launched | None,
    *,
    read_as: str = "",
    at: str = "",
    layers: Layers = (),
    theme: str = "system",
    limits: Limits | None = None,
) -> int:
    """Open a window with a tab for each image, or an empty one, and stay until it is closed.

    Parameters
    ----------
    paths : list of pathlib.Path
    launched : Launched, optional
        The reading child, which loads itk while this process loads Qt.
    read_as : str
        A name of `READ_AS`, or ``""``.
    at : str
        A position to go to in each of them, or ``""``.
    layers : tuple
        What is opened over each of them: paths, each with its `Placing`.
    theme : {"system", "light", "dark"}
    limits : Limits, optional
        When reading counts as hung.
    """
    gc.disable()  # nothing that loading makes is garbage, and looking for it takes a tenth of the time
    qt = application()
    settings = Settings.default()
    if theme != "system":
        settings.theme = ThemeChoice(theme)
    window = create_window(settings)
    program = Program(window, settings, launched, limits)
    for path in paths:
        program.open(path, read_as, at, layers)
    window.show()
    if not paths:
        QTimer.singleShot(_BREATH, program, program.load)
    with Interrupt(window, always=True) as interrupt:
        code = qt.exec()
    program.end()
    return INTERRUPTED if interrupt.has_closed else code


class Program(QObject):
    """The window, then everything behind it; what the user does in between is kept and done afterwards.

    Parameters
    ----------
    window : MainWindow
    settings : Settings
    launched : Launched, optional
    limits : Limits, optional
    """

    def __init__(
        self, window: MainWindow, settings: Settings, launched: Launched | None, limits: Limits | None = None
    ) -> None:
        super().__init__()
        self._window = window
        self._settings = settings
        self._launched = launched
        self._limits = limits
        self._composition: Composition | None = None
        self._recovery: Recovery | None = None
        self._actions: list[str] = []
        self._paths: list[tuple[Path, str, str, Layers]] = []
        self._waited = 0
        self._loader = Loader(_LOGIC, _COLOURS, _BESIDE, _AT_REST)
        self._door = InstanceServer()
        window.action_triggered.connect(self._keep_action)
        window.open_requested.connect(self.open)
        window.dropped.connect(self._open_all)
        window.close_requested.connect(window.close_for_good)
        self._turns = Turns(self, window.isVisible)
        self._loader.came.connect(self._go_on)
        if self._door.fileno() >= 0:
            self._visits = QSocketNotifier(self._door.fileno(), QSocketNotifier.Type.Read, self)
            self._visits.activated.connect(self._visited)

    def load(self) -> None:
        """Load the rest, in a thread and in steps: the window reacts meanwhile."""
        if not self._loader.has_begun:
            self._loader.start()

    def _go_on(self, loaded: int) -> None:
        if loaded == 0:
            steps = self._compose, self._do_what_was_kept
            self._turns.add(*_importing(*_COMPOSES), *steps, *class_steps())
        elif loaded == 1:
            package = PackageImport("pyqtgraph")
            imports = package.begin, *[package.go_on] * _IN_PARTS, package.finish, *_importing(*_DRAWS)
            self._turns.add(*imports, self._window.canvas.prepare, self._show_what_came)
        elif loaded == _STANDS_BESIDE:
            makes = *self._window.docks.steps(), self._complete, self._prepare_panels
            self._turns.add(*_importing(*_PANELS), *makes)
        else:
            self._turns.add(*_importing(_PLOTS, _RECOVERS), self._recover)

    def _compose(self) -> None:
        from itk_inspector.app.composition import Composition
        from itk_inspector.worker.parent.client import FileClient
        from itk_inspector.worker.sandbox.family import Ahead

        window = self._window
        window.action_triggered.disconnect(self._keep_action)
        window.open_requested.disconnect(self.open)
        window.dropped.disconnect(self._open_all)
        window.close_requested.disconnect(window.close_for_good)
        files = FileClient(
            launched=self._launched, limits=self._limits, itk_in_child=True, in_parts=True, ahead=Ahead.AT_REST
        )
        self._launched = None
        self._composition = Composition(self._settings, files=files, window=window, can_draw=False)
        files.warm_up()
        QTimer.singleShot(_SETTLED, self, _keep)

    def _do_what_was_kept(self) -> None:
        assert self._composition is not None
        for path, read_as, at, layers in self._paths:
            self._composition.open(path, read_as, at, layers=layers)
        for name in self._actions:
            self._window.action_triggered.emit(name)
        self._paths.clear()
        self._actions.clear()
        self._loader.go_on()  # not earlier: while Qt paints what was told, the thread has Python for itself

    def _prepare_panels(self) -> None:
        assert self._composition is not None
        self._composition.prepare_panels()

    def _show_what_came(self) -> None:
        assert self._composition is not None
        self._composition.show_what_came()
        QTimer.singleShot(_SHOWN, self, self._load_the_rest)

    def _load_the_rest(self) -> None:
        """Load what stands beside the picture when that is on screen, or is late."""
        assert self._composition is not None
        self._waited += 1
        if self._composition.app.tasks.is_loading and self._waited < _LATE:
            QTimer.singleShot(_SHOWN, self, self._load_the_rest)
        else:
            QTimer.singleShot(_SHOWN, self, self._loader.go_on)

    def _complete(self) -> None:
        assert self._composition is not None
        self._composition.complete()
        QTimer.singleShot(_QUIET, self, self._loader.go_on)

    def _recover(self) -> None:
        from itk_inspector.app.recovery import Recovery

        assert self._composition is not None
        self._recovery = Recovery(self._composition)
        self._recovery.offer()

    def open(self, path: Path, read_as: str = "", at: str = "", layers: Layers = ()) -> None:
        """Open a file, and others over it, as soon as there is what opens them."""
        if self._composition is not None:
            self._composition.open(path, read_as, at, layers=layers)
        else:
            self._paths.append((path, read_as, at, layers))
            self.load()

    def _open_all(self, paths: Sequence[Path]) -> None:
        for path in paths:
            self.open(path)

    def _keep_action(self, name: str) -> None:
        self._actions.append(name)
        self.load()

    def _visited(self) -> None:
        handed = self._door.receive()
        if handed is None:
            return
        for path in handed.paths:
            self.open(path, handed.read_as, handed.at, handed.layers)
        self._window.come_to_front()
        if self._recovery is not None:
            self._recovery.offer()

    def end(self) -> None:
        """Let go of everything."""
        self._door.close()
        self._loader.end()
        if self._composition is not None:
            self._composition.dispose()
        if self._launched is not None:
            self._launched.end()


def _importing(*names: str) -> list[Callable[[], object]]:
    return [partial(importlib.import_module, name) for name in names]


def _keep() -> None:
    """Look for garbage again, but never in what was loaded: it is all in use."""
    gc.freeze()
    gc.enable()
