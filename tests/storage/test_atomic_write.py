"""The gate of every writer: what is replaced, what is not, and what the file is like afterwards."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from itk_inspector.core.errors import ExportError
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.storage import atomic_write
from itk_inspector.storage.atomic_write import Consent, final_path, put_in_place, put_pair_in_place, write_bytes
from itk_inspector.storage.staging import Staging

YES = Consent(overwrite=True)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_new_file_is_written_alone(tmp_path: Path) -> None:
    write_bytes(tmp_path / "a.bin", b"new", Consent())

    assert ((tmp_path / "a.bin").read_bytes(), names(tmp_path)) == (b"new", {"a.bin"})


def test_a_new_file_has_the_rights_that_are_usual_here(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()

    write_bytes(tmp_path / "a.bin", b"new", Consent())

    assert (tmp_path / "a.bin").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_replacing_needs_a_yes(old: Path) -> None:
    with pytest.raises(ExportError, match=r"a\.bin exists; it was left as it is"):
        write_bytes(old, b"new", Consent())

    assert (old.read_bytes(), names(old.parent)) == (b"old", {"a.bin"})


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o666])
def test_a_replaced_file_keeps_its_rights(old: Path, mode: int) -> None:
    old.chmod(mode)

    write_bytes(old, b"new", YES)

    assert (old.read_bytes(), stat.S_IMODE(old.stat().st_mode)) == (b"new", mode)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_a_replaced_file_keeps_its_owner(old: Path) -> None:
    os.chown(old, 1234, 2345)

    write_bytes(old, b"new", YES)

    assert (old.stat().st_uid, old.stat().st_gid) == (1234, 2345)


def test_nobody_else_may_look_while_it_is_written(tmp_path: Path) -> None:
    """Whatever the rights of the file are then, its folder lets nobody in."""
    staging = Staging(tmp_path / "a.bin")

    assert stat.S_IMODE(staging.folder.stat().st_mode) == 0o700
    staging.close()


def test_a_file_that_appears_meanwhile_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.bin"
    flush = atomic_write.flush
    monkeypatch.setattr(atomic_write, "flush", lambda path: (flush(path), target.write_bytes(b"theirs")))

    with pytest.raises(ExportError, match=r"exists|appeared"):
        write_bytes(target, b"new", Consent())

    assert (target.read_bytes(), names(tmp_path)) == (b"theirs", {"a.bin"})


@pytest.mark.parametrize("way", ["renameat2", "link", "neither"])
def test_a_free_name_is_never_taken_from_anybody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """In the very moment between the question and the renaming."""
    if way != "renameat2":
        monkeypatch.setattr(atomic_write, "_libc", lambda: object())
    if way == "neither":

        def no_links(*_: object) -> None:
            raise OSError(errno.EPERM, "no links here")

        monkeypatch.setattr(os, "link", no_links)
    (tmp_path / "source").write_bytes(b"new")
    (tmp_path / "taken").write_bytes(b"theirs")

    atomic_write._move_to_free_name(tmp_path / "source", tmp_path / "free")

    (tmp_path / "source").write_bytes(b"new")
    with pytest.raises(FileExistsError):
        atomic_write._move_to_free_name(tmp_path / "source", tmp_path / "taken")
    assert ((tmp_path / "free").read_bytes(), (tmp_path / "taken").read_bytes()) == (b"new", b"theirs")


def test_a_file_that_is_open_here_needs_the_separate_yes(old: Path) -> None:
    alias = old.with_name("alias.bin")
    alias.hardlink_to(old)
    mine = (FileStamp.of(old),)

    for target in (old, alias):
        with pytest.raises(ExportError, match="is open here; it was left as it is"):
            write_bytes(target, b"new", Consent(overwrite=True, protected=mine))

    write_bytes(old, b"new", Consent(overwrite_open=True, protected=mine))
    assert (old.read_bytes(), alias.read_bytes()) == (b"new", b"old")


def test_the_separate_yes_is_none_for_another_file(old: Path) -> None:
    with pytest.raises(ExportError, match="exists"):
        write_bytes(old, b"new", Consent(overwrite_open=True))


def test_an_open_file_is_known_through_a_folder_with_another_name(old: Path, tmp_path: Path) -> None:
    (tmp_path / "alias").symlink_to(tmp_path, target_is_directory=True)

    with pytest.raises(ExportError, match="is open here"):
        write_bytes(tmp_path / "alias" / "a.bin", b"new", Consent(overwrite=True, protected=(FileStamp.of(old),)))


def test_the_very_file_that_was_agreed_to_is_replaced(old: Path) -> None:
    agreed = Consent(overwrite=True, replaces=FileStamp.of(old))
    old.write_bytes(b"somebody wrote this since")

    with pytest.raises(ExportError, match="was changed meanwhile"):
        write_bytes(old, b"new", agreed)

    assert old.read_bytes() == b"somebody wrote this since"


def test_a_write_protected_file_is_left_alone(old: Path) -> None:
    old.chmod(0o444)

    with pytest.raises(ExportError, match="write-protected"):
        write_bytes(old, b"new", YES)

    assert old.read_bytes() == b"old"


@pytest.mark.parametrize("exists", [True, False])
def test_links_are_written_through(tmp_path: Path, exists: bool) -> None:
    (tmp_path / "real").mkdir()
    real, link = tmp_path / "real" / "b.bin", tmp_path / "a.bin"
    if exists:
        real.write_bytes(b"old")
    link.symlink_to(real)

    write_bytes(link, b"new", YES if exists else Consent())

    assert (link.is_symlink(), real.read_bytes(), names(tmp_path / "real")) == (True, b"new", {"b.bin"})


def test_a_link_in_a_circle_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.bin").symlink_to(tmp_path / "b.bin")
    (tmp_path / "b.bin").symlink_to(tmp_path / "a.bin")

    with pytest.raises(ExportError, match=r"a\.bin could not be written"):
        final_path(tmp_path / "a.bin")


@pytest.mark.parametrize("kind", ["fifo", "folder"])
def test_what_is_no_regular_file_is_left_alone(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "a.bin"
    if kind == "fifo":
        os.mkfifo(target)
    else:
        target.mkdir()

    with pytest.raises(ExportError, match="not a regular file"):
        write_bytes(target, b"new", YES)


@pytest.mark.parametrize("name", ["x" * 255, "x" * 240 + ".mhd", "ä b.bin", "-.bin", "ready", "placed.json"])
def test_long_and_odd_names(tmp_path: Path, name: str) -> None:
    write_bytes(tmp_path / name, b"new", Consent())

    assert (tmp_path / name).read_bytes() == b"new"


@pytest.mark.parametrize("name", ["x" * 256, "a\0b"])
def test_impossible_names_are_refused_in_words(tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError, match="could not be written"):
        write_bytes(tmp_path / name, b"new", Consent())

    assert names(tmp_path) == set()


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk of .* is full"),
        (errno.EDQUOT, "the disk of .* is full"),
        (errno.EROFS, "is read-only"),
        (errno.EACCES, "you may not write into"),
        (errno.EBUSY, "another program or the system holds it"),
        (errno.EIO, "the disk reports an error"),
        (errno.ESTALE, "not connected any more"),
        (errno.ENOENT, "takes no new files"),  # as /proc, which is there
    ],
)
@pytest.mark.parametrize("step", ["mkdir", "fsync", "replace", "chmod"])
def test_every_refusal_of_the_system_is_said_and_leaves_the_target(
    old: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int, said: str
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path if step == "mkdir" else os, step, refused)

    with pytest.raises(ExportError, match=said) as caught:
        write_bytes(old, b"new", YES)

    monkeypatch.undo()
    assert "What was there before is untouched." in caught.value.advice
    assert (old.read_bytes(), names(old.parent)) == (b"old", {"a.bin"})


def test_that_windows_replaces_no_open_file_is_said(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says that access is denied (MoveFileEx: ERROR_ACCESS_DENIED), which is not for want of a right."""

    def denied(*_: object) -> None:
        monkeypatch.setattr(sys, "platform", "win32")
        raise PermissionError(errno.EACCES, "Access is denied")

    monkeypatch.setattr(os, "replace", denied)

    with pytest.raises(ExportError, match=r"a\.bin is open here or in another program") as caught:
        write_bytes(old, b"new", YES)

    monkeypatch.undo()
    assert "Choose another name" in caught.value.advice
    assert (old.read_bytes(), names(old.parent)) == (b"old", {"a.bin"})


