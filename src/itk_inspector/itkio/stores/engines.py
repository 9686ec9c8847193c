"""Every engine for images in chunks: one row each, with the library that it needs."""

from __future__ import annotations

from itk_inspector.core.chunked.engine import ChunkEngine
from itk_inspector.core.chunked.level import Level
from itk_inspector.core.chunked.pyramid import Pyramid
from itk_inspector.core.errors import OpenError, UsageError
from itk_inspector.core.export.part import part_of_box
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.stores import kinds

EXTRA = "itk-inspector[big]"


def opened(request: OpenRequest) -> ChunkEngine:
    """Open the image of a request.

    Raises
    ------
    OpenError
        If there is no engine for it, or its library is not installed.
    """
    path = request.path
    if kinds.is_store(path):
        _need("tensorstore", path.name)
        from itk_inspector.itkio.stores.tensorstore_engine import TensorstoreEngine  # an extra, for stores only

        return TensorstoreEngine(path, request.part)
    is_tiff = kinds.is_tiff(path)
    is_slide = path.suffix.lower() in kinds.SLIDES
    if is_slide and not is_tiff:
        _need("openslide", path.name)
    if (is_slide or is_tiff) and kinds.has("openslide"):
        from itk_inspector.itkio.stores import slide_engine  # an extra, for slides only

        if slide_engine.is_slide(path) or not is_tiff:
            return slide_engine.SlideEngine(path, request.part)
    if is_tiff:
        from itk_inspector.itkio.stores.tiff_engine import TiffEngine  # as below

        return TiffEngine(path, request.part)
    raise OpenError(
        f"{path.name} is not stored in levels and chunks.",
        advice="Open all of it; a part of it can be saved.",
    )


def chosen(request: OpenRequest, pyramid: Pyramid) -> tuple[Level, Region]:
    """Return the level that is requested, and the box of it.

    Raises
    ------
    UsageError
        If there is no such level, or the box does not lie in it.
    """
    count = len(pyramid.levels)
    if request.level >= count:
        holds = f"its levels are 0 to {count - 1}" if count > 1 else "it has level 0 only"
        raise UsageError(f"{request.path.name} has no level {request.level}: {holds}.")
    level = pyramid.levels[request.level]
    return level, part_of_box(request.box, level.geometry) if request.box else level.whole


def need_writer(name: str) -> None:
    """Refuse to write a store without the library that does.

    Raises
    ------
    OpenError
    """
    if not kinds.has("tensorstore"):
        raise OpenError(f"{name} is written by tensorstore, which is not installed.", advice=f"Install {EXTRA}.")


def _need(library: str, name: str) -> None:
    if not kinds.has(library):
        raise OpenError(f"{name} is read by {library}, which is not installed.", advice=f"Install {EXTRA}.")
