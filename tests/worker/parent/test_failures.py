"""A child that ended says how, and blames no file without proof."""

from __future__ import annotations

import pytest

from itk_inspector.core.errors import InspectorError
from itk_inspector.worker.parent import failures


@pytest.mark.parametrize("cause", ["SIGSEGV", "SIGABRT", "SIGBUS"])
def test_a_reader_that_crashed_is_said_to_have_crashed(cause: str) -> None:
    error = failures.died("a.jp2", cause, "", was_ready=True, writing=False)

    assert error.message == f"a.jp2 could not be read: ITK’s reader crashed on it ({cause})."
    assert "damaged" not in error.advice


@pytest.mark.parametrize(
    "error",
    [
        failures.died("a.h5", "exit code 1", "", was_ready=True, writing=False),
        failures.hung("a.tif", "did not respond for 30 s"),
        failures.hung("a.tif", "did not respond for 30 s", loading=True),
        failures.dismissed("a.mha", ValueError("nonsense"), writing=False),
    ],
)
def test_no_end_of_a_reader_proves_damage(error: InspectorError) -> None:
    assert "damaged" not in error.message + error.advice
