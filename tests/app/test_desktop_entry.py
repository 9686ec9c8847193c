"""The entry among the desktop's programs: valid files, the right command, nothing half-written."""

from __future__ import annotations

import configparser
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from itk_inspector.app import desktop_entry
from itk_inspector.cli.main import main

NAMESPACE = "{http://www.freedesktop.org/standards/shared-mime-info}"


def read(path: Path) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # keys are case-sensitive
    parser.read(path)
    return parser["Desktop Entry"]


def test_entry_icon_and_types_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    for _ in range(2):  # over what was there
        assert main(["--install-desktop"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert len(set(said)) == 7
    for path in said:
        assert Path(path).stat().st_size > 100
    assert all(Path(line).is_file() for line in said)
    entry = read(tmp_path / "applications" / "itk-inspector.desktop")
    assert entry["Type"] == "Application"
    types = set(entry["MimeType"].strip(";").split(";"))
    package = ElementTree.parse(tmp_path / "mime" / "packages" / "itk-inspector.xml").getroot()
    made = {kind.attrib["type"] for kind in package.iter(f"{NAMESPACE}mime-type")}
    assert made < types
    assert "application/dicom" in types
    globs = {glob.attrib["pattern"] for glob in package.iter(f"{NAMESPACE}glob")}
    assert {"*.mha", "*.nrrd", "*.nii.gz"} <= globs
    svg = tmp_path / "icons" / "hicolor" / "scalable" / "apps" / "itk-inspector.svg"
    assert ElementTree.parse(svg).getroot().tag.endswith("svg")


def test_the_command_runs(tmp_path: Path) -> None:
    (path,) = (one for one in desktop_entry.install(tmp_path) if one.suffix == ".desktop")
    *command, files = shlex.split(read(path)["Exec"])
    assert files == "%F"
    done = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("itk-inspector ")


def test_odd_folders_are_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", '/opt/a b/100% "x"$/python')
    assert desktop_entry.entry().splitlines()[-2] == 'Exec="/opt/a b/100%% \\\\"x\\\\"\\\\$/python" -m itk_inspector %F'


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="needs desktop-file-validate")
def test_the_entry_is_valid(tmp_path: Path) -> None:
    (path,) = (one for one in desktop_entry.install(tmp_path) if one.suffix == ".desktop")
    subprocess.run(["desktop-file-validate", str(path)], check=True)
