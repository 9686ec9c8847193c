"""The one gate through which every file is written: whole or not at all, and never over what nobody agreed to."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import stat
import sys
from pathlib import Path

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import ExportError
from itk_inspector.core.export.unharmed import LEFT, UNTOUCHED
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.system.links import end_of_links
from itk_inspector.core.system.open_files import CLOEXEC
from itk_inspector.storage.flushing import flush
from itk_inspector.storage.staging import PlacedData, Staging, note_placed, note_ready, sweep, tidy

_NOREPLACE = 1  # linux/fs.h: RENAME_NOREPLACE
_AT_FDCWD = -100  # fcntl.h
_NO_LINKS = (errno.EINVAL,) if sys.platform == "win32" else ()
"""What Windows says besides of a file system without links: ERROR_INVALID_FUNCTION and ERROR_NOT_SUPPORTED are that."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What may be replaced.

    Parameters
    ----------
    overwrite : bool
        A file that has the name already.
    overwrite_open : bool
        The separate yes for a file that is open here.
    replaces : FileStamp, optional
        The very file that was agreed to, as it was then; any by default.
    protected : tuple of FileStamp
        Files that are open here; which ones counts, not how they are now.
    """

    overwrite: bool = False
    overwrite_open: bool = False
    replaces: FileStamp | None = None
    protected: tuple[FileStamp, ...] = ()

    def is_open_here(self, path: Path) -> bool:
        """Tell whether a path leads to a file that is open here."""
        try:
            here = FileStamp.of(path)
        except OSError:
            return False
        return any(here.is_same_file(one) for one in self.protected)


def final_path(target: Path) -> Path:
    """Return where a file is really written: through symbolic links, also one that leads to nothing yet.

    Raises
    ------
    ExportError
        If the links lead in a circle, or into a folder that is not there.
    """
    try:
        if "\0" in str(target):
            raise ValueError("a name with NUL")
        found = target.absolute().parent.resolve(strict=True) / target.name
        if found.is_symlink():
            found = end_of_links(found)
            found.parent.resolve(strict=True)
    except (OSError, RuntimeError, ValueError) as e:
        raise ExportError(
            f"{target.name} could not be written: its folder cannot be reached.",
            advice="Check the path.",
            detail=str(e),
        ) from e
    return found


def permit(target: Path, consent: Consent) -> bool:
    """Refuse to replace what nobody agreed to; asked before the work begins, and again by `put_in_place`.

    Parameters
    ----------
    target : pathlib.Path
        From `final_path`.
    consent : Consent

    Returns
    -------
    bool
        Whether there is a file to replace.

    Raises
    ------
    ExportError
    """
    try:
        there = target.stat(follow_symlinks=False)
    except FileNotFoundError:
        return False
    except OSError as e:
        raise explained(e, target) from e
    name = target.name
    if not stat.S_ISREG(there.st_mode):
        raise ExportError(f"{name} is not a regular file; {LEFT}.", advice="Choose another name.")
    is_open = consent.is_open_here(target)
    if is_open and not consent.overwrite_open:
        raise ExportError(
            f"{name} is open here; {LEFT}.",
            advice="Choose another name, or agree to overwrite the file that was opened.",
        )
    if not is_open and not consent.overwrite:
        raise ExportError(f"{name} exists; {LEFT}.", advice="Agree to replace it.")
    if consent.replaces is not None and FileStamp.of(target) != consent.replaces:
        raise ExportError(f"{name} was changed meanwhile; {LEFT}.", advice="Look at it, then save again.")
    if not there.st_mode & 0o222:
        raise ExportError(f"{name} is write-protected; {LEFT}.", advice="Make it writable, or choose another name.")
    return True


def put_in_place(staged: Path, target: Path, consent: Consent) -> None:
    """Give a file that is ready, in a `Staging` folder, its final name, in one step.

    It takes rights and owner of the file that it replaces, and it and the folder
    are on the disk when this returns.

    Raises
    ------
    ExportError
        The target is as it was before.
    """
    try:
        _dress(staged, target)
        flush(staged)
        note_ready(staged)
        if permit(target, consent):
            _replace(staged, target)
        else:
            _move_to_free_name(staged, target)
    except FileExistsError as e:
        raise ExportError(
            f"{target.name} appeared while it was being written; {LEFT}.",
            advice="Look at it, then save again.",
        ) from e
    except OSError as e:
        raise explained(e, target) from e
    with contextlib.suppress(OSError):  # it has its name; a disk that fails now is told at the next look
        flush(target.parent)


def _replace(staged: Path, target: Path) -> None:
    """Rename onto a file.

    Raises
    ------
    ExportError
        If Windows refuses, which replaces no file that is open or mapped, in this process or another one.
    OSError
    """
    try:
        os.replace(staged, target)
    except PermissionError as e:
        if sys.platform != "win32":
            raise
        raise ExportError(
            f"{target.name} is open here or in another program, and Windows replaces no such file; {LEFT}.",
            advice="Choose another name, or close what has it open.",
            detail=str(e),
        ) from e


def put_pair_in_place(header: Path, data: Path, target: Path, old_data: Path | None, consent: Consent) -> None:
    """Put a header and its file of pixels in place; what counts is one step, the renaming of the header.

    Parameters
    ----------
    header, data : pathlib.Path
        Ready in a `Staging` folder; the header names ``data.name``.
    target : pathlib.Path
        Final path of the header; the pixels go beside it, under a name that is free.
    old_data : pathlib.Path, optional
        Beside the target: a file of pixels that no other header names, removed last.
    consent : Consent

    Raises
    ------
    ExportError
        The target is as it was before, and so are its pixels.
    """
    beside = target.with_name(data.name)
    keeps = old_data is None or (consent.is_open_here(old_data) and not consent.overwrite_open)
    replaced = "" if old_data is None or keeps else old_data.name
    try:
        permit(target, consent)
        _dress(data, old_data or target)
        flush(data)
        inodes = header.stat().st_ino, data.stat().st_ino
        gone = old_data.stat().st_ino if replaced and old_data is not None else 0
        note_placed(header.parent, PlacedData(target.name, inodes[0], data.name, inodes[1], replaced, gone))
        _move_to_free_name(data, beside)
        flush(target.parent)
    except OSError as e:
        raise explained(e, target) from e
    put_in_place(header, target, consent)
    tidy(header.parent)


def write_bytes(target: Path, data: bytes, consent: Consent) -> None:
    """Write a small file through the gate.

    Raises
    ------
    ExportError
        If it could not be written; what was there before is untouched.
    """
    final = final_path(target)
    permit(final, consent)
    sweep(final.parent)
    try:
        staging = Staging(final)
    except OSError as e:
        raise explained(e, final) from e
    try:
        staged = staging.folder / final.name
        with staged.open("xb") as file:
            file.write(data)
        put_in_place(staged, final, consent)
    except OSError as e:
        raise explained(e, final) from e
    finally:
        staging.close()


def explained(error: OSError, target: Path) -> ExportError:
    """Return what went wrong in plain words; nothing was replaced."""
    return ExportError(
        f"{target.name} could not be written{reason_of(error, target.parent)}.",
        advice=f"{UNTOUCHED} {_advice(error)}",
        detail=str(error),
    )


def reason_of(error: Exception, folder: Path) -> str:
    """Return the reason as the end of a sentence; the full disk is recognised by its free space too."""
    number = error.errno if isinstance(error, OSError) else None
    if number in (errno.ENOSPC, errno.EDQUOT) or is_full(folder):
        return f": the disk of {folder} is full"
    is_gone = not os.path.isdir(folder)
    reasons = {
        errno.EACCES: f": you may not write into {folder}",
        errno.EPERM: ": the system does not permit it",
        errno.EROFS: f": {folder} is read-only",
        errno.EBUSY: ": another program or the system holds it",
        errno.ENAMETOOLONG: ": its name is too long",
        errno.EFBIG: f": {folder} takes no files of this size",
        errno.EIO: ": the disk reports an error",
        errno.ENOENT: f": the folder {folder} {'is not there any more' if is_gone else 'takes no new files'}",
        errno.ESTALE: f": {folder} is not connected any more",
    }
    return reasons.get(number or 0, "")


def _advice(error: OSError) -> str:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return "Free some space, or choose another folder." if full else "Choose another folder or name."


def is_full(folder: Path) -> bool:
    """Tell whether a disk has no room for anything."""
    try:
        room = shutil.disk_usage(folder)
    except OSError:
        return False
    return room.total > 0 and room.free < 1 << 16


def _dress(staged: Path, like: Path) -> None:
    """Give a file rights, owner (where allowed) and access list of another one, if there is that one."""
    try:
        there = like.stat()
    except OSError:
        return
    mode = stat.S_IMODE(there.st_mode) & 0o777
    if _given(staged, there.st_uid, there.st_gid) or _given(staged, -1, there.st_gid):
        with contextlib.suppress(OSError):
            _copy_access_list(staged, like)
    else:  # the group is another one now: it, and all others, may only what both could before
        common = (mode >> 3) & mode & 7
        mode = mode & 0o700 | common << 3 | common
    os.chmod(staged, mode)


def _given(path: Path, owner: int, group: int) -> bool:
    if sys.platform == "win32":
        return True
    try:
        os.chown(path, owner, group)
    except OSError:
        return False
    return True


def _copy_access_list(path: Path, like: Path) -> None:
    if sys.platform == "linux":
        os.setxattr(path, "system.posix_acl_access", os.getxattr(like, "system.posix_acl_access"))


def _move_to_free_name(source: Path, target: Path) -> None:
    """Rename, but never onto something.

    Raises
    ------
    FileExistsError
    OSError
    """
    if sys.platform == "linux" and hasattr(_libc(), "renameat2"):
        if _libc().renameat2(_AT_FDCWD, os.fsencode(source), _AT_FDCWD, os.fsencode(target), _NOREPLACE) == 0:
            return
        number = ctypes.get_errno()
        if number not in (errno.EINVAL, errno.ENOSYS):  # some file systems have no such call
            raise OSError(number, os.strerror(number), str(target))
    try:
        os.link(source, target)
    except OSError as e:
        if e.errno not in (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, *_NO_LINKS):
            raise
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY | CLOEXEC, 0o600))
        os.replace(source, target)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
