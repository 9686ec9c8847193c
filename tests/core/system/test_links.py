"""Where links lead, judged by the places that they were made for; the same with every Python."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from itk_inspector.core.system.links import end_of_links


def test_it_is_where_the_last_link_leads(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.raw").touch()
    (tmp_path / "one").symlink_to("folder")
    (tmp_path / "two").symlink_to("one/a.raw")

    assert end_of_links(tmp_path / "two") == tmp_path.resolve() / "folder" / "a.raw"


def test_it_may_lead_to_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    (tmp_path / "link").symlink_to("gone/a.raw")

    assert end_of_links(tmp_path / "link") == tmp_path.resolve() / "gone" / "a.raw"
    assert end_of_links(tmp_path / "a.txt" / "b") == tmp_path.resolve() / "a.txt" / "b"


@pytest.mark.parametrize("name", ["one", "one/inside", "one/../a.raw"])
def test_a_circle_leads_nowhere(tmp_path: Path, name: str) -> None:
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")

    with pytest.raises(OSError, match=r"one|two") as told:
        end_of_links(tmp_path / name)

    assert told.value.errno == errno.ELOOP


def test_a_name_with_nul_is_none(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="null"):
        end_of_links(tmp_path / "a\0b")
