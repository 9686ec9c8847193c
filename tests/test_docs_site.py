"""The folder docs/ as a site: its navigation, its API reference and its pictures."""

from __future__ import annotations

import re
import types
from pathlib import Path

import pytest

import itk_inspector
import pictures
import site_pictures

REPOSITORY = Path(__file__).resolve().parent.parent
DOCS = REPOSITORY / "docs"


def test_the_api_reference_has_every_public_name_once() -> None:
    told = re.findall(r"^::: itk_inspector\.(\w+)$", (DOCS / "api.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert sorted(told) == sorted(set(itk_inspector.__all__) - {"__version__"})


def test_every_page_is_in_the_navigation_and_on_the_first_page() -> None:
    navigation = (REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")[2]
    pages = {page.name for page in DOCS.glob("*.md")}

    assert set(re.findall(r"^  - [^:\n]+: (\S+)$", navigation, re.MULTILINE)) == pages
    assert set(re.findall(r"\((\w+\.md)\)", (DOCS / "index.md").read_text(encoding="utf-8"))) == pages - {"index.md"}


def test_pictures_that_pages_ask_for_can_be_drawn() -> None:
    asked = site_pictures.asked(DOCS)

    assert "2d" in asked
    assert set(asked) <= set(pictures.STATES)


@pytest.fixture
def put_pictures(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> types.ModuleType:
    """What mkdocs calls, with one picture drawn."""
    pytest.importorskip("mkdocs", reason="needs mkdocs: make docs")
    monkeypatch.syspath_prepend(str(REPOSITORY / "packaging" / "site"))
    import put_pictures as hook

    (tmp_path / "2d-light-small.png").write_bytes(b"png")
    monkeypatch.setattr(hook, "_DRAWN", tmp_path)
    return hook


def test_a_page_gets_its_pictures_and_misses_those_not_drawn(
    put_pictures: types.ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    config = MkDocsConfig()
    config["site_dir"], config["plugins"] = "site", types.SimpleNamespace(_current_plugin="pictures")
    files = put_pictures.on_files(Files([]), config)

    drawn = put_pictures.on_page_markdown("a\n<!-- picture: 2d; Both <indices> -->\nb", files=files)
    assert drawn == "a\n![Both &lt;indices&gt;](pictures/2d-light-small.png)\nb"
    assert not caplog.records

    put_pictures.on_page_markdown("<!-- picture: other; x -->", files=files)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    caplog.clear()
