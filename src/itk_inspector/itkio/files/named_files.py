"""The files that an image takes its pixels from besides itself, and which of them may be read unasked."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

from itk_inspector.core.errors import OpenError, OutsideError
from itk_inspector.core.header.companions import full_suffix
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.system.links import end_of_links
from itk_inspector.itkio.files import hdf5_links, header_names
from itk_inspector.itkio.second import nifti_names

_MOST_LINKED = 1000
_TRUST = "An untrusted header could expose any of your files this way. Allow it only if you trust its source."
_BY_HEADER: dict[str, Callable[[Path], tuple[str, ...]]] = {
    ".mha": header_names.in_metaimage,
    ".mhd": header_names.in_metaimage,
    ".nrrd": header_names.in_nrrd,
    ".nhdr": header_names.in_nrrd,
    ".spr": header_names.in_stimulate,
}


def can_name(path: Path) -> bool:
    """Tell whether the format of a file, by extension or content, has its files known by name.

    Of the others, such as DICOM, more belongs to the image than one file can say.
    """
    suffix = full_suffix(path).lower()
    return (suffix in _BY_HEADER or nifti_names.is_one(path) or hdf5_links.is_hdf5(path)) and not _is_dicom(path)


def data_files(path: Path) -> tuple[Path, ...]:
    """Return the files that hold pixels of an image besides itself, as ITK's readers would open them.

    Parameters
    ----------
    path : pathlib.Path
        A regular file.

    Raises
    ------
    OpenError
        If its header could be read in two ways.
    """
    suffix = full_suffix(path).lower()
    if suffix in _BY_HEADER:
        return tuple(path.parent / name for name in _BY_HEADER[suffix](path))
    partner = nifti_names.partner(path) if not _is_dicom(path) else None
    return tuple(dict.fromkeys((*([partner] if partner else []), *_linked(path))))


def _linked(path: Path) -> tuple[Path, ...]:
    """Return the files that HDF5 would follow its links to, from one file to the next, whatever their names end in."""
    found: dict[Path, None] = {}
    waiting = [path]
    while waiting:
        here = waiting.pop()
        searches = here == path or (here.is_file() and hdf5_links.is_hdf5(here))
        for name in hdf5_links.outside_names(here) if searches else ():
            for file in _meant(here, name):
                if file in found or file == path:
                    continue
                if len(found) >= _MOST_LINKED:
                    raise OpenError(f"{path.name} links to too many files.", advice="Open one of those instead.")
                found[file] = None
                waiting.append(file)
    return tuple(found)


def _meant(path: Path, name: str) -> tuple[Path, ...]:
    """Return the files that HDF5 may mean by a name: it looks beside the file, and in the working folder."""
    both = dict.fromkeys((path.parent / name, Path.cwd() / name))
    return tuple(file for file in both if os.path.lexists(file)) or (path.parent / name,)


def lies_inside(file: Path, path: Path) -> bool:
    """Tell whether a file, wherever links lead, lies in the folder of ``path``."""
    try:
        return end_of_links(file).is_relative_to(end_of_links(path.parent))
    except (OSError, ValueError):
        return False


def may_be_read(file: Path, request: OpenRequest) -> bool:
    """Tell whether a header may take its pixels from a file: from its own folder always, from elsewhere if allowed."""
    return request.allow_outside or lies_inside(file, request.path)


def check(request: OpenRequest, named: tuple[Path, ...]) -> None:
    """Refuse data files that may not be read, are not there, or are no files.

    Raises
    ------
    OutsideError
        If one lies outside, and that is not allowed.
    OpenError
    """
    path = request.path
    outside = next((file for file in named if not may_be_read(file, request)), None)
    if outside is not None:
        raise OutsideError(
            f"{path.name} takes its pixels from {_real(outside)}, outside its own folder.", advice=_TRUST
        )
    kinds = [(file, _kind(file)) for file in named]
    missing = [file for file, kind in kinds if kind is None]
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise OpenError(
            f"{path.name} takes its pixels from {missing[0].name}{more}, which is not there.",
            advice="Copy the data file beside its header.",
        )
    odd = next((file for file, kind in kinds if kind is not None and not stat.S_ISREG(kind)), None)
    if odd is not None:
        raise OpenError(
            f"{path.name} takes its pixels from {odd.name}, which is not a regular file.",
            advice="Copy the data file beside its header.",
        )


def _real(file: Path) -> str:
    try:
        return str(end_of_links(file))
    except (OSError, ValueError):
        return str(file)


def _kind(file: Path) -> int | None:
    try:
        return file.stat().st_mode
    except (OSError, ValueError):
        return None


def _is_dicom(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(132)[128:] == b"DICM"
    except OSError:
        return False
