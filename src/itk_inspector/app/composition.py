"""The composition root of one window: its parts are made and connected here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from itk_inspector.control.actions.commands import Commands
from itk_inspector.control.actions.table import ACTIONS, SWITCHES
from itk_inspector.control.app import Controller
from itk_inspector.control.viewing.view_switches import ViewSwitches
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.pixels.probe import ItkPixels
from itk_inspector.gui.background.child_notifier import ChildNotifier
from itk_inspector.gui.canvas.overlay_switches import OverlaySwitches
from itk_inspector.gui.dialogs.window_dialogs import WindowDialogs
from itk_inspector.gui.dialogs.window_questions import WindowQuestions
from itk_inspector.gui.shell.main_window import MainWindow
from itk_inspector.gui.shell.opening_window import apply_theme, create_window
from itk_inspector.gui.shell.settings import Settings
from itk_inspector.gui.shell.space_key import SpaceKey
from itk_inspector.itkio.bridge import WrappedPixels
from itk_inspector.itkio.engine import engine
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.parent.child import Child
from itk_inspector.worker.parent.client import FileClient


class Composition(QObject):
    """A window with its controller and its children.

    Parameters
    ----------
    settings : Settings
    policy : ScratchPolicy, optional
        Where pixels may lie.
    files : FileClient, optional
        One whose child is already loading itk.
    window : MainWindow, optional
        One that is already on screen.
    keeps_recent : bool
        Remember opened files in the settings.
    """

    disposed = Signal(object)

    def __init__(
        self,
        settings: Settings,
        policy: ScratchPolicy | None = None,
        files: FileClient | None = None,
        window: MainWindow | None = None,
        *,
        keeps_recent: bool = True,
    ) -> None:
        super().__init__()
        self.settings = settings
        self._keeps_recent = keeps_recent
        self._is_disposed = False
        self.window = window or create_window(settings)
        self.files = files or FileClient(policy)
        self.notifier = ChildNotifier(self._child_speaks, self)
        for child in self.files.children:
            child.on_change = self.notifier.watch
            self.notifier.watch(child)
        self.questions = WindowQuestions(self.window)
        self.switches = ViewSwitches(settings, SWITCHES)
        self.controller = Controller(self.files, self.window, self.questions, _wrap_copy, switches=self.switches)
        self.dialogs = WindowDialogs(self.window, self.questions, self.controller)
        self.commands = Commands(
            self.controller, self.window.canvas, self.window.levelling, self.dialogs, self.window, self.switches
        )
        self._actions = {row.id: row for row in ACTIONS}
        self._poll = QTimer(self)
        self._poll.setInterval(50)
        self._poll.timeout.connect(self._tick)
        self._connect()
        self.window.show_recent(settings.recent)
        self.window.slice_bar.set_speed(settings.play_speed)
        self.switches.changed = self._look_changed
        self._show_switches()
        QApplication.styleHints().colorSchemeChanged.connect(self.apply_theme)

    def _connect(self) -> None:
        window, controller = self.window, self.controller
        window.action_triggered.connect(self.run)
        window.open_requested.connect(self.open)
        window.close_requested.connect(self._close)
        window.closed.connect(self._closed)
        window.activated.connect(controller.check_disk)
        window.opened.connect(self._remember)
        window.reading.connect(self._keep_asking)
        window.tabs.selected.connect(controller.select)
        window.tabs.close_requested.connect(controller.close_image)
        window.slice_bar.slice_requested.connect(controller.set_slice)
        window.levelling.told.connect(window.show_status)
        window.slice_bar.advance_requested.connect(controller.advance_slice)
        window.slice_bar.speed_chosen.connect(self._remember_speed)
        window.menus.any_axes.axes_requested.connect(controller.set_axes)
        SpaceKey(window)
        view = window.canvas
        view.appearance_changed.connect(self._appearance_changed)
        view.hovered.connect(controller.hover)
        view.slice_step_requested.connect(controller.step_slice)
        view.pressed.connect(controller.press)
        view.dragged.connect(controller.drag)
        view.released.connect(controller.release)
        view.plane_activated.connect(controller.activate_plane)
        view.plane_requested.connect(controller.set_axes)
        view.crosshair_requested.connect(controller.place_crosshair)
        view.context_requested.connect(window.menus.show_context)
        panel = window.edit_panel
        panel.value_changed.connect(controller.set_value)
        panel.brush_changed.connect(self._set_brush)
        panel.set_pixel_requested.connect(controller.set_pixel)

    # files ------------------------------------------------------------------

    def open(self, path: Path, read_as: str = "") -> None:
        """Open a file in the window."""
        self.controller.open(path.absolute(), read_as)

    def warm_up(self, *, expects_image: bool) -> None:
        """Start the reading child; load pyqtgraph after the first paint, and this process's part of itk after that."""
        self.files.warm_up()
        QTimer.singleShot(0 if expects_image else 400, self, self._load_canvas)

    def _load_canvas(self) -> None:
        self.window.canvas.prepare()
        QTimer.singleShot(1500 if self.controller.is_loading else 100, self, engine.preload_bridge)

    def _child_speaks(self, child: Any) -> None:
        assert isinstance(child, Child)
        self.controller.receive(self.files.receive(child))

    def _keep_asking(self) -> None:
        if not self._poll.isActive():
            self._poll.start()

    def _tick(self) -> None:
        if self.controller.is_loading or self.controller.is_saving:
            self.controller.tick()
        else:
            self._poll.stop()

    def _remember(self, path: Path) -> None:
        QTimer.singleShot(30, self, engine.preload_bridge)
        if self._keeps_recent:
            self.settings.add_recent(path)
            self.window.show_recent(self.settings.recent)

    # actions ----------------------------------------------------------------

    def run(self, name: str) -> None:
        """Do what an action of the table says."""
        self._actions[name].run(self.commands)

    # the look ---------------------------------------------------------------

    def _show_switches(self) -> None:
        on = self.switches.on
        choice = OverlaySwitches("crosshair" in on, "scaleBar" in on, "pixelNumbers" in on, "pixelGrid" in on)
        self.window.canvas.set_overlays(choice, sync_zoom="syncZoom" in on)
        self.controller.refresh()

    def _look_changed(self) -> None:
        self.apply_theme()
        self._show_switches()

    def _remember_speed(self, speed: int) -> None:
        self.settings.play_speed = speed

    # edit -------------------------------------------------------------------

    def _appearance_changed(self, appearance: Any) -> None:
        self.controller.show_inverted(appearance.is_inverted)

    def _set_brush(self, shape: Any, radius: int) -> None:
        self.controller.painting.brush = shape
        self.controller.painting.radius = radius

    # window -----------------------------------------------------------------

    def apply_theme(self) -> None:
        """Take the light or dark look that is asked for."""
        apply_theme(self.window, self.settings.theme)

    def _close(self) -> None:
        self.controller.close(self.window.close_for_good)

    def _closed(self) -> None:
        self.settings.set_layout(self.window.saveGeometry(), self.window.saveState())
        self.dispose()

    @property
    def is_disposed(self) -> bool:
        """Tell whether the window has been closed."""
        return self._is_disposed

    def dispose(self) -> None:
        """End the children and let go of the pixels; may be called twice."""
        if self._is_disposed:
            return
        self._is_disposed = True
        QApplication.styleHints().colorSchemeChanged.disconnect(self.apply_theme)
        self._poll.stop()
        self.notifier.stop()
        self.files.close()
        self.controller.release_image()
        self.disposed.emit(self)


def _wrap_copy(pixels: Any, document: ImageDocument) -> ItkPixels:
    return WrappedPixels(pixels, document.info)
