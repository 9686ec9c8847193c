"""Images of fewer axes at the place of a volume."""

from __future__ import annotations

import numpy as np
import pytest

from itk_inspector.app.composition import Composition
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.display.layer_look import LayerLook
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.itkio import from_memory
from window_driver import WindowDriver

VOLUME = np.arange(3 * 4 * 5, dtype=np.int16).reshape(3, 4, 5)


@pytest.mark.parametrize("is_quad", [False, True])
def test_a_tab_is_closed_with_them_wherever_the_volume_is_cut(composition: Composition, *, is_quad: bool) -> None:
    app, driver = composition.app, WindowDriver(composition.window)
    app.files.adopt(from_memory.document(VOLUME, name="volume.nrrd"))
    image = app.images.current
    assert image is not None
    with app.images.changing():
        for spacing in (1.5, 2.0):
            flat = Geometry((5, 4), (0, 0), (spacing, 1.0), (0.0, 0.0), ((1.0, 0.0), (0.0, 1.0)))
            over = from_memory.document(VOLUME[0], geometry=flat, name=f"flat-{spacing}.nrrd")
            app.images.lay(OpenImage(over), image, LayerLook())
    app.view.show_plane(2, 1)
    app.view.set_quad(is_quad)
    driver.settle()

    app.tabs.close()
    driver.settle()

    assert app.images.all == ()
    app.files.adopt(from_memory.document(VOLUME, name="next.nrrd"))
    driver.settle()
    driver.hover(2, 1)
    assert driver.title.startswith("next.nrrd")
    assert app.images.current is not None
    assert app.images.current.probe is not None
