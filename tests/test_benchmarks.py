"""The table of all figures: what a script prints is read back whole, and a script that fails is not passed over."""

import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent / "benchmarks"
sys.path.insert(0, str(FOLDER))

import run_all  # noqa: E402  # lies in the folder of the benchmarks
from rows import Row, read, show  # noqa: E402  # as above

ROWS = [
    Row("13b", "levels drag", "120 fps, R1 110", ">= R1", ok=True, leaves_out="the X server"),
    Row("5", "hover on screen", "6.3 ms, R1 4.0", "<= R1", ok=False),
    Row("second", "a small file", "+1.6 ms"),
]


def test_rows_are_read_as_they_were_shown(capsys: pytest.CaptureFixture[str]) -> None:
    print("a line between")
    show(ROWS)
    assert read(capsys.readouterr().out) == ROWS


def test_table_is_in_the_order_of_the_numbers() -> None:
    lines = run_all.table(ROWS).splitlines()[2:]
    assert [line.split(" | ")[0] for line in lines] == ["| 5", "| 13b", "| second"]
    assert "MISSED" in lines[0]


@pytest.mark.parametrize(("source", "told"), [("raise SystemExit('no disk')", "no disk"), ("pass", "no figure")])
def test_script_without_a_figure_is_a_missed_goal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, source: str, told: str
) -> None:
    (tmp_path / "odd.py").write_text(source)
    monkeypatch.setattr(run_all, "HERE", tmp_path)
    (row,) = run_all.figures("odd", tmp_path)
    assert row.ok is False
    assert told in row.figure


def test_every_script_is_in_the_table() -> None:
    """Scripts only; what they share has no `main`."""
    scripts = {path.stem for path in FOLDER.glob("*.py") if "\ndef main(" in path.read_text(encoding="utf-8")}
    assert scripts - {"run_all", "naive", "display_programs", "watched"} == set(run_all.SCRIPTS)
