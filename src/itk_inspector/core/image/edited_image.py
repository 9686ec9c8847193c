"""Which image edits were made on: what it takes to open it again, and to know it again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, fields, replace
from errno import ENOENT
from pathlib import Path
from typing import Any

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import EditError
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest

_FORMAT = "itk-inspector-edits"
_VERSION = 1
_MOST_FILES = 1 << 20


@dataclass(frozen=True, slots=True)
class EditedImage:
    """An image as it was opened.

    Parameters
    ----------
    path : str
    read_as : str
        The ITK pixel type asked for, or ``""``.
    part : int
        Which of several images in the file.
    files : tuple of str
        The slices of a DICOM series in the folder ``path``.
    stamps : tuple of int
        Size in bytes and time of the last change in nanoseconds of each file that it was read from. What else tells a
        file from others is another number after the next start of the system.
    size, start_index : tuple of int
        ITK order; no start index where it may be any.
    dtype : str
        NumPy name of one element.
    channels : int
        Components per pixel.
    """

    path: str
    read_as: str
    part: int
    files: tuple[str, ...]
    stamps: tuple[int, ...]
    size: tuple[int, ...]
    start_index: tuple[int, ...]
    dtype: str
    channels: int

    @classmethod
    def of(cls, info: ImageInfo) -> EditedImage:
        """Take what an image was read from."""
        return cls(
            path=str(info.path),
            read_as=info.read_as,
            part=info.part,
            files=tuple(map(str, info.data_files)) if info.is_series else (),
            stamps=_stamps(info),
            size=info.geometry.size,
            start_index=info.geometry.start_index,
            dtype=info.dtype,
            channels=info.channels,
        )

    @classmethod
    def saved(cls, info: ImageInfo, stamp: FileStamp) -> EditedImage:
        """Take what was saved over the file that an image was read from; few formats keep the start index.

        Parameters
        ----------
        info : ImageInfo
            Of what was saved.
        stamp : FileStamp
            Of the file now.
        """
        found = cls.of(info)
        return replace(found, part=0, stamps=(stamp.size, stamp.changed), start_index=())

    @property
    def request(self) -> OpenRequest:
        """What to open."""
        return OpenRequest(Path(self.path), self.read_as, tuple(map(Path, self.files)), part=self.part)

    def written(self, program: str) -> bytes:
        """Return it as JSON, with the version of the program that says so."""
        return json.dumps({"format": _FORMAT, "version": _VERSION, "program": program} | asdict(self)).encode("ascii")

    @classmethod
    def read(cls, text: bytes) -> EditedImage:
        """Read it back from `written`.

        Raises
        ------
        EditError
            If that is something else.
        """
        try:
            told = json.loads(text)
            if told["format"] != _FORMAT or told["version"] != _VERSION:
                raise EditError("The edits were written down by another version of the program.")
            found = cls(**{field.name: _read(told[field.name], str(field.type)) for field in fields(cls)})
            if found.part < 0 or not all(map(_is_place, (found.path, *found.files))):
                raise ValueError("no place of an image")
            return found
        except (ValueError, LookupError, TypeError, RecursionError) as e:
            raise EditError("The record of edits is damaged.", detail=repr(e)) from e

    def why_gone(self) -> str:
        """Say why the files on disk are not what was opened, as far as a look at them tells; empty when they are."""
        for place, path in enumerate(map(Path, self.files or (self.path,))):
            try:
                stamp = FileStamp.of(path)
            except OSError as e:
                return f"{path.name} is not there any more." if e.errno == ENOENT else f"{path.name} cannot be reached."
            if self.stamps[2 * place : 2 * place + 2] != (stamp.size, stamp.changed):
                return f"{path.name} was changed after it was edited."
        return ""

    def why_not(self, info: ImageInfo) -> str:
        """Say why an image that was opened is not this one, as it was; empty when it is."""
        if _stamps(info) != self.stamps:
            return f"{info.path.name} was changed after it was edited."
        start_index = self.start_index and info.geometry.start_index
        if replace(EditedImage.of(info), start_index=start_index) != self:
            return f"{info.path.name} has another size or pixel type now."
        return ""


def _stamps(info: ImageInfo) -> tuple[int, ...]:
    return tuple(number for _, stamp in info.stamped_files for number in (stamp.size, stamp.changed))


def _read(value: Any, kind: str) -> Any:
    """Read a field of this type, and nothing else."""
    match kind:
        case "str":
            return _one(value, str)
        case "int":
            return _one(value, int)
        case "tuple[str, ...]":
            return tuple(_one(each, str) for each in _several(value))
        case "tuple[int, ...]":
            return tuple(_one(each, int) for each in _several(value))
    raise TypeError(kind)


def _is_place(path: str) -> bool:
    return path.startswith("/") and "\0" not in path


def _several(value: Any) -> Iterable[Any]:
    if not isinstance(value, list) or len(value) > _MOST_FILES:
        raise TypeError("no list")
    return value


def _one(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise TypeError(f"no {kind.__name__}: {value!r:.80}")
    return value
