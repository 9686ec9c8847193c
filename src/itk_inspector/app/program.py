"""The program: its window is on screen before NumPy and ITK are loaded."""

from __future__ import annotations

import contextlib
import gc
import importlib
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

from itk_inspector.app.interrupt import Interrupt
from itk_inspector.app.qt_application import application
from itk_inspector.app.single_instance import InstanceServer, Layers
from itk_inspector.gui.shell.main_window import MainWindow
from itk_inspector.gui.shell.opening_window import create_window
from itk_inspector.gui.shell.settings import Settings
from itk_inspector.gui.style.theme import ThemeChoice

if TYPE_CHECKING:
    from itk_inspector.app.composition import Composition
    from itk_inspector.worker.parent.launch import Launched
    from itk_inspector.worker.parent.watchdog import Limits

INTERRUPTED = 130
_BREATH = 150  # ms in which an empty window does nothing but react
_QUIET = 1000  # ms after which nobody waits for a first picture any more
_SETTLED = 3000  # ms after which what was loaded is kept for good
_LATER = (
    "itk_inspector.control.app",
    "itk_inspector.worker.parent.client",
    "itk_inspector.app.composition",
    "itk_inspector.gui.panels.level_controls",
)
_SHARES = 0.0005  # s after which the thread that loads lets the window react
_DRAWS = "itk_inspector.gui.canvas.pointer_view"
_AT_REST = (
    "itk_inspector.core.measure.measuring",
    "itk_inspector.core.measure.table",
    "itk_inspector.core.measure.told",
    "itk_inspector.core.export.consents",
    "itk_inspector.core.export.preflight",
    "itk_inspector.core.probing.points_reading",
    "itk_inspector.core.probing.points_text",
    "itk_inspector.gui.widgets.measure_plot",
)
"""What no picture needs."""


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

    loaded = Signal()
    can_draw = Signal()

    def __init__(
        self, window: MainWindow, settings: Settings, launched: Launched | None, limits: Limits | None = None
    ) -> None:
        super().__init__()
        self._window = window
        self._settings = settings
        self._launched = launched
        self._limits = limits
        self._composition: Composition | None = None
        self._actions: list[str] = []
        self._paths: list[tuple[Path, str, str, Layers]] = []
        self._loads = False
        self._loader = threading.Thread(target=self._load, name="loader")
        self._is_quiet = threading.Event()
        self._has_ended = False
        self._door = InstanceServer()
        window.action_triggered.connect(self._keep_action)
        window.open_requested.connect(self.open)
        window.dropped.connect(self._open_all)
        window.close_requested.connect(window.close_for_good)
        self.loaded.connect(self._compose)
        self.can_draw.connect(self._prepare_canvas)
        if self._door.fileno() >= 0:
            self._visits = QSocketNotifier(self._door.fileno(), QSocketNotifier.Type.Read, self)
            self._visits.activated.connect(self._visited)

    def load(self) -> None:
        """Load the rest, in a thread: the window reacts meanwhile."""
        if not self._loads:
            self._loads = True
            self._loader.start()

    def _load(self) -> None:
        with _short_turns():
            for name in _LATER:
                importlib.import_module(name)
            self.loaded.emit()
            importlib.import_module(_DRAWS)
        self.can_draw.emit()
        self._is_quiet.wait()
        if not self._has_ended:
            with _short_turns():
                for name in _AT_REST:
                    importlib.import_module(name)

    def _compose(self) -> None:
        if not self._window.isVisible():
            return
        from itk_inspector.app.composition import Composition
        from itk_inspector.worker.parent.client import FileClient
        from itk_inspector.worker.sandbox.family import Ahead

        window = self._window
        window.action_triggered.disconnect(self._keep_action)
        window.open_requested.disconnect(self.open)
        window.dropped.disconnect(self._open_all)
        window.close_requested.disconnect(window.close_for_good)
        files = FileClient(launched=self._launched, limits=self._limits, itk_in_child=True, ahead=Ahead.AT_REST)
        self._launched = None
        self._composition = Composition(self._settings, files=files, window=window, can_draw=False)
        files.warm_up()
        self._in_turn(self._do_what_was_kept, self._composition.prepare_panels)
        QTimer.singleShot(_SETTLED, self, _keep)

    def _do_what_was_kept(self) -> None:
        assert self._composition is not None
        for path, read_as, at, layers in self._paths:
            self._composition.open(path, read_as, at, layers=layers)
        for name in self._actions:
            self._window.action_triggered.emit(name)
        self._paths.clear()
        self._actions.clear()

    def _prepare_canvas(self) -> None:
        if self._composition is not None and self._window.isVisible():
            self._in_turn(self._window.canvas.prepare, self._composition.show_what_came)
        QTimer.singleShot(_QUIET, self, self._is_quiet.set)

    def _in_turn(self, *steps: Callable[[], None]) -> None:
        """Do one step after the other; between two of them the window reacts."""
        if steps:
            QTimer.singleShot(0, self, lambda: self._take_step(*steps))

    def _take_step(self, step: Callable[[], None], *others: Callable[[], None]) -> None:
        self._in_turn(*others)  # first, because a step may show a dialog
        if self._window.isVisible():
            step()

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

    def end(self) -> None:
        """Let go of everything."""
        self._door.close()
        self._has_ended = True
        self._is_quiet.set()
        if self._loads:
            self._loader.join()
        if self._composition is not None:
            self._composition.dispose()
        if self._launched is not None:
            self._launched.end()


@contextlib.contextmanager
def _short_turns() -> Iterator[None]:
    """Let the window have its turn more often, while a thread loads."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(_SHARES)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _keep() -> None:
    """Look for garbage again, but never in what was loaded: it is all in use."""
    gc.freeze()
    gc.enable()
