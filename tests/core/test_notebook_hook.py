from __future__ import annotations

import pytest

from itk_inspector.core import notebook_hook


def test_without_a_maker_there_is_no_bundle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notebook_hook, "_makers", [])
    assert notebook_hook.mime_bundle(object()) is None


def test_the_last_maker_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notebook_hook, "_makers", [])
    notebook_hook.set_maker(lambda shown: {"text/plain": "first"})
    notebook_hook.set_maker(lambda shown: {"text/plain": str(shown)})
    assert notebook_hook.mime_bundle(7) == {"text/plain": "7"}
