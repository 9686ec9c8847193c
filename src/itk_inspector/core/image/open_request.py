"""What to read, and how: the same value from command line, window and API to the child process."""

from __future__ import annotations

from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import UsageError
from itk_inspector.core.text.remote_address import absolute

if TYPE_CHECKING:  # a window that is about to appear does not need it
    from itk_inspector.core.dicom.series import DicomSeries
    from itk_inspector.core.header.image_info import ImageInfo


@dataclass(frozen=True, slots=True)
class FolderScan:
    """How a folder is looked through for DICOM series.

    Parameters
    ----------
    uid : str
        Only this series.
    recursive : bool
        Subfolders too.
    """

    uid: str = ""
    recursive: bool = False


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A file to read, or a folder to look through, whose series are then to be chosen from.

    A flag of reading is a field here, and a line where it is heeded. One whose metadata has a ``help`` is an option
    of every command that reads, called as ``option`` says or else as the field is.

    Parameters
    ----------
    path : pathlib.Path
    read_as : str
        The ITK pixel type asked for, or ``""``.
    files : tuple of pathlib.Path
        The slices of a DICOM series in the folder ``path``.
    series : str
        Which series of a folder: a `DicomSeries.key`, or a UID.
    scan : FolderScan, optional
        List the series of the folder ``path`` instead of reading it.
    header_only : bool
        Read no pixels.
    copied_up_to : int
        Pixels that could be mapped where they lie are copied up to so many bytes, so that they are not the file.
    part : int
        Which of several images that one file holds, counted from 0: pages of another size, segments, blocks.
    is_drawn : bool
        The pixels will be drawn: how is chosen by a sample, and what is drawn first is fetched from the disk.
    allow_outside : bool
        A detached header may take its pixels from outside its own folder.
    level : int
        Which resolution of an image in chunks; 0 is the finest.
    box : tuple of (int or None, int or None)
        Which part of that level: the first ITK index and the one after the last, for each axis, x first; None is
        where the level ends. Empty for all of it.
    """

    path: Path
    read_as: str = ""
    files: tuple[Path, ...] = ()
    series: str = ""
    scan: FolderScan | None = None
    header_only: bool = False
    copied_up_to: int = 0
    is_drawn: bool = True
    part: int = field(default=0, metadata={"help": "which of several images in the file, counted from 0"})
    allow_outside: bool = field(
        default=False, metadata={"help": "let a detached header take its pixels from outside its own folder"}
    )
    level: int = field(
        default=0,
        metadata={"option": "pyramid-level", "help": "which resolution of an image in chunks; 0 is the finest"},
    )
    box: tuple[tuple[int | None, int | None], ...] = ()

    def __post_init__(self) -> None:
        if self.part < 0:
            raise UsageError("Images in a file are counted from 0.")
        if self.level < 0:
            raise UsageError("Levels of an image are counted from 0.")

    @classmethod
    def again(cls, info: ImageInfo, read_as: str | None = None) -> OpenRequest:
        """Return the request to read an image once more, as another pixel type where that is named."""
        kind = info.read_as if read_as is None else read_as
        files = info.data_files if info.is_series else ()
        return cls(info.path, kind, files, part=info.part, level=info.level, box=info.box)

    def absolute(self) -> OpenRequest:
        """Return the request with a path that holds in every process."""
        return replace(self, path=absolute(self.path))

    def deeper(self) -> OpenRequest:
        """Return the request to look through the subfolders too."""
        return replace(self, scan=FolderScan(recursive=True))

    def of_series(self, series: DicomSeries) -> OpenRequest:
        """Return the request to read one of the series that were found, in the way that was asked for.

        Raises
        ------
        UsageError
            If another than the first image of a volume is asked for.
        """
        several = len(series.files) > 1
        if several and self.part:
            raise UsageError(f"The series is one image; there is no image number {self.part} in it.")
        path = series.folder if several else series.files[0]
        return replace(self, path=path, files=series.files if several else (), series="", scan=None)
