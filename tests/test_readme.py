"""The README's examples run, and print what it says."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest

from itk_inspector.cli import main

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


def test_commands_of_the_example_are_done(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(REPOSITORY)
    commands = [line for line in README.splitlines() if line.startswith("itk-inspector ")]

    assert len(commands) > 3
    for command in commands:
        assert main.main(shlex.split(command.replace("/tmp/", f"{tmp_path}/"))[1:]) == 0, command


def test_python_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    code = block("python").replace("/tmp/", f"{tmp_path}/")
    code = "\n".join(line for line in code.splitlines() if not line.startswith("ii.view"))

    exec(compile(code, "README.md", "exec"), {})

    assert (tmp_path / "edited.nrrd").stat().st_size > 0


def test_it_is_short() -> None:
    assert len(README.splitlines()) <= 150


def test_every_link_of_the_folder_of_documents_is_there() -> None:
    for path in (REPOSITORY / "docs").glob("*.md"):
        if path.name == "index.md":
            continue  # the first page of the site, which says what README does
        assert f"(docs/{path.name})" in README


@pytest.mark.parametrize("where", ["README.md", "docs/manual.md"])
def test_the_commands_named_are_the_commands_there_are(capsys: pytest.CaptureFixture[str], where: str) -> None:
    text = (REPOSITORY / where).read_text(encoding="utf-8")
    usage = text.split("## Command line")[1].split("\n## ")[0].split("```console")[0]
    commands = (
        "info",
        "probe",
        "bridge",
        "diff",
        "export",
        "apply",
        *(("labels",) if where == "docs/manual.md" else ()),
    )
    for command in commands:
        assert f"itk-inspector {command} " in usage
        with pytest.raises(SystemExit) as left:
            main.main([command, "--help"])
        assert left.value.code == 0
        named = {o for row in usage.splitlines() if f"r {command} " in row for o in re.findall(r"--[a-z-]+", row)}
        assert named <= set(re.findall(r"--[a-z-]+", capsys.readouterr().out))


@pytest.mark.parametrize("command", ["export", "apply"])
def test_every_option_of_what_writes_is_in_the_manual(capsys: pytest.CaptureFixture[str], command: str) -> None:
    manual = (REPOSITORY / "docs" / "manual.md").read_text(encoding="utf-8")
    told = set(re.findall(r"--[a-z-]+", manual.split("## Command line")[1].split("\n## ")[0]))
    with pytest.raises(SystemExit):
        main.main([command, "--help"])

    assert set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help"} <= told


def test_picture_of_the_window_is_there() -> None:
    path = re.search(r"!\[.*?\]\((.*?)\)", README, re.DOTALL)
    assert path is not None
    assert (REPOSITORY / path[1]).stat().st_size > 10_000


def test_make_targets_named_exist() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    assert os.access(REPOSITORY / ".ci" / "run", os.X_OK)
    for target in re.findall(r"^make (\w+)", README, re.MULTILINE):
        assert f"\n{target}:" in makefile
