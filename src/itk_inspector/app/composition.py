"""The composition root of one window: its parts are made and connected here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, QSize, QTimer, Signal
from PySide6.QtWidgets import QApplication

from itk_inspector.app import versions
from itk_inspector.app.progress_poll import ProgressPoll
from itk_inspector.app.saved_wiring import connect_saved
from itk_inspector.app.store_watch import StoreWatch
from itk_inspector.control.actions.commands import Commands
from itk_inspector.control.actions.table import ACTIONS, SWITCHES
from itk_inspector.control.app import Ports, compose
from itk_inspector.control.files.open_intent import Over
from itk_inspector.control.model.app_state import AppState
from itk_inspector.control.model.image_title import ImageTitle
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.titles import Titles
from itk_inspector.control.viewing.view_switches import ViewSwitches
from itk_inspector.core.display.colour_map_names import GREY
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.text.remote_address import absolute
from itk_inspector.gui.background.child_notifier import ChildNotifier
from itk_inspector.gui.background.in_turn import InTurn
from itk_inspector.gui.background.latest_job import LatestJob
from itk_inspector.gui.dialogs.window_dialogs import WindowDialogs
from itk_inspector.gui.dialogs.window_questions import WindowQuestions
from itk_inspector.gui.panels.levels_panel import LevelsPanel
from itk_inspector.gui.shell.laid_out_once import laid_out_once
from itk_inspector.gui.shell.main_window import MainWindow
from itk_inspector.gui.shell.opening_window import apply_theme, create_window
from itk_inspector.gui.shell.recent_files import RecentMenu
from itk_inspector.gui.shell.settings import Settings
from itk_inspector.gui.shell.space_key import SpaceKey
from itk_inspector.storage.point_store import PointStore
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.parent.child import Child
from itk_inspector.worker.parent.client import FileClient
from itk_inspector.worker.parent.store_line import StoreLine
from itk_inspector.worker.sandbox.family import Ahead

if TYPE_CHECKING:  # no picture waits for it to be loaded
    from itk_inspector.control.beside import BesidePorts

_COUNT_AFTER = 60
"""Milliseconds that an image has been still before its values are counted."""

_KEEP_AFTER = 400
"""Milliseconds that nobody has changed how an image is drawn before that is kept."""


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
    titles : Titles, optional
        Shared by the windows that are told from one another.
    can_draw : bool
        What draws is loaded; else panels are prepared, what is opened is shown, and what stands beside it is made,
        only when that is asked for.
    """

    disposing, disposed = Signal(), Signal(object)

    def __init__(
        self,
        settings: Settings,
        policy: ScratchPolicy | None = None,
        files: FileClient | None = None,
        window: MainWindow | None = None,
        *,
        titles: Titles | None = None,
        keeps_recent: bool = True,
        can_draw: bool = True,
    ) -> None:
        super().__init__()
        self.settings = settings
        self._is_disposed = self._is_complete = False
        self._theme = settings.theme_name
        self._titles = titles or Titles()
        self._placed: tuple[QPoint, QSize] | None = None
        self.window = window or create_window(settings)
        self.files = files or FileClient(policy, itk_in_child=True, in_parts=True, ahead=Ahead.AT_REST)
        self.notifier = ChildNotifier(self._child_speaks, self)
        self.notifier.listen(listens=can_draw)
        self._answers = ChildNotifier(self._itk_answers, self)
        for child in self.files.children:
            child.on_change = self._child_changed
            self._child_changed(child)
        self.questions = WindowQuestions(self.window)
        self.recent = RecentMenu(self.window, settings, keeps=keeps_recent)
        self._poll = ProgressPoll(self._tick, self)
        self.app = compose(self._ports())
        self._come = InTurn(self.app.tasks.receive, self)
        self._stores = StoreWatch(self.files.stores, self.app.tiles, self.window.frame, self)
        self._dialogs = WindowDialogs(self.window, self.questions, self.app, versions.lines)
        self.commands = Commands(self.app, self._dialogs, self.window)
        self._actions = {row.id: row for row in ACTIONS}
        self._connect()
        if can_draw:
            self.prepare_panels()
            self.complete()
        if self.files.line is not None:
            self.files.line.news = self.app.probe.look_again
            self.files.line.waits = self._waits_for_frame
        self.window.slice_bar.set_speed(settings.play_speed)
        self.app.images.tell()
        QApplication.styleHints().colorSchemeChanged.connect(self.apply_theme)

    def _ports(self) -> Ports:
        window = self.window
        return Ports(
            service=self.files,
            questions=self.questions,
            recent=self.recent,
            canvas=window.canvas,
            slices=window.slice_bar,
            levels_panel=window.docks.panel(LevelsPanel),
            probe_panel=window.hover_panel,
            kept_view=window.kept_title,
            layer_rows=window.docks.layer_rows,
            image_panel=window.image_panel,
            edit_panel=lambda: window.edit_panel,
            tabs=window.tabs,
            status=window.status_line,
            goto_field=window.goto_bar,
            background=LatestJob(self, "histogram", _COUNT_AFTER),
            searching=LatestJob(self, "search", 0),
            filling=LatestJob(self, "fill", 0),
            settings_store=PointStore(kind="display"),
            keeping=LatestJob(self, "settings", _KEEP_AFTER, waits_for_rest=True),
            state_views=(window.menus, window, window.hover_panel, self._poll, self),
            switches=ViewSwitches(self.settings, SWITCHES),
            undo_budget=self.settings,
            wrap_copy=self.files.itk_pixels,
            beside=self._beside_ports,
            arranging=partial(laid_out_once, window),
            titles=self._titles,
        )

    def _connect(self) -> None:
        window, app = self.window, self.app
        window.action_triggered.connect(self.run)
        window.open_requested.connect(self.open)
        window.close_requested.connect(self._close)
        window.discard_requested.connect(self._discard)
        window.closed.connect(self._closed)
        connect_saved(window, self.open)
        window.goes_to = app.navigation.go_to
        window.activated.connect(app.watch.check_all)
        window.activated.connect(app.counts.check)
        window.tabs.selected.connect(app.tabs.select)
        window.tabs.close_requested.connect(app.tabs.close)
        window.slice_bar.slice_requested.connect(app.view.set_slice)
        window.slice_bar.advance_requested.connect(app.view.advance_slice)
        window.slice_bar.speed_chosen.connect(self._remember_speed)
        window.menus.any_axes.axes_requested.connect(app.view.set_axes)
        SpaceKey(window)
        window.image_panel.read_as_requested.connect(app.files.read_as)
        window.image_panel.copy_requested.connect(window.copy_text)
        goto = window.goto_bar
        goto.typed.connect(app.navigation.preview)
        goto.entered.connect(app.navigation.enter)
        view = window.canvas
        view.viewports_changed.connect(app.view.take_viewports)
        view.level_dragged.connect(app.levels.drag)
        view.hovered.connect(app.probe.hover)
        view.slice_step_requested.connect(app.view.step_slice)
        view.plane_activated.connect(app.view.activate_plane)
        view.plane_requested.connect(app.view.set_axes)
        view.clicked.connect(app.keeper.click)
        view.stepped.connect(app.keeper.step)
        view.context_requested.connect(window.menus.show_context)
        levels = window.docks.panel(LevelsPanel)
        levels.came_into_view.connect(app.levels.fill)
        asked = levels.requests
        asked.levels_requested.connect(app.levels.set_levels)
        asked.auto_requested.connect(app.levels.auto)
        asked.percentiles_requested.connect(app.levels.set_percentiles)
        asked.full_range_requested.connect(app.levels.full_range)
        asked.count_all_requested.connect(app.levels.count_all)
        asked.stop_counting_requested.connect(app.levels.stop_counting)
        asked.scope_requested.connect(app.levels.set_scope)
        asked.window_requested.connect(app.levels.use_window)
        window.menus.windows.window_requested.connect(app.levels.use_window)
        asked.scale_requested.connect(app.levels.set_scale)
        asked.component_requested.connect(app.levels.set_component)
        asked.colour_map_requested.connect(app.levels.set_colour_map)
        asked.inverted_requested.connect(app.levels.set_inverted)

    def _beside_ports(self) -> BesidePorts:
        from itk_inspector.app.beside_wiring import beside_ports  # no picture waits for what it loads

        return beside_ports(self.window, self, self.files.report_bridge)

    def complete(self) -> None:
        """Make what stands beside the picture, where that is not done yet."""
        if not self._is_complete:
            self._is_complete = True
            from itk_inspector.app.beside_wiring import connect_beside  # no picture waits for what it loads

            connect_beside(self.window, self.app, self._dialogs)
            if self.files.line is not None:
                self.files.line.lost = self.app.bridge.ask_again
            self.app.images.tell()

    # files ------------------------------------------------------------------

    def open(
        self,
        path: Path,
        read_as: str = "",
        at: str = "",
        title: ImageTitle | None = None,
        layers: Over = (),
        placing: Placing = Placing.TAB,
        then: Callable[[OpenImage | None], None] = lambda _: None,
    ) -> None:
        """Open a file in the window, go to a position in it, and open others over it; ``then`` gets the image."""
        self.app.files.open(absolute(path), read_as, at=at, title=title, layers=layers, placing=placing, then=then)

    def warm_up(self, *, expects_image: bool) -> None:
        """Start the reading child; make the view after the first paint."""
        self.files.warm_up()
        QTimer.singleShot(0 if expects_image else 400, self, self.window.canvas.prepare)

    def prepare_panels(self) -> None:
        """Make what the first image needs."""
        from itk_inspector.core.display import colour_tables  # by now something has loaded NumPy

        self.window.docks.panel(LevelsPanel).prepare()
        self.window.slice_bar.prepare()
        colour_tables.table(GREY)
        self.files.prepare()

    def show_what_came(self) -> None:
        """Take what the children have said since the window was composed: now it can be drawn."""
        self.notifier.listen(listens=True)

    def _child_changed(self, child: Child) -> None:
        self.notifier.watch(child)
        if self.files.line is not None and child is self.files.children[0]:
            self._answers.watch(self.files.line)
            QTimer.singleShot(0, self, self.files.line.tell)  # what the one before was asked is to be asked again

    def watch_parts(self, document: ImageDocument) -> None:
        """Have what is read of a document drawn when it has come, if it is read in parts."""
        if document.is_tiled and isinstance(document.store, StoreLine):
            self._stores.watch(document.store)

    def _itk_answers(self, _: Any) -> None:
        assert self.files.line is not None
        self.files.line.receive()

    def _waits_for_frame(self) -> bool:
        """Ask ITK again when the next picture is due: what it reads of a pixel meanwhile, nobody would see."""
        frame = self.window.frame
        if frame.is_now or self.files.line is None:
            return False
        frame.ask(self.files.line.tell)
        return True

    def _child_speaks(self, child: Any) -> None:
        assert isinstance(child, Child)
        self._come.give(self.files.receive(child))

    def _tick(self) -> None:
        self.app.tasks.tick()

    # actions and the look -----------------------------------------------------

    def run(self, name: str) -> None:
        """Do what an action of the table says."""
        self.window.frame.finish()  # it is meant for the pixel that the pointer is over now
        self._actions[name].run(self.commands)

    def show_state(self, state: AppState) -> None:
        """Take another theme."""
        if state.theme != self._theme:
            self._theme = state.theme
            self.apply_theme()

    def _remember_speed(self, speed: int) -> None:
        self.settings.play_speed = speed

    # window -----------------------------------------------------------------

    def apply_theme(self) -> None:
        """Take the light or dark look that is asked for."""
        apply_theme(self.window, self.settings.theme)

    def _close(self) -> None:
        self.app.unsaved.close(self.window.close_for_good)

    def _discard(self) -> None:
        self.app.unsaved.close(self.window.close_for_good, discards=True)

    def place_beside(self, others: Sequence[MainWindow]) -> None:
        """Move the window, which is not shown yet, to where it hides no other one."""
        from itk_inspector.gui.shell.window_place import place_beside  # only where scripts open several

        place_beside(self.window, others)
        self._placed = (self.window.pos(), self.window.size()) if others else None

    def _closed(self) -> None:
        is_moved = self._placed != (self.window.pos(), self.window.size())
        geometry = self.window.saveGeometry() if is_moved else None  # the next first window stands where this one did
        self.settings.set_layout(geometry, self.window.saveState())
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
        self.disposing.emit()
        self._poll.stop()
        self.window.console_dock.ended()
        self.notifier.stop()
        self._come.finish()  # a document that has come is closed with the others
        self._answers.stop()
        self._stores.stop()
        self.files.close()
        self.app.release()
        self.window.frame.stop()  # widgets may be gone before the next one
        self.disposed.emit(self)
