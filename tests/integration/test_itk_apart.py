"""The window's process shows what ITK reads, and needs no itk for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import SimpleITK as sitk  # noqa: N813  # its usual name

SCRIPT = """
import sys, time
from pathlib import Path
from PySide6.QtWidgets import QLabel
from itk_inspector.app.composition import Composition
from itk_inspector.app.qt_application import application
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.gui.shell.settings import MemoryStore, Settings

qt = application()
window = Composition(Settings(MemoryStore()))
window.window.show()
window.warm_up(expects_image=True)
window.open(Path(sys.argv[1]))

def until(is_so):
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
        qt.processEvents()
        time.sleep(0.001)

def text(name):
    return window.window.findChild(QLabel, name).text()

until(lambda: window.app.images.current is not None)
window.app.probe.show_index(ItkIndex.of(3, 2, 1))
until(lambda: "same" in text("agreement"))
print(text("itkPixelValue"), text("pixelValue"))
window.run("editCopy")
window.app.images.current.session.set_pixel(ItkIndex.of(3, 2, 1), -77)
window.app.probe.show_index(ItkIndex.of(3, 2, 1))
until(lambda: "same" in text("agreement") and text("pixelValue") == "-77")
print(text("itkPixelValue"), text("pixelValue"))
print([name for name in sys.modules if name.split(".")[0] in ("itk", "itkConfig")])
window.dispose()
window.window.close_for_good()
"""


def test_what_itk_reads_is_shown_without_itk(tmp_path: Path) -> None:
    """Of the original, and of the edited copy."""
    path = tmp_path / "a.mha"
    volume = np.arange(4 * 5 * 6, dtype=np.int16).reshape(4, 5, 6)
    sitk.WriteImage(sitk.GetImageFromArray(volume), str(path), useCompression=False)

    out = subprocess.run([sys.executable, "-c", SCRIPT, str(path)], capture_output=True, text=True, check=True)

    value = int(volume[1, 2, 3])
    assert out.stdout.splitlines() == [f"{value} {value}", "-77 -77", "[]"]