# ------------------------------------------------------------------ pairs

Pair = Callable[[bytes, str], tuple[Staging, Path, Path]]


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    """Makes a header and its pixels ready."""

    def make(value: bytes, data: str) -> tuple[Staging, Path, Path]:
        staging = Staging(tmp_path / "a.mhd")
        header, pixels = staging.folder / "a.mhd", staging.folder / data
        header.write_text(f"ElementDataFile = {data}\n")
        pixels.write_bytes(value)
        return staging, header, pixels

    return make


def shown(folder: Path) -> bytes:
    """What a reader of the pair gets."""
    return (folder / (folder / "a.mhd").read_text().split()[-1]).read_bytes()


@pytest.fixture
def old_pair(tmp_path: Path) -> Path:
    (tmp_path / "a.mhd").write_text("ElementDataFile = a.raw\n")
    (tmp_path / "a.raw").write_bytes(b"old")
    return tmp_path / "a.mhd"


def test_a_pair_is_replaced_and_its_old_pixels_go_last(old_pair: Path, pair: Pair) -> None:
    staging, header, pixels = pair(b"new", "a-1.raw")

    put_pair_in_place(header, pixels, old_pair, old_pair.with_name("a.raw"), YES)
    staging.close()

    assert (shown(old_pair.parent), names(old_pair.parent)) == (b"new", {"a.mhd", "a-1.raw"})


