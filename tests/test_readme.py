"""The README's examples run, and print what it says."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from itk_inspector.cli import main
from itk_inspector.core.export.write_formats import markdown_table
from itk_inspector.core.header import read_formats

REPOSITORY = Path(__file__).resolve().parent.parent
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert found is not None
    return found[1]


def test_console_example(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    command, _, expected = block("console").partition("\n")
    words = command.removeprefix("$ itk-inspector ").replace("/tmp/out.png", str(tmp_path / "out.png")).split()

    code = main.main(words)

    assert code == 0
    assert capsys.readouterr().out == expected


def test_python_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    code = block("python").replace("/tmp/edited.nrrd", str(tmp_path / "edited.nrrd"))
    code = "\n".join(line for line in code.splitlines() if not line.startswith("ii.view"))

    exec(compile(code, "README.md", "exec"), {})

    assert (tmp_path / "edited.nrrd").stat().st_size > 0


def test_the_commands_named_are_the_commands_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    usage = README.split("## Command line")[1].split("```")[1]
    for command in ("info", "probe", "bridge", "export"):
        assert f"itk-inspector {command} " in usage
        with pytest.raises(SystemExit) as left:
            main.main([command, "--help"])
        assert left.value.code == 0
        options = set(re.findall(r"--[a-z-]+", next(row for row in usage.splitlines() if f"r {command} " in row)))
        assert options <= set(re.findall(r"--[a-z-]+", capsys.readouterr().out))


def test_picture_of_the_window_is_there() -> None:
    path = re.search(r"!\[.*?\]\((.*?)\)", README, re.DOTALL)
    assert path is not None
    assert (REPOSITORY / path[1]).stat().st_size > 10_000


def test_make_targets_named_exist() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    assert os.access(REPOSITORY / ".ci" / "run", os.X_OK)
    for target in re.findall(r"^make (\w+)", README, re.MULTILINE):
        assert f"\n{target}:" in makefile


def test_table_of_formats_is_the_one_in_the_code() -> None:
    start = "<!-- formats: written by core/export/write_formats.py -->\n"
    table = README.split(start)[1].split("\n<!-- /formats -->")[0]

    assert table == markdown_table()


def test_table_of_what_can_be_opened_is_the_one_in_the_code() -> None:
    table = README.split("<!-- read formats: written by core/header/read_formats.py -->\n")[1].split(
        "\n<!-- /read formats -->"
    )[0]

    assert table == read_formats.markdown_table()
