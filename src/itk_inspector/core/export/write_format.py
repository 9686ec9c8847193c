"""What one file format keeps of an image."""

from __future__ import annotations

import math

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.export.format_rules import KeptKey, KeyRule, LostDirection, Writer
from itk_inspector.core.export.statement import SILENT, Statement
from itk_inspector.core.geometry.geometry import Geometry


@dataclass(frozen=True, slots=True)
class WriteFormat:
    """One row of the table.

    Parameters
    ----------
    name : str
        As shown to people.
    suffixes : tuple of str
        Lower case; the first is the usual one.
    dimensions : tuple of int
        Dimensions that come back as they were.
    scalars, vectors : tuple of str
        NumPy names of component types for one and for several components.
    component_counts : tuple of int
        Allowed numbers of components per pixel above one; empty for any.
    keeps_origin, keeps_direction : bool
    keeps_spacing : tuple of int
        Dimensions in which the spacing comes back.
    single_precision : bool
        Geometry is stored in float32.
    spacing_digits, spacing_digits_below : int and float
        Digits that are kept of a spacing that is smaller; 0 for all that the precision has.
    loses_nan : bool
        ITK reads NaN and infinities back as 0.
    changes_values : bool
        Lossy compression.
    compresses : bool
        Can be written compressed or not; PNG and HDF5 always are.
    has_levels : bool
        ITK heeds a level of compression.
    companion : str
        Suffix of the second file, or ``""``.
    fixed_companion : bool
        The second file's name follows from the first one's.
    keeps_metadata : bool
        Any entries, as far as ``key_rule`` lets them.
    kept_keys : tuple of KeptKey
        The only entries that it keeps.
    drops_last_axis : int
        Dimension of images that lose their last axis when its size is 1; 0 for none.
    lost_direction : LostDirection
        Which directions do not come back, though others do.
    is_ras : bool
        Holds RAS coordinates, which ITK does not know.
    key_rule : KeyRule
        Which keys of the metadata it can hold.
    states : Statement
        What is stated of unit and axes.
    is_dicom : bool
        GDCM writes it, which has to be made ready.
    image_io : str
        ITK's class that reads and writes it; ``""`` where that is not what a file is usually read by.
    nearest : tuple of str
        Suffixes to propose before others where it would lose something.
    writer : Writer
        What writes it.
    holds_segments : bool
        Its keys say what the labels are, as 3D Slicer has it.
    flat_vectors : bool
        Several components, but for 8-bit colours, come back also where the last axis has size 1.
    least_size : int
        Pixels along each axis that it takes to be written at all.
    is_folder : bool
        A file for each slice, in a folder of their own.
    """

    name: str
    suffixes: tuple[str, ...]
    dimensions: tuple[int, ...]
    scalars: tuple[str, ...]
    vectors: tuple[str, ...] = ()
    component_counts: tuple[int, ...] = ()
    keeps_origin: bool = True
    keeps_direction: bool = True
    keeps_spacing: tuple[int, ...] = (2, 3, 4)
    single_precision: bool = False
    spacing_digits: int = 0
    spacing_digits_below: float = math.inf
    loses_nan: bool = False
    changes_values: bool = False
    compresses: bool = False
    has_levels: bool = False
    companion: str = ""
    fixed_companion: bool = False
    keeps_metadata: bool = False
    kept_keys: tuple[KeptKey, ...] = ()
    drops_last_axis: int = 0
    lost_direction: LostDirection = LostDirection.NONE
    is_ras: bool = False
    key_rule: KeyRule = KeyRule.ANY
    states: Statement = SILENT
    is_dicom: bool = False
    image_io: str = ""
    nearest: tuple[str, ...] = ()
    writer: Writer = Writer.ITK
    holds_segments: bool = False
    flat_vectors: bool = True
    least_size: int = 1
    is_folder: bool = False

    @property
    def holds_any_type(self) -> bool:
        """Tell whether every pixel type can be written: NumPy's own files say none."""
        return not (self.scalars or self.vectors)

    def itk_key(self, key: str) -> str:
        """Return under which key ITK's writer looks for an entry."""
        return next((one.itk_key for one in self.kept_keys if one.key == key), key)

    def types_of(self, components: int) -> tuple[str, ...]:
        """Return the types that pixels of so many components may have."""
        return self.vectors if components > 1 else self.scalars

    def kept_axes(self, geometry: Geometry) -> int:
        """Return how many axes come back."""
        dropped = geometry.dimension == self.drops_last_axis and geometry.size[-1] == 1
        return geometry.dimension - (1 if dropped else 0)

    def gives_back_direction(self, geometry: Geometry) -> bool:
        """Tell whether this very direction comes back."""
        match self.lost_direction:
            case LostDirection.LEFT_HANDED:
                return self.keeps_direction and not geometry.is_left_handed
            case LostDirection.MIXED:
                return self.keeps_direction and not geometry.mixes_space_and_time
            case LostDirection.NONE:
                return self.keeps_direction

    def digits_of(self, spacing: tuple[float, ...]) -> int:
        """Return how many digits of a spacing come back, when they are fewer than of an origin; else 0."""
        return self.spacing_digits if min(spacing) < self.spacing_digits_below else 0
