"""Completions and the man page say what the commands take."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "resources"))
pytest.importorskip("shtab", reason="needs shtab")

import make_shell_files

RESOURCES = Path(make_shell_files.FOLDER)
WRITTEN = sorted(make_shell_files.files())
BASH = """
source {script}
COMP_WORDS=({words})
COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 ))
COMP_LINE="${{COMP_WORDS[*]}}" COMP_POINT=${{#COMP_LINE}}
$(complete -p itk-inspector | sed 's/.*-F \\([^ ]*\\).*/\\1/')
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_every_option_of_every_command_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("\\-", "-")

    for name, parser in make_shell_files.parsers().items():
        assert name in text
        for action in parser._actions:
            for option in action.option_strings:
                assert option in text or option.lstrip("-") in text, (name, option)


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_the_files_name_nothing_that_is_gone(path: Path) -> None:
    known = {
        option
        for parser in make_shell_files.parsers().values()
        for action in parser._actions
        for option in action.option_strings
    }
    text = path.read_text(encoding="utf-8").replace("\\-", "-")

    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text))
    own = {"--filter", "--erase", "--help", "--description", "--arguments"}  # of the shells
    assert named - known <= own


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("itk-inspector inf", {"info"}),
        ("itk-inspector info --js", {"--json"}),
        ("itk-inspector export --as-s", {"--as-shown"}),
        ("itk-inspector --theme d", {"dark"}),
        ("itk-inspector probe --poi", {"--point", "--points"}),
    ],
)
def test_bash_completes(words: str, found: set[str]) -> None:
    code = BASH.format(script=RESOURCES / "completions" / "itk-inspector.bash", words=words)

    done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=True, timeout=60)

    assert set(done.stdout.split()) == found


def test_bash_completes_files_of_a_command(tmp_path: Path) -> None:
    (tmp_path / "brain.nrrd").touch()
    code = BASH.format(
        script=RESOURCES / "completions" / "itk-inspector.bash", words=f"itk-inspector info {tmp_path}/bra"
    )

    done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=True, timeout=60)

    assert f"{tmp_path}/brain.nrrd" in done.stdout


@pytest.mark.skipif(shutil.which("groff") is None, reason="needs groff")
def test_the_man_page_is_set_without_a_warning() -> None:
    page = RESOURCES / "man" / "itk-inspector.1"

    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", page], capture_output=True, text=True, check=True, timeout=60
    )

    assert not done.stderr
    assert "130    Interrupted." in done.stdout
