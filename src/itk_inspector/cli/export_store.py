"""``itk-inspector export`` into a new OME-Zarr store: chunk by chunk, also of what is larger than memory."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from itk_inspector.cli import progress
from itk_inspector.cli.limit_options import limits_of
from itk_inspector.cli.options import request_of
from itk_inspector.core.errors import UsageError
from itk_inspector.core.export.named_conversion import conversion_of
from itk_inspector.core.export.store_request import StoreRequest, compression, formulas
from itk_inspector.core.export.written_type import written_type
from itk_inspector.worker.parent import new_store

if TYPE_CHECKING:
    from pathlib import Path

    from itk_inspector.core.editing.formula import Formula
    from itk_inspector.core.image.outcome import Exported
    from itk_inspector.worker.parent.new_store import Crop

_OTHERS = ("squeeze", "dicom", "overwrite_source")


def write(asked: argparse.Namespace, crop: Crop | None, *, all_parts: bool) -> Exported:
    """Write what the parsed options of `export` ask for.

    Raises
    ------
    InspectorError
    """
    for name in _OTHERS:
        if getattr(asked, name):
            raise UsageError(f"--{name.replace('_', '-')} does not go with a new store.")
    computed = formulas(asked.expression, written_type(asked.dtype), conversion_of(asked.convert))
    packed = compression(asked.level, compress=asked.compress)
    what = StoreRequest(asked.output, component=asked.component, formulas=computed, level=packed, all_parts=all_parts)
    return _written(asked, what, crop)


def write_computed(asked: argparse.Namespace, computed: tuple[Formula, ...]) -> Exported:
    """Write all pixels, computed. Raises as `write` does."""
    packed = compression(None, compress=asked.compress)
    return _written(asked, StoreRequest(asked.output, formulas=computed, level=packed), None)


def write_with_changes(asked: argparse.Namespace, changes: Path) -> Exported:
    """Write all pixels, and those of changed chunks in place of the image's. Raises as `write` does."""
    packed = compression(None, compress=asked.compress)
    return _written(asked, StoreRequest(asked.output, level=packed, changes=changes.absolute()), None)


def _written(asked: argparse.Namespace, what: StoreRequest, crop: Crop | None) -> Exported:
    with progress.on_terminal(f"Writing {asked.output.name}") as told:
        return new_store.write_store(
            request_of(asked.input, asked), what, crop, limits_of(asked), asked.scheduler, told
        )
