"""What a bundle and a Debian package hold, as far as it can be seen without building one."""

from __future__ import annotations

import configparser
import gzip
import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from itk_inspector import __version__, open_document
from itk_inspector.app import desktop_entry
from itk_inspector.itkio.itk_filters import CLASSES
from itk_inspector.worker.parent.kept_client import KEPT

ROOT = Path(__file__).parents[2]
METAINFO = ROOT / "packaging" / "org.itk_inspector.ItkInspector.metainfo.xml"


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    monkeypatch.syspath_prepend(str(ROOT / "packaging" / "bundle"))


@pytest.fixture
def part_of_itk(scripts: None, tmp_path: Path) -> Path:
    """A folder with links to the files of itk that a bundle holds."""
    import itk_parts

    folder = itk_parts.itk_folder()
    for path in itk_parts.needed_files():
        link = tmp_path / "itk" / path.relative_to(folder)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(path)
    for path in folder.parent.glob("itk_*.libs"):
        (tmp_path / path.name).symlink_to(path)
    return tmp_path


def test_the_part_of_itk_reads_and_filters(part_of_itk: Path, tmp_path: Path) -> None:
    names = sorted({name for names in CLASSES.values() for name in names})
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import numpy as np, itk\n"
        "from itk_inspector.itkio.engine import engine, filter_classes\n"
        "assert itk.__file__.startswith(sys.argv[1])\n"
        "assert engine.image_io() is not None\n"
        "engine.preload(); engine.preload_rest(); engine.preload_bridge()\n"
        f"filter_classes.preload({tuple(names)!r})\n"
        "image = itk.imread(sys.argv[2])\n"  # what people type in the console
        "print(int(itk.array_view_from_image(image).sum()))\n"
    )
    sample = ROOT / "resources" / "samples" / "three-by-three.mha"

    done = subprocess.run(
        [sys.executable, "-c", code, str(part_of_itk), str(sample)], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["45"]  # 1 to 9


def test_it_is_less_than_half_of_itk(scripts: None) -> None:
    import itk_parts

    whole = sum(path.stat().st_size for path in itk_parts.itk_folder().rglob("*") if path.suffix in {".so", ".py"})
    part = sum(path.stat().st_size for path in itk_parts.needed_files())

    assert 0 < part < whole / 2


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for the bundle’s program is a shell script")
def test_the_program_of_a_bundle_starts_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program, asked = tmp_path / "itk-inspector", tmp_path / "asked"
    entry = ROOT / "packaging" / "bundle" / "entry.py"
    program.write_text(f'#!/bin/sh\necho "$1" >> "{asked}"\nexec "{sys.executable}" "{entry}" "$@"\n')
    program.chmod(0o755)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    KEPT.let_go()  # a child that is ready was started by Python

    with open_document(ROOT / "resources" / "samples" / "three-by-three.mha") as document:
        assert np.array_equal(document.pixels, np.arange(1, 10).reshape(3, 3))

    KEPT.let_go()
    assert set(asked.read_text().split()) == {"--child-of-itk-inspector"}


def test_the_description_for_shops_agrees_with_the_program() -> None:
    component = ElementTree.parse(METAINFO).getroot()
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # keys are case-sensitive
    parser.read_string(desktop_entry.entry())
    entry = parser["Desktop Entry"]

    kinds = {kind.text for kind in component.iter("mediatype")}
    releases = [release.attrib["version"] for release in component.iter("release")]

    assert kinds == {*entry["MimeType"].strip(";").split(";")}
    assert {kind.text for kind in component.iter("category")} == {*entry["Categories"].strip(";").split(";")}
    assert component.findtext("summary") == entry["Comment"]
    assert releases[0] == __version__


@pytest.mark.skipif(shutil.which("appstreamcli") is None, reason="needs appstreamcli")
def test_the_description_for_shops_is_valid() -> None:
    done = subprocess.run(["appstreamcli", "validate", "--no-net", str(METAINFO)], capture_output=True, check=False)

    assert done.returncode == 0, done.stdout.decode()


def test_what_a_debian_package_shares(scripts: None, tmp_path: Path) -> None:
    import build_deb

    build_deb.write_shared(tmp_path)

    found = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert found == {
        "applications/itk-inspector.desktop",
        "bash-completion/completions/itk-inspector",
        "doc/itk-inspector/changelog.gz",
        "doc/itk-inspector/copyright",
        "fish/vendor_completions.d/itk-inspector.fish",
        "icons/hicolor/scalable/apps/itk-inspector.svg",
        "man/man1/itk-inspector.1.gz",
        "metainfo/org.itk_inspector.ItkInspector.metainfo.xml",
        "mime/packages/itk-inspector.xml",
        "zsh/vendor-completions/_itk-inspector",
    }
    assert "Exec=itk-inspector %F" in (tmp_path / "applications/itk-inspector.desktop").read_text().splitlines()
    assert gzip.decompress((tmp_path / "man/man1/itk-inspector.1.gz").read_bytes()).startswith(b".")
