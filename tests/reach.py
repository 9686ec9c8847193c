"""Which test files ask whether the portable way is gone: the others come out alike on both ways.

Imported before anything else of the program, this puts a value in place of ``IS_PORTABLE`` that notes who looks at it.
That a Python is started counts too, whatever it does. With ``ITK_INSPECTOR_ASKED`` in the environment, a line for each
file of tests is appended to the file that it names: its path, its seconds, and who asked.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from itk_inspector.core.system import backend

SAME_ON_BOTH = (
    "core/chunked/",
    "core/code/",
    "core/compare/",
    "core/dicom/",
    "core/editing/",
    "core/export/",
    "core/geometry/",
    "core/header/",
    "core/image/",
    "core/labels/",
    "core/measure/",
    "core/probing/",
    "core/text/",
    "core/test_errors.py",
    "core/test_notebook_hook.py",
    "control/actions/",
    "control/layers/",
    "control/test_many_strokes.py",
    "control/tools/",
    "control/viewing/",
    "gui/background/",
    "gui/canvas/test_comparing.py",
    "gui/canvas/test_layers.py",
)
"""Folders and files of tests that never ask, as `nobody_asks` sees to; ``--asking`` leaves them out."""
_asked: set[str] = set()


class Noting(int):
    """A truth value that notes where it is looked at."""

    def __bool__(self) -> bool:
        code = sys._getframe(1).f_code
        _asked.add(f"{Path(code.co_filename).stem}.{code.co_name}")
        return self != 0


def is_same_on_both(place: str) -> bool:
    """Tell whether a file of tests comes out alike on both ways; it is named by its path in ``tests``."""
    return any(place == one or (one.endswith("/") and place.startswith(one)) for one in SAME_ON_BOTH)


@contextmanager
def nobody_asks(place: str) -> Iterator[None]:
    """Fail when the tests of a file ask although they are among those that never do."""
    _asked.clear()
    begun = time.monotonic()
    yield
    told = os.environ.get("ITK_INSPECTOR_ASKED")
    if told:
        with Path(told).open("a", encoding="utf-8") as file:
            file.write(f"{place} {time.monotonic() - begun:.1f} {' '.join(sorted(_asked))}\n")
    assert not _asked or not is_same_on_both(place), f"{sorted(_asked)} asked: take {place} out of SAME_ON_BOTH"


def _note_start(event: str, arguments: tuple[object, ...]) -> None:
    if event == "subprocess.Popen" and "python" in str(arguments[0]):
        _asked.add("python")


backend.IS_PORTABLE = Noting(backend.IS_PORTABLE)  # type: ignore[assignment]  # as good as a truth value
sys.addaudithook(_note_start)
