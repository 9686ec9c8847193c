"""Kinds of rules by which formats differ."""

from __future__ import annotations

from enum import Enum


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
