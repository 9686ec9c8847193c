"""Files that some of ITK's readers do not know or misread by their names: capitals, and others of the same name."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import Any

from itk_inspector.core.errors import OpenError
from itk_inspector.core.header.companions import METAIMAGE, full_suffix
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.second import nifti_names

_READ = 0
"""``itk.CommonEnums.IOFileMode_ReadMode``"""


def image_io_for(path: Path) -> Any:
    """Return an ImageIO for a file, its name set; None when ITK knows none.

    An extension in capitals is no obstacle. MetaImage's reader is asked
    directly, which leaves detached data where the header says; the others get
    links with lower-case names in a folder that goes with the ImageIO. So does
    a NIfTI file that another one of its name could be taken for.
    """
    if nifti_names.has_company(path):
        return _by_links(path)
    suffix = full_suffix(path)
    own = engine.own_io(suffix)
    if own is not None and own.CanReadFile(str(path)):
        return _named(own, path)
    factory = engine.image_io()
    if suffix == suffix.lower():
        return _named(factory.CreateImageIO(str(path), _READ), path)
    if suffix.lower() in METAIMAGE:
        return _named(engine.made(engine.meta_io()), path)
    io = factory.CreateImageIO(str(path), _READ)
    if io is not None and io.GetNameOfClass() != "JPEG2000ImageIO":  # which knows only ".jp2" and ".j2k"
        return _named(io, path)
    return _by_links(path)


def needs_links(path: Path) -> bool:
    """Tell whether the reader of a file may be given links to it, in a folder of their own."""
    return full_suffix(path) != full_suffix(path).lower() or nifti_names.has_company(path)


def _by_links(path: Path) -> Any:
    """Let an ImageIO find a file, and its partner, alone in a folder, with their extensions in lower case."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=_prefix(os.getpid())))
    except OSError as e:
        raise OpenError(
            f"{path.name} cannot be read: its reader needs a link to it in a folder for temporary files.",
            advice="Set TMPDIR to a folder that can be written to.",
            detail=str(e),
        ) from e
    for file in filter(None, (nifti_names.partner(path), path)):
        suffix = full_suffix(file)
        link = folder / (file.name[: len(file.name) - len(suffix)] + suffix.lower())
        link.symlink_to(file.absolute())
    own = engine.own_io(full_suffix(link))
    readable = own is not None and own.CanReadFile(str(link))
    io = _named(own if readable else engine.image_io().CreateImageIO(str(link), _READ), link)
    if io is None:
        shutil.rmtree(folder, ignore_errors=True)  # a confined process leaves it to its parent
    else:
        weakref.finalize(io, shutil.rmtree, folder, ignore_errors=True)
    return io


def is_known(path: Path) -> bool:
    """Tell whether the extension says which reader a file needs: the others need not be loaded for it."""
    return full_suffix(path) == ".npy" or engine.own_io(full_suffix(path)) is not None


def remove_links(pid: int) -> None:
    """Remove what a process that was killed could not."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_prefix(pid)}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _prefix(pid: int) -> str:
    return f"itk-inspector-links-{pid}-"


def _named(io: Any, path: Path) -> Any:
    if io is not None:
        io.SetFileName(str(path))
    return io
