"""What operations are called, and where they stand in the menu; the menus are there before NumPy is loaded."""

from __future__ import annotations

from enum import Enum

from itk_inspector.core.data_class import dataclass


class Group(Enum):
    """Where operations stand in the menu."""

    GEOMETRY = "Geometry"
    VALUES = "Values"
    FILTERS = "Filters"
    LABELS = "Labels"


@dataclass(frozen=True, slots=True)
class OperationName:
    """What an operation is called: in records, in menus, and in a sentence."""

    name: str
    label: str
    group: Group
    tip: str

    @property
    def title(self) -> str:
        """The label without the marks of a menu entry."""
        return self.label.replace("&", "").rstrip("…")


CROP = OperationName("crop", "&Crop…", Group.GEOMETRY, "Keep a box of pixels at their physical points.")
PAD = OperationName("pad", "&Pad…", Group.GEOMETRY, "Add pixels around the image; its own keep their physical points.")
FLIP = OperationName("flip", "&Flip…", Group.GEOMETRY, "Mirror the image along one or more axes.")
PERMUTE = OperationName(
    "permute", "Permute &axes…", Group.GEOMETRY, "Reorder the axes; each pixel keeps its physical point."
)
EXTRACT = OperationName(
    "extract",
    "&Extract slice or volume…",
    Group.GEOMETRY,
    "Show one slice, or one volume of a series, in a tab of its own.",
)
RESAMPLE = OperationName(
    "resample", "Resample to &spacing…", Group.GEOMETRY, "Resample the image to another pixel spacing."
)
RESAMPLE_LIKE = OperationName(
    "resample_like", "Resample to &image…", Group.GEOMETRY, "Resample to the grid of another open image."
)
EXPRESSION = OperationName(
    "expression", "&Expression…", Group.VALUES, "Compute each value from an expression, such as where(a > 100, a, 0)."
)
CAST = OperationName("cast", "&Cast…", Group.VALUES, "Convert to another pixel type; no value wraps.")
RESCALE = OperationName(
    "rescale", "&Rescale intensity…", Group.VALUES, "Map the range of values linearly to another range."
)
THRESHOLD = OperationName(
    "threshold", "&Threshold…", Group.VALUES, "Make a mask of the values between two bounds, both included."
)
SMOOTH = OperationName(
    "smooth", "&Smooth (Gaussian)…", Group.FILTERS, "Smooth with a Gaussian; its width is in the unit of the spacing."
)
MEDIAN = OperationName("median", "&Median…", Group.FILTERS, "Replace each value with the median of its neighbourhood.")
COMPONENTS = OperationName(
    "components", "&Connected components…", Group.LABELS, "Label the connected components of the pixels that are not 0."
)
DISTANCE = OperationName(
    "distance", "&Distance map…", Group.LABELS, "Distance of each pixel to the border of what is not 0."
)

NAMES = (
    CROP,
    PAD,
    FLIP,
    PERMUTE,
    EXTRACT,
    RESAMPLE,
    RESAMPLE_LIKE,
    EXPRESSION,
    CAST,
    RESCALE,
    THRESHOLD,
    SMOOTH,
    MEDIAN,
    COMPONENTS,
    DISTANCE,
)
"""In the order of the menu."""
