"""What a release is checked for: the version everywhere, and notes."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from itk_inspector import __version__

ROOT = Path(__file__).parents[2]
SAYING = (
    "src/itk_inspector/__init__.py",
    "CITATION.cff",
    "packaging/conda/recipe.yaml",
    "packaging/org.itk_inspector.ItkInspector.metainfo.xml",
)


@pytest.fixture(autouse=True)
def scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))


def test_the_version_stands_everywhere() -> None:
    import release

    release.check_versions(ROOT, __version__)


@pytest.mark.parametrize("name", SAYING)
def test_a_version_that_was_forgotten_is_named(name: str, tmp_path: Path) -> None:
    import release

    for each in SAYING:
        target = tmp_path / each
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / each, target)
    text = (tmp_path / name).read_text(encoding="utf-8")
    (tmp_path / name).write_text(text.replace(__version__, "9.8.7"), encoding="utf-8")

    with pytest.raises(release.NotReadyError, match=re.escape("9.8.7")) as told:
        release.check_versions(tmp_path, __version__)

    assert Path(name).name in str(told.value)


def test_notes_are_the_section_of_the_version(tmp_path: Path) -> None:
    import release

    (tmp_path / "CHANGELOG.md").write_text(
        "# Changelog\n\n## [Unreleased]\n\n## [1.1.0] - 2027-01-02\n\n### Added\n\n- One.\n\n## [1.0.0]\n\n- Older.\n"
    )

    assert release.notes_of(tmp_path, "1.1.0") == "### Added\n\n- One."
    for missing in ("2.0.0", "Unreleased"):
        with pytest.raises(release.NotReadyError):
            release.notes_of(tmp_path, missing)


def test_the_matrix_tells_each_combination() -> None:
    import matrix

    green = matrix.Run(("3.13.0", "5.4.7", "2.4.6", "6.11.3", "0.14.0"), "10 passed in 1s", is_green=True)

    assert matrix.table([green]).splitlines() == [
        "| Python | itk | numpy | PySide6-Essentials | pyqtgraph | tests |",
        "|---|---|---|---|---|---|",
        "| 3.13.0 | 5.4.7 | 2.4.6 | 6.11.3 | 0.14.0 | 10 passed in 1s |",
    ]


@pytest.mark.parametrize(
    ("script", "timeout", "outcome", "is_green"),
    [
        ("print('12 passed')", 60.0, "12 passed", True),
        ("print('1 failed'); raise SystemExit(1)", 60.0, "1 failed", False),
        ("raise SystemExit(3)", 60.0, "nothing said", False),
        ("print('... [ 40%]'); import time; time.sleep(60)", 2.0, "not done after 2 s: ... [ 40%]", False),
    ],
)
def test_what_tests_say_is_kept_even_of_those_that_never_end(
    script: str, timeout: float, outcome: str, is_green: bool, tmp_path: Path
) -> None:
    import matrix

    told = tmp_path / "tests.txt"

    assert matrix.outcome_of([sys.executable, "-I", "-u", "-c", script], told, timeout) == (outcome, is_green)
    assert told.read_text().strip() == outcome.removeprefix("not done after 2 s: ").replace("nothing said", "")
