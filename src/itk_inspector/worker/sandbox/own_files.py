"""What belongs to an image: its own files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from itk_inspector.core.errors import OpenError
from itk_inspector.core.header.companions import label_files
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.files import named_files

_BRUKER = "2dseq"
_BESIDE_BRUKER = ("acqp", "method", "subject")


def own_files(request: OpenRequest) -> Iterator[Path]:
    """Yield the files of an image that is to be read.

    A header that can name files gives no more than itself and those; a name that leads out of the folder counts
    only when it is allowed. Other formats cannot name files: theirs are looked for beside them. A label table has its
    name from the image.
    """
    path = request.path
    yield path
    if not path.is_file():
        return
    if named_files.can_name(path):
        try:
            named = named_files.data_files(path)
        except OpenError:
            return  # it is refused again, in words, where it is read
        yield from (file for file in named if named_files.may_be_read(file, request))
        yield from (file for file in label_files(path) if file.is_file() and named_files.lies_inside(file, path))
        return
    yield path.parent
    if path.name == _BRUKER and len(path.parents) > 2:
        beside = (path.parents[2] / name for name in _BESIDE_BRUKER)
        yield from (file for file in beside if named_files.lies_inside(file, file))
