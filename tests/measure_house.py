"""Measure how the source is built: sizes, imports, ways through the program, and files to edit for something new.

``python tests/measure_house.py`` prints the figures, with ``--check`` it ends with exit code 1 when one is over its
limit; ``--quick`` leaves out the ways that are walked in a real window.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import house
from test_architecture import LATTICE

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Figure:
    """One number and how large it may be.

    Parameters
    ----------
    what : str
    value : float
    limit : float, optional
        None where the number is only told.
    detail : str
        Where it comes from.
    """

    what: str
    value: float
    limit: float | None = None
    detail: str = ""

    @property
    def is_over(self) -> bool:
        return self.limit is not None and self.value > self.limit

    def __str__(self) -> str:
        mark = "OVER" if self.is_over else "    " if self.limit is None else "ok  "
        limit = "" if self.limit is None else f" (limit {self.limit:g})"
        return f"{mark} {self.what}: {self.value:g}{limit}{f'  {self.detail}' if self.detail else ''}"


# sizes and imports --------------------------------------------------------


def sizes() -> Iterator[Figure]:
    """Tell how large modules and classes are."""
    code = [house.code_lines_of(path) for path in house.MODULES.values()]
    lines = sorted((house.lines_of(path), name) for name, path in house.MODULES.items())
    yield Figure("modules", len(code), None, f"{sum(count for count, _ in lines)} lines, {sum(code)} of code")
    yield Figure("median module, lines of code", statistics.median(code), 80)
    yield Figure("median module, all lines", statistics.median(count for count, _ in lines))
    yield Figure("longest module, all lines", lines[-1][0], 350, lines[-1][1])
    classes = house.class_sizes()
    longest = classes[0]
    most = max(classes, key=lambda each: each.methods)
    yield Figure("longest class with its bases, lines", longest.lines, 350, _told(longest))
    yield Figure("most methods of a class with its bases", most.methods, 30, _told(most))
    for what, over in (
        ("other classes of more than 350 lines", [c for c in classes[1:] if c.lines > 350]),
        ("other classes of more than 30 methods", [c for c in classes if c.methods > 30 and c is not most]),
    ):
        yield Figure(what, len(over), 0, ", ".join(f"{c.name} {c.lines}/{c.methods}" for c in over))


def _told(size: house.ClassSize) -> str:
    return f"{size.name}{f' of {len(size.bases)} bases' if size.bases else ''}"


def imports() -> Iterator[Figure]:
    """Tell whether imports go down only."""
    found = house.import_circle()
    yield Figure("circle of imports, those for types too", max(len(found) - 1, 0), 0, " → ".join(found))
    names = sorted(set(house.MODULES) - house.PACKAGES)
    upward = {name: wrong for name in names if (wrong := house.upward_imports(name, LATTICE))}
    yield Figure("modules that import upward", len(upward), 0, ", ".join(upward))


# ways through the program -------------------------------------------------

SHOWN = r"control\.end_of_event:EndOfEvent\.show"
"""What ends an event: to open a file is two of them, the beginning of reading and the arrival of the pixels."""

PER_EVENT = ("state shown", "notes made")
"""What is derived anew at the end of every event."""

BELOW = ("itkio.", "worker.", "core.system.")
"""Rooms behind the ports, and calls of the system that these make; they are told apart and have no limit."""

ONCE: Mapping[str, str] = {
    "state shown": r"gui\.shell\.[\w.]+:[\w.]*\bshow_state",
    "tabs shown": r"gui\.[\w.]+:[\w.]*\bshow_tabs",
    "notes made": r"core\.display\.plane_notes:view_notes",
    "slice set": r"gui\.canvas\.[\w.]+:[\w.]*\b(show_cut|show_slice|set_slice)",
    "image fitted": r"gui\.canvas\.[\w.]+:[\w.]*\bfit",
    "probe made": r"core\.[\w.]*probe:probe",
    "value parsed": r"core\.[\w.]+:[\w.]*\bparse_(pixel_)?value",
}
"""What is done once on a way: the functions that do it, as ``module:Class.function``."""

LIMITS: Mapping[str, tuple[int | None, tuple[str, ...]]] = {
    "open": (35, ("state shown", "tabs shown", "notes made", "slice set", "image fitted", "probe made")),
    "hover": (None, ("probe made",)),
    "value": (None, ()),
    "press": (20, ("value parsed", "probe made")),
    "drag": (20, ("value parsed", "probe made")),
    "further drag": (20, ("value parsed", "probe made")),
    "release": (20, ("value parsed", "probe made")),
}
"""Most rooms of each way, and what must not be done twice on it."""

HAPPENS = ("open", "hover")
"""Ways on which all that must not be done twice is done at least once."""


def functions_that(what: str) -> list[str]:
    """Return the functions of the source that do one of the things that are done once."""
    return [name for name in house.functions() if re.fullmatch(ONCE[what], name)]


def journeys() -> Iterator[Figure]:
    """Walk through a real window in a process of its own, and tell the rooms entered and what was done twice.

    A room is a folder of the source. The modules are counted too; for them there is no limit, because a module that
    is cut in two for the sake of its size does not make a way longer. The state is shown once an event.
    """
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, str(HERE / "journeys.py")], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"the journeys failed:\n{done.stderr}")
    for name, trace in json.loads(done.stdout).items():
        calls: dict[str, int] = trace["calls"]
        entered = {call.partition(":")[0] for call in calls}
        upper = sorted(each for each in entered if not f"{each}.".startswith(BELOW))
        limit, once = LIMITS[name]
        rooms = sorted({each.rpartition(".")[0] or each for each in upper})
        yield Figure(f"{name}: rooms", len(rooms), limit, ", ".join(rooms))
        by_package = {
            top: sum(each.split(".")[0] == top for each in upper) for top in ("app", "control", "gui", "core")
        }
        told = ", ".join(f"{top} {count}" for top, count in by_package.items() if count)
        below = f"below the ports {len(entered) - len(upper)}; {trace['moves']} moves"
        yield Figure(f"{name}: modules", len(upper), None, f"{told}; {below}")
        events = max(1, sum(count for call, count in calls.items() if re.fullmatch(SHOWN, call)))
        for what in ONCE:
            doers = [call for call in calls if re.fullmatch(ONCE[what], call)]
            if what in once and not doers and name in HAPPENS:
                raise SystemExit(f"{name}: nothing is called that is known as {what!r}: mend ONCE")
            if doers or what in once:
                most = max((calls[call] for call in doers), default=0)
                detail = ", ".join(f"{call} ×{calls[call]}" for call in doers)
                yield Figure(
                    f"{name}: {what}, times",
                    most,
                    (events if what in PER_EVENT else 1) if what in once else None,
                    detail,
                )


# files to edit ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Addition:
    """A kind of thing that is added, told by one that is there.

    Parameters
    ----------
    kind : str
    limit : int
        Files that are edited for another one.
    example : str
    words : tuple of str
        By which the source names the example: regular expressions for all of an identifier, or of a text in quotes.
    own : str
        Regular expression of modules that would be new files for another one; they are not counted.
    elsewhere : str
        Regular expression of modules that name the example for another reason, which is said here beside it.
    """

    kind: str
    limit: int
    example: str
    words: tuple[str, ...]
    own: str = "-"
    elsewhere: str = "-"


ADDITIONS = (
    Addition("an action", 1, "fit", ("'fit'",)),
    Addition("a view switch", 2, "scaleBar", ("'scaleBar'", "scale_?bar"), own=r".*\.scale_bar"),
    Addition(
        "a panel",
        3,
        "levelsPanel",
        ("'levelsPanel'", "LevelsPanel", "levels_panel", "Levelling", "LevelsController", "LevelsPort"),
        own=r".*\.level\w*",
    ),
    Addition(
        "a tool",
        2,
        "brush",
        ("BRUSH", "'toolBrush'", "'brush'", "BrushTool", "BrushShape", "set_brush", "brush_changed"),
        own=r".*\.brush\w*",
    ),
    Addition(
        "an export format",
        1,
        "GIPL, as one that is neither the default nor written in two files",
        (r"'\.gipl(\.gz)?'", "'GIPL'"),
        elsewhere=r"core\.header\..*|itkio\.(engine|files|raw|header|formats).*",  # reading it
    ),
    Addition(
        "a reading flag",
        2,
        "allow_outside",
        ("allow_outside", "add_allow_outside", "'--allow-outside'"),
        elsewhere=r"api\.opening|control\.files\.open_files",  # who sets it besides the commands: a keyword, a question
    ),
    Addition(
        "an operation",
        3,
        "rescale",
        ("RESCALE", "'rescale'"),
        own=r"core\.editing\.operations\.values|itkio\.value_filters",
    ),
    Addition(
        "a task of the child",
        2,
        "saving, the task on a copy's pixels that there is",
        ("ExportTask", "ExportReply", "'saveCopy'"),
        own=r"worker\.(tasks\.export|child\.save_image|parent\.save_under_way)",
    ),
)


def files_to_edit(addition: Addition) -> list[str]:
    """Return the modules that name the example of an addition, but for its own."""
    named = house.named_in(addition.words)
    return [name for name in named if not re.fullmatch(f"{addition.own}|{addition.elsewhere}", name)]


def additions() -> Iterator[Figure]:
    """Tell how many files are edited to add something."""
    for each in ADDITIONS:
        files = files_to_edit(each)
        yield Figure(f"files to edit for {each.kind} ({each.example})", len(files), each.limit, ", ".join(files))


def main(arguments: list[str] | None = None) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when a figure is over its limit")
    parser.add_argument("--quick", action="store_true", help="without the ways through a real window")
    asked = parser.parse_args(arguments)
    over = 0
    for part in (sizes, imports, additions, *(() if asked.quick else (journeys,))):
        print(f"\n{part.__name__.replace('_', ' ')}")
        for figure in part():
            print(figure)
            over += figure.is_over
    for what in ONCE:
        assert functions_that(what), f"nothing is called like what makes {what!r}: mend ONCE"
    print(f"\n{over} over their limits")
    return 1 if asked.check and over else 0


if __name__ == "__main__":
    sys.exit(main())
