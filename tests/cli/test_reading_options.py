"""Every flag of reading is an option."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest

from itk_inspector.cli import main
from itk_inspector.cli.options import add_reading, made_parser, request_of
from itk_inspector.core.image.open_request import OpenRequest

OPTIONS = [one for one in fields(OpenRequest) if "help" in one.metadata]
FLAGS = [one.metadata.get("option", one.name) for one in OPTIONS]
GIVEN = [
    (one.metadata.get("option", one.name), one.name, [] if isinstance(one.default, bool) else ["2"]) for one in OPTIONS
]


PATH = Path("/images/a.nrrd")


@pytest.mark.parametrize("flag", FLAGS)
def test_a_flag_is_an_option_of_every_command_that_reads(flag: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("info", "probe", "diff", "bridge", "export"):
        with pytest.raises(SystemExit):
            main.main([command, "--help"])
        assert f"--{flag.replace('_', '-')}" in capsys.readouterr().out


@pytest.mark.parametrize(("flag", "name", "words"), GIVEN)
def test_an_option_is_that_flag(flag: str, name: str, words: list[str]) -> None:
    parser = made_parser("info", "")
    add_reading(parser)

    asked = parser.parse_args([f"--{flag.replace('_', '-')}", *words, "--as", "UC", "--series", "1.2"])

    assert request_of(PATH, asked) == replace(OpenRequest(PATH, "UC", series="1.2"), **{name: 2 if words else True})
    assert request_of(PATH, parser.parse_args([])) == OpenRequest(PATH)


def test_a_box_is_one_range_an_axis_of_which_either_end_may_be_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    parser = made_parser("info", "")
    add_reading(parser)

    asked = parser.parse_args(["--box", "3:10", ":", "-2:", ":7"])

    assert request_of(PATH, asked).box == ((3, 10), (None, None), (-2, None), (None, 7))
    for wrong in ("3", "a:b", "1:2:3"):
        with pytest.raises(SystemExit):
            parser.parse_args(["--box", wrong])
        assert "argument --box" in capsys.readouterr().err
