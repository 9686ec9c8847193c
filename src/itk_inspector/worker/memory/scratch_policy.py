"""Where pixels that were decoded may lie."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import field
from pathlib import Path

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.system.backend import IS_PORTABLE


@dataclass(frozen=True, slots=True)
class ScratchPolicy:
    """Where scratch files may lie.

    Parameters
    ----------
    memory : pathlib.Path
        A folder that lives in memory.
    disk : pathlib.Path
        Where to go when memory is short.
    spare : int
        Bytes that must stay free.
    ahead : dict
        Descriptors of empty files in these folders, opened while the process still could; each is taken once.
    """

    memory: Path
    disk: Path
    spare: int = 256 * 1024 * 1024
    ahead: dict[Path, int] = field(default_factory=dict, compare=False, repr=False)

    @property
    def folders(self) -> tuple[Path, ...]:
        """Both, memory first; one where they are the same."""
        return tuple(dict.fromkeys((self.memory, self.disk)))

    @classmethod
    def default(cls) -> ScratchPolicy:
        """``/dev/shm`` where that is, then the folder for temporary files."""
        disk = Path(tempfile.gettempdir())
        return cls(Path("/dev/shm") if sys.platform == "linux" and not IS_PORTABLE else disk, disk)

    def arguments(self) -> list[str]:
        """Return the policy as command-line words for the child."""
        return [str(self.memory), str(self.disk), str(self.spare)]

    @classmethod
    def from_arguments(cls, words: list[str]) -> ScratchPolicy:
        """Read what `arguments` wrote."""
        return cls(Path(words[0]), Path(words[1]), int(words[2]))