def test_old_pixels_that_are_open_here_stay(old_pair: Path, pair: Pair) -> None:
    staging, header, pixels = pair(b"new", "a-1.raw")
    data = old_pair.with_name("a.raw")

    put_pair_in_place(header, pixels, old_pair, data, Consent(overwrite=True, protected=(FileStamp.of(data),)))
    staging.close()

    assert (shown(old_pair.parent), data.read_bytes()) == (b"new", b"old")


def test_both_files_of_a_pair_keep_their_rights(old_pair: Path, pair: Pair) -> None:
    data = old_pair.with_name("a.raw")
    old_pair.chmod(0o600)
    data.chmod(0o640)
    staging, header, pixels = pair(b"new", "a-1.raw")

    put_pair_in_place(header, pixels, old_pair, data, YES)
    staging.close()

    modes = [stat.S_IMODE((old_pair.parent / name).stat().st_mode) for name in ("a.mhd", "a-1.raw")]
    assert modes == [0o600, 0o640]


def test_a_header_that_cannot_be_renamed_leaves_the_old_pair_whole(
    old_pair: Path, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.EPERM, "no")

    monkeypatch.setattr(os, "replace", refused)
    staging, header, pixels = pair(b"new", "a-1.raw")

    with pytest.raises(ExportError):
        put_pair_in_place(header, pixels, old_pair, old_pair.with_name("a.raw"), YES)
    staging.close()

    assert (shown(old_pair.parent), names(old_pair.parent)) == (b"old", {"a.mhd", "a.raw"})


def test_pixels_whose_name_is_taken_meanwhile_leave_everything(old_pair: Path, pair: Pair) -> None:
    old_pair.with_name("a-1.raw").write_bytes(b"theirs")
    staging, header, pixels = pair(b"new", "a-1.raw")

    with pytest.raises(ExportError):
        put_pair_in_place(header, pixels, old_pair, old_pair.with_name("a.raw"), YES)
    staging.close()

    assert (shown(old_pair.parent), old_pair.with_name("a-1.raw").read_bytes()) == (b"old", b"theirs")


def test_put_in_place_is_on_the_disk_when_it_returns(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file before its renaming, the folder after it."""
    seen: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda fd: seen.append(Path(os.readlink(f"/proc/self/fd/{fd}")).name))
    staging = Staging(old)
    (staging.folder / "a.bin").write_bytes(b"new")

    put_in_place(staging.folder / "a.bin", old, YES)
    staging.close()

    assert seen == ["a.bin", old.parent.name]


@pytest.mark.parametrize(("before", "after"), [(0o664, 0o644), (0o606, 0o600), (0o640, 0o600), (0o666, 0o666)])
def test_a_group_that_cannot_be_kept_gains_nothing(
    old: Path, monkeypatch: pytest.MonkeyPatch, before: int, after: int
) -> None:
    old.chmod(before)

    def refused(*_: object) -> None:
        raise PermissionError(errno.EPERM, "no")

    monkeypatch.setattr(os, "chown", refused)

    write_bytes(old, b"new", YES)

    assert stat.S_IMODE(old.stat().st_mode) == after
