"""A cluster whose workers write a new store."""

from __future__ import annotations

import time
from pathlib import Path

from itk_inspector.core.export.store_request import StoreRequest
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.itkio.stores import rewriting, store_plan
from itk_inspector.itkio.stores.on_dask import OnCluster, answer
from itk_inspector.itkio.stores.store_plan import Plan

_PATIENCE = 30.0
"""Seconds for boxes that are being written when all is given up."""
_OFTEN = 0.05


class WritingCluster(OnCluster):
    """What `OnCluster` is, and knows when its workers write no more."""

    def planned(self, request: OpenRequest, what: StoreRequest, run: str) -> Plan:
        """Have a worker find out what is to be written; raises as `store_plan.planned` does."""
        found: Plan = answer(self.client.submit(store_plan.planned, request, what, run, pure=False))
        return found

    def settle(self, folder: Path) -> None:
        """Wait until no worker writes into a store any more: what has begun cannot be called back."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            if not any(self.client.run(rewriting.is_being_written, folder, on_error="ignore").values()):
                return
            time.sleep(_OFTEN)
