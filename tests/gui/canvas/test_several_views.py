"""Several views at once pass on all that one view tells."""

from __future__ import annotations

import pytest

from itk_inspector.gui.canvas.image_canvas import ImageCanvas
from itk_inspector.gui.canvas.quad_view import QuadView
from itk_inspector.gui.canvas.side_view import SideView
from itk_inspector.gui.canvas.view_signals import OF_KEYS, OF_VIEW


@pytest.mark.parametrize("several", [QuadView, SideView, ImageCanvas])
@pytest.mark.parametrize("name", [*OF_VIEW, *OF_KEYS])
def test_what_one_view_tells_all_tell(several: type, name: str) -> None:
    assert hasattr(several, name)
