"""How an image is first drawn, chosen by whoever has its pixels at hand."""

from __future__ import annotations

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.display.display_settings import DisplaySettings


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What a sample of the pixels says.

    Parameters
    ----------
    settings : DisplaySettings
        To begin with.
    is_hounsfield : bool
        The values are likely Hounsfield units.
    is_like_labels : bool
        They are few whole numbers in flat areas, but the file does not say that they are labels.
    """

    settings: DisplaySettings
    is_hounsfield: bool
    is_like_labels: bool = False
