"""Kinds of rules by which formats differ."""

from __future__ import annotations

from enum import Enum

from itk_inspector.core.data_class import dataclass


class KeyRule(Enum):
    """Whose rules the keys of the metadata have to follow; `core.export.kept_metadata` knows them."""

    ANY = "any"
    METAIO = "metaio"
    NRRD = "nrrd"
    HDF5 = "hdf5"


class LostDirection(Enum):
    """Directions that a format does not keep; the value is their name in a sentence."""

    NONE = ""
    LEFT_HANDED = "left-handed direction"
    MIXED = "direction that mixes space and time"


@dataclass(frozen=True, slots=True)
class KeptKey:
    """An entry of the metadata that a format has a field for.

    Parameters
    ----------
    key : str
        As ITK's reader tells it.
    itk_key : str
        Under which ITK's writer looks for it.
    most : int
        Bytes that the field takes.
    """

    key: str
    itk_key: str
    most: int


class Writer(Enum):
    """What writes a format."""

    ITK = "itk"
    NUMPY = "numpy"
    NUMPY_ARCHIVE = "numpy-archive"
    OME_TIFF = "ome-tiff"
    DICOM = "dicom"
