"""Which keys of the metadata a format can hold; `core.export.kept_metadata` knows what that means."""

from __future__ import annotations

from enum import Enum


class KeyRule(Enum):
    """Whose rules the keys have to follow."""

    ANY = "any"
    METAIO = "metaio"
    NRRD = "nrrd"
    HDF5 = "hdf5"
