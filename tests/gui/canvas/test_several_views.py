"""Several views at once pass on all that one view tells."""

from __future__ import annotations

import pytest

from itk_inspector.gui.canvas import image_canvas
from itk_inspector.gui.canvas.quad_view import QuadView
from itk_inspector.gui.canvas.side_view import SideView


@pytest.mark.parametrize("several", [QuadView, SideView])
@pytest.mark.parametrize("name", [*image_canvas._SHARED, *image_canvas._OF_KEYS])
def test_what_one_view_tells_all_tell(several: type, name: str) -> None:
    assert hasattr(several, name)
