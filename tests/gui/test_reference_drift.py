"""PySide6 6.12.0 on CPython 3.11 loses references to None; such a build must not pass unnoticed."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel

CALLS = 2000


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from CPython 3.12 on")
def test_void_calls_keep_the_references_to_none(qapp: QApplication) -> None:
    label, timer = QLabel(), QTimer()
    before = sys.getrefcount(None)

    for _ in range(CALLS):
        label.setText("x")
        timer.start(1000)
        timer.stop()

    drift = sys.getrefcount(None) - before
    label.deleteLater()
    assert abs(drift) < CALLS // 10, f"{drift} references to None after {3 * CALLS} calls: this PySide6 is broken"


def test_excluded_pair_is_excluded() -> None:
    from importlib.metadata import requires

    rows = [r for r in requires("itk-inspector") or [] if r.casefold().startswith("pyside6-essentials")]

    assert any("!=6.12.0" in r and "python_version < " in r for r in rows), rows
