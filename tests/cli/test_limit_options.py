"""When a reader counts as hung can be set, and reaches the one who waits."""

from __future__ import annotations

import argparse
import re
import time
from pathlib import Path

import pytest

from itk_inspector import Limits, api
from itk_inspector.cli import main
from itk_inspector.cli.limit_options import add_limit_options, limits_of
from itk_inspector.core.errors import ReaderDiedError


def parsed(*words: str) -> Limits:
    parser = argparse.ArgumentParser()
    add_limit_options(parser)
    return limits_of(parser.parse_args(words))


def test_the_usual_limits() -> None:
    assert parsed() == Limits() == Limits(header=10.0, silence=30.0)


def test_other_limits() -> None:
    assert parsed("--header-limit", "0.5", "--silence-limit", "120") == Limits(header=0.5, silence=120.0)


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf", "soon", ""])
@pytest.mark.parametrize("option", ["--header-limit", "--silence-limit"])
def test_what_is_no_time_is_bad_usage(capsys: pytest.CaptureFixture[str], option: str, text: str) -> None:
    with pytest.raises(SystemExit) as left:
        parsed(f"{option}={text}")

    assert left.value.code == 2
    assert f"“{text}” is not a number of seconds above 0" in capsys.readouterr().err


@pytest.mark.data
@pytest.mark.parametrize("command", ["info", "probe", "export", "bridge"])
def test_a_hanging_header_ends_a_command_after_the_limit(
    shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    rest = {"info": [], "probe": ["--at", "0", "0"]}.get(command, [str(tmp_path / "out.nrrd")])
    began = time.monotonic()

    code = main.main([command, str(shared_data / "crashers/negative_ndims.mha"), *rest, "--header-limit", "0.3"])

    assert code == 3
    said = capsys.readouterr().err  # what a busy machine gave no processor for as long did not respond
    assert re.search(
        r"ITK’s reader (used [\d.]+ s of processor time without an end|did not respond for [\d.]+ s)", said
    )
    assert " 0 s" not in said
    assert time.monotonic() - began < 9.0


@pytest.mark.data
def test_a_hanging_header_ends_the_functions_after_the_limit(shared_data: Path) -> None:
    path, limits = shared_data / "crashers/negative_ndims.mha", Limits(header=0.3)
    began = time.monotonic()

    with pytest.raises(ReaderDiedError):
        api.open_document(path, limits=limits)
    with pytest.raises(ReaderDiedError):
        api.read_info(path, limits=limits)

    assert time.monotonic() - began < 9.0


def test_the_window_gets_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    from itk_inspector.app import program
    from itk_inspector.gui.shell import display_check

    seen: list[Limits] = []

    def run(paths: list[Path], launched: object, *, limits: Limits, **look: str) -> int:
        seen.append(limits)
        return 0

    monkeypatch.setattr(display_check, "check_display", lambda: None)
    monkeypatch.setattr(program, "run", run)

    assert main.main(["--header-limit", "2", "--silence-limit", "5"]) == 0
    assert seen == [Limits(2.0, 5.0)]
