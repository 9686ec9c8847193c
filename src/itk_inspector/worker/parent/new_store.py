"""An image in chunks into a new store, for callers without an event loop: in a child process, or on a cluster."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from itk_inspector.core.errors import ExportError, OpenError
from itk_inspector.worker.parent import blocking

if TYPE_CHECKING:
    from pathlib import Path

    from itk_inspector.core.export.store_request import StoreRequest
    from itk_inspector.core.geometry.geometry import Geometry
    from itk_inspector.core.geometry.regions import Region
    from itk_inspector.core.image.open_request import OpenRequest
    from itk_inspector.core.image.outcome import Exported
    from itk_inspector.worker.parent.watchdog import Limits

Crop: TypeAlias = "Callable[[Geometry], Region | None]"
"""Returns which part of an image is written."""


def write_store(
    request: OpenRequest,
    what: StoreRequest,
    crop: Crop | None = None,
    limits: Limits | None = None,
    scheduler: str = "",
    told: Callable[[float | None], None] = lambda _: None,
) -> Exported:
    """Write all of an image in chunks, or a part, into a new store.

    Parameters
    ----------
    request : OpenRequest
    what : StoreRequest
    crop : callable, optional
        Given the geometry of what is requested, returns which part of it is written.
    limits : Limits, optional
    scheduler : str
        Address of a ``dask.distributed`` scheduler.
    told : callable
        Called with the part that is done.

    Raises
    ------
    InspectorError
        If it was not written; the target is as it was before.
    """
    if scheduler:
        return _on_cluster(request.absolute(), what, crop, scheduler, told)
    info = blocking.read_info(request, limits)
    if not info.levels:
        raise ExportError(
            f"{what.target.name} was not written: {info.path.name} is not stored in chunks.",
            advice="Choose another format, such as .nrrd: only images in chunks are written into a new store.",
        )
    if crop is not None:
        what = replace(what, crop=crop(info.geometry))
    return blocking.write_store(request, what, limits, told)


def _on_cluster(
    request: OpenRequest, what: StoreRequest, crop: Crop | None, address: str, told: Callable[[float | None], None]
) -> Exported:
    try:
        from itk_inspector.itkio.stores import new_ome_zarr, rewriting  # extras
        from itk_inspector.itkio.stores.writing_cluster import WritingCluster
    except ImportError as e:
        sentence = "A cluster writes a store by dask and tensorstore, and one of them is not installed."
        raise OpenError(sentence, advice="Install itk-inspector[big,cluster].") from e
    from itk_inspector.core.header.file_stamp import FileStamp, bytes_of  # whoever asked has loaded no more than this
    from itk_inspector.core.image.outcome import Exported
    from itk_inspector.storage.folder_in_place import permit_folder, put_folder_in_place
    from itk_inspector.storage.reasons import with_reason
    from itk_inspector.storage.staging import sweep
    from itk_inspector.worker.parent.target_under_way import TargetUnderWay

    target = TargetUnderWay(0, what.target, permit_folder)
    sweep(target.path.parent)
    folder = target.folder / target.path.name
    try:
        with WritingCluster(address) as cluster:
            run = uuid.uuid4().hex
            if crop is not None:
                what = replace(what, crop=crop(cluster.requested(request, run)[0].geometry))
            plan = cluster.planned(request, what, run)
            try:
                said = rewriting.write(plan, what, folder, cluster, told)
            except BaseException:
                _give_up(folder)
                cluster.settle(folder)
                raise
        size, stamp = bytes_of(folder), FileStamp.of(folder)
        put_folder_in_place(folder, target.path)
        notes = (*plan.notes, *said)
        return Exported(0, what.target, size, True, notes, stamp, new_ome_zarr.CHECKED_BY)
    except ExportError as e:
        raise with_reason(e, what.target, target.path.parent) from e
    finally:
        target.close()


def _give_up(folder: Path) -> None:
    """Tell the workers that a store is not wanted any more."""
    from itk_inspector.itkio.stores.ome_zarr import MARK  # as above

    with contextlib.suppress(OSError):
        (folder / MARK).unlink()
