"""Choices of the view that are remembered."""

from __future__ import annotations

import pytest

from itk_inspector.control.viewing.view_switches import ViewSwitches


class Store:
    """Remembers in memory."""

    theme_name = "system"

    def __init__(self) -> None:
        self.chosen: dict[str, bool] = {}

    def is_on(self, name: str, default: bool) -> bool:
        return self.chosen.get(name, default)

    def set_on(self, name: str, on: bool) -> None:
        self.chosen[name] = on


@pytest.mark.parametrize(("before", "wanted"), [(True, True), (True, False), (False, True), (False, False)])
def test_a_choice_is_told_and_remembered_once(before: bool, wanted: bool) -> None:
    store = Store()
    switches = ViewSwitches(store, {"one": before})
    told: list[frozenset[str]] = []
    switches.changed = lambda: told.append(switches.on)

    switches.set_on("one", is_on=wanted)
    switches.set_on("one", is_on=wanted)

    assert ("one" in switches.on) is wanted
    assert len(told) == int(before is not wanted)
    assert ViewSwitches(store, {"one": before}).on == switches.on


def test_a_choice_for_now_is_not_remembered() -> None:
    store = Store()
    switches = ViewSwitches(store, {"one": False, "two": True})
    told: list[frozenset[str]] = []
    switches.changed = lambda: told.append(switches.on)

    switches.set_for_now(["one", "two"], are_on=True)
    switches.set_for_now(["two"], are_on=False)

    assert told == [frozenset({"one", "two"}), frozenset({"one"})]
    assert store.chosen == {}
