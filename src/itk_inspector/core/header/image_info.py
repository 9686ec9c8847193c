"""What a header says of an image."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping as MappingType
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.axes import SPATIAL_AXES
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.space import Space
from itk_inspector.core.header.stored_level import StoredLevel
from itk_inspector.core.labels.label_table import LabelTable
from itk_inspector.core.pixels.dtype_names import itemsize_of, kind_of
from itk_inspector.core.pixels.rescale import Rescale
from itk_inspector.core.text.remote_address import address_of

if TYPE_CHECKING:  # no header waits for it to be loaded
    from itk_inspector.core.geometry.planes import Plane
    from itk_inspector.core.pixels.probe import Probe

IN_MEMORY = "memory"
"""Format of images that are in no file."""
SERIES_UID = "0020|000e"
"""The metadata key that names a DICOM series."""
ORIENTATION = "0020|0037"
"""The metadata key of a DICOM image's orientation in the patient."""


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """What the header says.

    Parameters
    ----------
    path : pathlib.Path
        The file; a name without a folder for images that came from memory.
    format : str
        Name of the ITK ImageIO that understands the file, e.g. ``NrrdImageIO``.
    pixel_type : str
        ITK's word: ``scalar``, ``rgb``, ``rgba``, ``vector``, ``complex``, ...
    component_type : str
        ITK's word for one component: ``unsigned_char``, ``short``, ...
    components : int
        Components per pixel as stored; 2 for complex.
    dtype : str
        NumPy name of one element of ``pixels``.
    geometry : Geometry
        Of the pixels that are shown.
    itk_type : str
        The ITK image type that stands behind the pixels, or ``""``.
    mapping : {"file", "scratch"}
        Where the bytes live.
    metadata : mapping of str to str
        The file's own keys.
    metadata_names : mapping of str to str
        What some of the keys are called, where they are numbers as in DICOM.
    notes : tuple of str
        One sentence for everything that was converted, dropped or is uncertain.
    read_as : str
        The ITK pixel type asked for by the user, or ``""`` for the stored one.
    stamp : FileStamp, optional
        Of the file, taken before its header was read; None for a series.
    data_files : tuple of pathlib.Path
        Other files that hold its pixels, as far as the header names them; of a DICOM series all, in order of position.
    data_stamps : tuple of FileStamp
        Of ``data_files``, taken before their pixels were read.
    rescale : tuple of Rescale or None
        How the values were made from stored numbers: one for all, or one a slice; None and empty when they were not.
    has_sibling_slices : bool
        Other files of the folder belong to the same DICOM series.
    is_truncated : bool
        The file holds less than its header says; the rest of the pixels is made up.
    space : Space
        What the file says of unit and axes of physical points.
    parts : tuple of str
        What each of the images in the file is, where one file holds several that are no one volume; else empty.
    part : int
        Which of ``parts`` this is.
    labels : LabelTable or None
        What its values stand for, where its header or a file beside it says so.
    levels : tuple of StoredLevel
        The resolutions of an image in chunks, from the finest down; empty of all others.
    level : int
        Which of ``levels`` this is; of a part of it, ``geometry`` says which part.
    """

    path: Path
    format: str
    pixel_type: str
    component_type: str
    components: int
    dtype: str
    geometry: Geometry
    itk_type: str = ""
    mapping: str = "scratch"
    metadata: MappingType[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    read_as: str = ""
    stamp: FileStamp | None = None
    data_files: tuple[Path, ...] = ()
    data_stamps: tuple[FileStamp, ...] = ()
    rescale: tuple[Rescale | None, ...] = ()
    has_sibling_slices: bool = False
    is_truncated: bool = False
    metadata_names: MappingType[str, str] = field(default_factory=dict)
    space: Space = field(default_factory=Space)
    parts: tuple[str, ...] = ()
    part: int = 0
    labels: LabelTable | None = None
    levels: tuple[StoredLevel, ...] = ()
    level: int = 0

    @property
    def name(self) -> str:
        """What the image is called: its file, and which of several images in it."""
        several = f" ({self.part + 1} of {len(self.parts)})" if len(self.parts) > 1 else ""
        return f"{self.path.name}{several}"

    @property
    def box(self) -> tuple[tuple[int, int], ...]:
        """Which part of its level an image in chunks is: the first index and the one after the last, x first.

        Empty of all of a level, and of all other images.
        """
        geometry = self.geometry
        if not self.levels or geometry.size == self.levels[self.level].size:
            return ()
        return tuple((start, start + size) for start, size in zip(geometry.start_index, geometry.size, strict=True))

    @property
    def part_name(self) -> str:
        """What the file calls this one of several images; empty where there is one only."""
        return self.parts[self.part] if len(self.parts) > 1 else ""

    @property
    def is_complex(self) -> bool:
        """Tell whether pairs of components are complex numbers."""
        return kind_of(self.dtype) == "c"

    @property
    def channels(self) -> int:
        """Length of the component axis of ``pixels``; 1 when there is none."""
        return self.components // 2 if self.is_complex else self.components

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of ``pixels``: NumPy order, plus a component axis if there are several."""
        return self.geometry.shape + ((self.channels,) if self.channels > 1 else ())

    @property
    def bytes(self) -> int:
        """Bytes of all pixels."""
        count = 1
        for n in self.shape:
            count *= n
        return count * itemsize_of(self.dtype)

    @property
    def is_colour(self) -> bool:
        """Tell whether the components are red, green, blue[, alpha]."""
        return self.pixel_type in ("rgb", "rgba") and self.channels in (3, 4)

    @property
    def has_label_values(self) -> bool:
        """Tell whether its values can be labels: whole numbers as stored, one a pixel, or one a layer of segments."""
        is_single = self.channels == 1 or self.has_layers
        return kind_of(self.dtype) in "iu" and not self.read_as and not self.is_colour and is_single

    @property
    def takes_labels(self) -> bool:
        """Tell whether a label table that is meant for it can name its values: single real numbers, or layers."""
        is_real = not self.is_complex and kind_of(self.dtype) != "b"
        return is_real and (self.channels == 1 or self.has_layers)

    @property
    def has_layers(self) -> bool:
        """Tell whether each component holds labels of its own."""
        return self.labels is not None and self.labels.is_layered and self.channels > 1

    @property
    def is_patient_space(self) -> bool:
        """Tell whether the file says that the physical space is the patient's (LPS)."""
        return self._space.is_patient

    @property
    def has_letters(self) -> bool:
        """Tell whether left, posterior and superior can be named: as stated, or by ITK's convention."""
        return self._space.has_letters

    def plane_name(self, plane: Plane) -> str:
        """Name a plane by its place in the patient: axial, coronal or sagittal; ``""`` where none is known."""
        from itk_inspector.core.geometry.orientation import anatomical_name  # no header waits for it to be loaded

        return anatomical_name(plane, self.geometry) if self.has_letters else ""

    @property
    def _space(self) -> Space:
        return self.space if self.geometry.dimension >= SPATIAL_AXES else self.space.flat

    @property
    def stamped_files(self) -> tuple[tuple[Path, FileStamp], ...]:
        """All files that it was read from, each with its stamp."""
        own = ((self.path, self.stamp),) if self.stamp is not None else ()
        return (*own, *zip(self.data_files, self.data_stamps, strict=False))

    @property
    def own_files(self) -> tuple[FileStamp, ...]:
        """What tells its files from all others, whatever names they have by now.

        The file of a mapping keeps its number as long as the mapping is open; that of another may be given to a
        new file once it is gone, so it counts only as long as it has its name.
        """
        found = [stamp for _, stamp in self.stamped_files] if self.mapping == "file" else []
        for path, _ in self.stamped_files:
            with contextlib.suppress(OSError):
                found.append(FileStamp.of(path))
        return tuple(found)

    @property
    def is_on_disk(self) -> bool:
        """Tell whether there is something to read again."""
        return self.stamp is not None or self.is_series

    @property
    def has_source(self) -> bool:
        """Tell whether it can be read again: from disk, or from an address."""
        return self.is_on_disk or bool(address_of(self.path))

    @property
    def is_held(self) -> bool:
        """Tell whether a script holds the pixels, of which ``path`` is only a name."""
        return self.format == IN_MEMORY

    @property
    def is_series(self) -> bool:
        """Tell whether ``path`` is a folder, and ``data_files`` are the slices of a DICOM series in it."""
        return self.format == "GDCMImageIO" and bool(self.data_files)

    @property
    def unit(self) -> str:
        """What the physical coordinates are measured in and along, as far as the file says."""
        return self._space.text

    def label_names(self, found: Probe) -> tuple[str | None, ...]:
        """Return what each component of a probed pixel stands for; None where the table does not say.

        Empty without a table.
        """
        value = found.array_value
        if self.labels is None or value is None:
            return ()
        labels = [self.labels.at(v, layer) for layer, v in enumerate(value if isinstance(value, tuple) else (value,))]
        return tuple([label.name if label is not None else None for label in labels])

    def stored_value(self, found: Probe) -> int | None:
        """Return the number that the file stores for a probed pixel, where it differs from the value."""
        if not self.rescale or self.read_as or found.array_value is None:
            return None
        rescale = self.rescale[found.array_index[0] if len(self.rescale) > 1 else 0]
        stored = rescale.stored(found.array_value, self.dtype) if rescale is not None else None
        return None if stored == found.array_value else stored
