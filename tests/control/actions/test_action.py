"""The one table of actions."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from itk_inspector.control.actions.action import Action
from itk_inspector.control.actions.copy_as import COPY_ACTIONS
from itk_inspector.control.actions.operations import OPERATION_ACTIONS
from itk_inspector.control.actions.table import ACTIONS, SWITCHES
from itk_inspector.control.model.app_state import AppState
from itk_inspector.control.tools.pixel import PIXEL
from itk_inspector.control.tools.registry import TOOLS

ICONS = Path(__file__).resolve().parents[3] / "resources" / "icons"
BY_ID = {action.id: action for action in ACTIONS}

EMPTY = AppState()
FLAT = AppState(name="a", has_image=True, dimension=2)
VOLUME = AppState(name="a", has_image=True, dimension=3, hidden_axes=1)
EDITING = AppState(name="a", has_image=True, dimension=2, is_editing=True, tool=PIXEL)


def names(action: Action) -> str:
    return action.id


def enabled(state: AppState) -> set[str]:
    return {action.id for action in ACTIONS if action.enabled(state)}


def test_ids_are_unique() -> None:
    assert [name for name, count in Counter(a.id for a in ACTIONS).items() if count > 1] == []


def test_no_shortcut_starts_two_actions() -> None:
    keys = Counter(key for action in ACTIONS for key in action.shortcuts)

    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize("menu", sorted({action.menu for action in ACTIONS}))
def test_every_letter_leads_to_one_entry_of_its_menu(menu: str) -> None:
    entries = [a.text for a in ACTIONS if a.menu == menu]
    entries += {a.menu.rpartition("/")[2] for a in ACTIONS if a.menu.rpartition("/")[0] == menu}
    entries += ["Open &recent"] if menu == "&File" else []
    letters = Counter(found.group(1).lower() for text in entries if (found := re.search("&(.)", text)))

    assert [letter for letter, count in letters.items() if count > 1] == []


@pytest.mark.parametrize("action", ACTIONS, ids=names)
def test_every_entry_has_a_letter(action: Action) -> None:
    assert action.text.count("&") == 1


@pytest.mark.parametrize("action", ACTIONS, ids=names)
def test_every_tip_is_a_sentence(action: Action) -> None:
    assert re.fullmatch(r"[A-Zx-z].*\.", action.tip)


@pytest.mark.parametrize("action", [a for a in ACTIONS if a.icon], ids=names)
def test_every_icon_is_in_the_resources(action: Action) -> None:
    assert (ICONS / f"{action.icon}.svg").is_file()


@pytest.mark.parametrize("action", [a for a in ACTIONS if a.toolbar], ids=names)
def test_every_button_has_an_icon(action: Action) -> None:
    assert action.icon


def test_an_empty_window_offers_only_what_needs_no_image() -> None:
    assert enabled(EMPTY) == {
        "open",
        "openFolder",
        "openAddress",
        "sample",
        "sampleVolume",
        "quit",
        "wheelSlices",
        "wheelZoom",
        "themeSystem",
        "themeLight",
        "themeDark",
        "console",
        "resetLayout",
        "palette",
        "conventions",
        "gettingStarted",
        "shortcuts",
        "tryIt",
        "about",
    }


def test_a_flat_image_adds_looking_and_saving() -> None:
    assert enabled(FLAT) - enabled(EMPTY) == {
        *(row.id for row in OPERATION_ACTIONS),
        *(row.id for row in COPY_ACTIONS if row.id.startswith("copyGeometry")),
        "applyJournal",
        "closeImage",
        "openLayer",
        "openLabels",
        "save",
        "saveCopy",
        "editCopy",
        "copyRegion",
        "toolPan",
        "fit",
        "oneToOne",
        "zoomIn",
        "zoomOut",
        "autoLevels",
        "fullRange",
        "invertColours",
        "planeXY",
        "pixelNumbers",
        "pixelGrid",
        "rulers",
        "scaleBar",
        "colourBar",
        "markNan",
        "markClipped",
        "showLabels",
        "keepMaxima",
        "swappedNumbers",
        "goTo",
        "saveScreenshot",
        "copyScreenshot",
        "measureLine",
        "measureRectangle",
        "measureEllipse",
        "measurePolygon",
        "measureAngle",
        "measureSlice",
    }


def test_a_volume_adds_planes_and_slices() -> None:
    assert enabled(VOLUME) - enabled(FLAT) == {
        "planeXZ",
        "planeYZ",
        "rasPoint",
        "previousSlice",
        "nextSlice",
        "firstSlice",
        "lastSlice",
        "play",
        "measureVolume",
    }


def test_a_copy_adds_the_tools() -> None:
    tools = {tool.id for tool in TOOLS if tool.needs_copy}
    memory = {"undoMemory64MB", "undoMemory256MB", "undoMemory1GB", "undoMemory4GB"}
    assert {"toolPixel", "toolBrush", "toolEraser", "toolLine", "toolRectangle", "toolEllipse", "toolPolygon"} < tools
    assert enabled(EDITING) - enabled(FLAT) == tools | memory | {
        "replaceValue",
        "replaceRange",
        "removeLabel",
        "pasteRegion",
    }


@pytest.mark.parametrize(
    ("state", "added"),
    [
        (
            AppState(has_image=True, dimension=2, has_probe=True),
            {
                *("copyProbe", "copyItkIndex", "copyArrayIndex", "copyCode", "addPoint", "hold", "measureCurve"),
                *(row.id for row in COPY_ACTIONS if row.id.startswith("copyPixel")),
            },
        ),
        (AppState(has_image=True, dimension=2, has_selection=True), {"copyProbe"}),
        (AppState(has_image=True, dimension=2, undo_label="paint"), {"undo"}),
        (AppState(has_image=True, dimension=2, redo_label="paint"), {"redo"}),
        (AppState(has_image=True, dimension=2, is_loading=True), {"cancel"}),
        (AppState(has_image=True, dimension=2, offers_quad=True), {"quadView"}),
        (AppState(has_image=True, dimension=2, is_quad=True), {"crosshair", "syncZoom"}),
    ],
)
def test_each_state_enables_its_own(state: AppState, added: set[str]) -> None:
    assert enabled(state) - enabled(FLAT) == added


def test_two_hidden_axes_add_stepping_along_the_second() -> None:
    series = AppState(name="a", has_image=True, dimension=4, hidden_axes=2)

    assert enabled(series) - enabled(VOLUME) == {"previousFurther", "nextFurther"}


def test_the_context_menu_has_entries_of_the_table() -> None:
    offered = {action.id for action in ACTIONS if action.context}

    assert {"fit", "oneToOne", "copyProbe", "quadView", "copyScreenshot"} <= offered


def test_saving_can_be_cancelled_but_not_begun_again() -> None:
    saving = AppState(has_image=True, dimension=2, is_saving=True)

    assert (enabled(saving) - enabled(FLAT), enabled(FLAT) - enabled(saving)) == ({"cancel"}, {"save", "saveCopy"})


class Recorder:
    """Stands for everything an action may need; writes down what is called."""

    def __init__(self, calls: list[str], path: str = "") -> None:
        self._calls, self._path = calls, path

    def __getattr__(self, name: str) -> Recorder:
        return Recorder(self._calls, f"{self._path}.{name}")

    def __call__(self, *args: object, **kwargs: object) -> Recorder:
        self._calls.append(f"{self._path}{args}{kwargs}")
        return self

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "recorder"


def calls_of(action: Action) -> list[str]:
    calls: list[str] = []
    action.run(Recorder(calls))  # type: ignore[arg-type]  # stands for all of it
    return calls


@pytest.mark.parametrize("action", ACTIONS, ids=names)
def test_every_action_does_something(action: Action) -> None:
    assert calls_of(action)


def test_no_two_actions_do_the_same() -> None:
    done = Counter("; ".join(calls_of(action)) for action in ACTIONS)

    assert [call for call, count in done.items() if count > 1] == []


@pytest.mark.parametrize("action", ACTIONS, ids=names)
def test_what_cannot_be_run_says_why(action: Action) -> None:
    missing = action.enabled.missing(EMPTY)

    assert bool(missing) is not action.enabled(EMPTY)
    assert not missing or re.fullmatch(r"[A-Z“].*\.", missing)


def test_what_is_missing_names_actions_as_they_are_called() -> None:
    said = {name for row in ACTIONS for name in re.findall("“(.*?)”", row.enabled.needs)}

    assert said
    assert said <= {row.name for row in ACTIONS}


def test_without_an_image_that_is_what_is_missing_first() -> None:
    assert BY_ID["planeXZ"].enabled.missing(EMPTY) == "Open an image first."
    assert BY_ID["planeXZ"].enabled.missing(FLAT) == "This image has two axes only."


def test_buttons_of_the_toolbar_have_places_of_their_own() -> None:
    places = Counter((a.toolbar.group, a.toolbar.order) for a in ACTIONS if a.toolbar is not None)

    assert max(places.values()) == 1


@pytest.mark.parametrize("group", sorted({a.exclusive for a in ACTIONS} - {""}))
def test_one_of_a_group_is_checked(group: str) -> None:
    checked = [a.id for a in ACTIONS if a.exclusive == group and a.checked is not None and a.checked(FLAT)]

    assert len(checked) == 1


def test_switches_say_whether_they_are_on() -> None:
    shown = AppState(has_image=True, switches=frozenset({"scaleBar"}))
    checks = {name: BY_ID[name].checked for name in SWITCHES}

    assert {name: check(shown) for name, check in checks.items() if check} == {n: n == "scaleBar" for n in SWITCHES}


@pytest.mark.parametrize(
    "name",
    [
        "planeXY",
        "planeXZ",
        "planeYZ",
        "toolPan",
        "toolPixel",
        "toolBrush",
        "editCopy",
        "quadView",
        "crosshair",
        "syncZoom",
        "scaleBar",
        "invertColours",
    ],
)
def test_what_can_be_chosen_shows_that_it_is(name: str) -> None:
    assert BY_ID[name].checked is not None
