"""The program among those of the desktop: its entry, its icon, its types of files, completions and the man page.

Source: the Desktop Entry and the Shared MIME-info specifications of freedesktop.org.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.sax.saxutils import quoteattr

from itk_inspector.gui.style.resources import resources_root
from itk_inspector.storage.atomic_write import Consent, write_bytes

NAME = "itk-inspector"
MIME_TYPES = (
    ("application/x-metaimage", "MetaImage", ("*.mha", "*.mhd")),
    ("application/x-nrrd", "NRRD image", ("*.nrrd", "*.nhdr")),
    ("application/x-nifti", "NIfTI image", ("*.nii", "*.nii.gz")),
    ("application/x-gipl", "GIPL image", ("*.gipl", "*.gipl.gz")),
    ("application/x-minc", "MINC image", ("*.mnc",)),
    ("application/x-mrc", "MRC image", ("*.mrc",)),
)
"""Types that the shared database does not have: name, what people read, patterns of file names."""
_OF_SHELLS = (
    (Path("bash-completion", "completions", NAME), f"completions/{NAME}.bash"),
    (Path("zsh", "site-functions", f"_{NAME}"), f"completions/_{NAME}"),
    (Path("fish", "vendor_completions.d", f"{NAME}.fish"), f"completions/{NAME}.fish"),
    (Path("man", "man1", f"{NAME}.1"), f"man/{NAME}.1"),
)
"""Where shells and man look below a data folder, and the file in the resources."""
_KNOWN = ("application/dicom", "image/tiff", "image/png", "image/jpeg", "image/jp2", "image/bmp")
_TOOLS = (("update-mime-database", "mime"), ("update-desktop-database", "applications"))
_PATIENCE = 60.0
_RESERVED = " \t\n\"'\\><~|&;$*?#()`"


def install(data_home: Path) -> list[Path]:
    """Write everything below a data folder, over what an earlier version wrote there.

    Parameters
    ----------
    data_home : pathlib.Path
        Usually ``~/.local/share``.

    Returns
    -------
    list of pathlib.Path
        The files.

    Raises
    ------
    ExportError
        If one of them cannot be written.
    OSError
        If a folder cannot be made.
    """
    icon = (resources_root() / f"{NAME}.svg").read_bytes()
    files = {
        data_home / "applications" / f"{NAME}.desktop": entry().encode(),
        data_home / "icons" / "hicolor" / "scalable" / "apps" / f"{NAME}.svg": icon,
        data_home / "mime" / "packages" / f"{NAME}.xml": mime_package().encode(),
    }
    files |= {data_home / path: (resources_root() / name).read_bytes() for path, name in _OF_SHELLS}
    for path, data in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, data, Consent(overwrite=True))
    for tool, folder in _TOOLS:
        _refresh(tool, data_home / folder)
    return list(files)


def entry() -> str:
    """Return the desktop entry: the one that comes with the program, with this installation's command."""
    given = (resources_root() / f"{NAME}.desktop").read_text(encoding="utf-8")
    types = ";".join([*(name for name, _, _ in MIME_TYPES), *_KNOWN])
    fixed = {"Exec": f"{_command()} %F", "MimeType": f"{types};"}
    lines = [line for line in given.splitlines() if line.partition("=")[0] not in fixed]
    return "\n".join([*lines, *(f"{key}={value}" for key, value in fixed.items())]) + "\n"


def _command() -> str:
    beside = Path(sys.executable).with_name(NAME)
    words = [str(beside)] if os.access(beside, os.X_OK) else [sys.executable, "-m", "itk_inspector"]
    return " ".join(map(_quoted, words))


def _quoted(word: str) -> str:
    """Quote an argument of ``Exec``: first as an argument, then as a string of the file; ``%`` is doubled."""
    word = word.replace("%", "%%")
    if not any(character in _RESERVED for character in word):
        return word
    escaped = "".join(f"\\{c}" if c in '"`$\\' else c for c in word)
    return '"' + escaped.replace("\\", "\\\\") + '"'


def mime_package() -> str:
    """Return the description of the types of files."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">',
    ]
    for name, comment, patterns in MIME_TYPES:
        lines.append(f"  <mime-type type={quoteattr(name)}>")
        lines.append(f"    <comment>{comment}</comment>")
        lines += [f"    <glob pattern={quoteattr(pattern)}/>" for pattern in patterns]
        lines.append("  </mime-type>")
    return "\n".join([*lines, "</mime-info>"]) + "\n"


def _refresh(tool: str, folder: Path) -> None:
    """Let the desktop take note; one that lacks the tool does so at its next start."""
    found = shutil.which(tool)
    if found is not None:
        subprocess.run([found, str(folder)], capture_output=True, timeout=_PATIENCE, check=False)
