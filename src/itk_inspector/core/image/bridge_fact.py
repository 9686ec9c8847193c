"""What is found out about an image that ITK and NumPy share."""

from __future__ import annotations

from itk_inspector.core.data_class import dataclass

SHARING = "view shares memory with the ITK image:"
WRITING = "view can be written:"
"""Labels of facts that depend on where the view lies."""


@dataclass(frozen=True, slots=True)
class BridgeFact:
    """One fact, measured.

    Parameters
    ----------
    label : str
        What it is, with the sign that stands before the result.
    result : str
    code : str
        The call of itk or NumPy that gives it, for ``image`` and what the calls before have made.
    """

    label: str
    result: str
    code: str

    @property
    def line(self) -> str:
        """The fact in a line."""
        return f"{self.label} {self.result}"
