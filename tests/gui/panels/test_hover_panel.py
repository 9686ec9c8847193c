"""What ITK reads comes from another process: what the panel shows until then, and after."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from itk_inspector.app.composition import Composition
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver


def test_what_itk_read_stays_until_its_next_answer_is_shown(composition: Composition) -> None:
    panel = composition.window.hover_panel
    composition.app.files.adopt(from_memory.document(np.arange(12, dtype=np.int16).reshape(3, 4)))
    composition.app.probe.show_index(ItkIndex.of(1, 1))
    driver = WindowDriver(composition.window)
    driver.settle()
    image = composition.app.images.current
    assert image is not None
    assert image.probe is not None
    known = replace(image.probe, array_value=9, itk_value=None, awaits_itk=True)

    panel.show_probe(known)
    assert (driver.label("pixelValue"), driver.label("itkPixelValue")) == ("9", "5")
    panel.show_itk(known)
    assert (driver.label("itkPixelValue"), driver.label("agreement")) == ("…", "waiting for ITK")
    panel.show_itk(replace(known, itk_value=9, awaits_itk=False))
    assert (driver.label("itkPixelValue"), driver.label("agreement")) == ("9", "✓ same value")
