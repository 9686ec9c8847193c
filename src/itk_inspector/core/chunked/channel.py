"""What a file says of a channel: its name, and how it is drawn."""

from __future__ import annotations

from itk_inspector.core.data_class import dataclass


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as a file describes it.

    Parameters
    ----------
    name : str
    colour : str
        Red, green and blue as six hexadecimal digits; empty where nothing is said.
    window : tuple of float
        The values from which and up to which it is drawn; empty where nothing is said.
    ends : tuple of float
        The smallest and the largest value that can be chosen for that.
    """

    name: str = ""
    colour: str = ""
    window: tuple[float, ...] = ()
    ends: tuple[float, ...] = ()

    @property
    def text(self) -> str:
        """All of it in a few words; empty where nothing is said."""
        window = f"{self.window[0]:g} to {self.window[1]:g}" if self.window else ""
        return ", ".join(filter(None, (self.name, self.colour and f"#{self.colour}", window)))
