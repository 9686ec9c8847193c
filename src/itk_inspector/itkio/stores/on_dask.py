"""All pixels of an image in chunks, gone through by dask: in threads of this process, or on a cluster.

Nothing is held but a chunk or so for each thread, and what was found of the others. On a cluster the workers read the
chunks themselves: they need this package, the engine's library, and the way to the chunks.
"""

from __future__ import annotations

import functools
import itertools
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, Protocol, Self, TypeVar

import dask
import numpy as np
import numpy.typing as npt
from dask.callbacks import Callback

from itk_inspector.core.chunked.level import Level
from itk_inspector.core.chunked.pieces import pieces
from itk_inspector.core.errors import CancelledError, ChunkError, InspectorError, OpenError
from itk_inspector.core.geometry.regions import Region
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.measure.shapes import Shape
from itk_inspector.core.measure.whole_image import Wanted, WholeReport, whole_report
from itk_inspector.core.pixels.passes import Place, counting
from itk_inspector.itkio.stores import engines
from itk_inspector.itkio.stores.all_pixels import AllPixels, engine_of
from itk_inspector.itkio.stores.stored_info import info_of

T = TypeVar("T")
_PIECE = 1 << 22
"""Pixels that are read at once, or else one chunk."""
_GRAPH = 4096
"""Pieces that dask is told of at a time."""
_FAN = 16
"""Results that are joined at once."""
_SECONDS = 5
"""After which a scheduler that does not answer counts as not there."""
_INSTALL = "Install itk-inspector[cluster]."
_OFTEN = 0.1
"""Seconds between two looks at how far a cluster is."""


def _found(
    source: AllPixels, of_block: Callable[[npt.NDArray[Any], Place], T], joined: Callable[[T, T], T], at: Region
) -> T:
    return functools.reduce(joined, itertools.starmap(of_block, source.blocks(at)))


def _all_joined(joined: Callable[[T, T], T], parts: Sequence[T]) -> T:
    return functools.reduce(joined, parts)


class Runner(Protocol):
    """Does the same to many pieces, and joins what came of them."""

    def __call__(
        self,
        deed: Callable[[Region], T],
        joined: Callable[[Sequence[T]], T],
        batch: Sequence[Region],
        told: Callable[[int], None],
        /,
    ) -> T:
        """Return what came of a batch; ``told`` is called with how many are done."""
        ...


class Pass:
    """Goes through all pixels, as often as it is called.

    Parameters
    ----------
    source : AllPixels
    level : Level
    run : Runner
    told : callable
        Called with the part of a pass that is done.
    """

    def __init__(self, source: AllPixels, level: Level, run: Runner, told: Callable[[float], None]) -> None:
        self._source = source
        self._level = level
        self._run = run
        self._told = told

    def __call__(self, of_block: Callable[[npt.NDArray[Any], Place], T], joined: Callable[[T, T], T], /) -> T | None:
        """Return what was found of all blocks."""
        deed = functools.partial(_found, self._source, of_block, joined)
        return through_all(deed, joined, self._level, self._source.box, self._run, self._told)


def through_all(
    deed: Callable[[Region], T],
    joined: Callable[[T, T], T],
    level: Level,
    box: Region,
    run: Runner,
    told: Callable[[float], None],
) -> T | None:
    """Return what comes of all pieces of a box of a level; ``told`` is called with the part that is done."""
    together = functools.partial(_all_joined, joined)
    whole, done = sum(1 for _ in pieces(level, box, _PIECE)), 0

    def tell(more: int) -> None:
        told((done + more) / whole)

    results: list[T] = []
    for batch in batches(pieces(level, box, _PIECE)):
        results.append(run(deed, together, batch, tell))
        done += len(batch)
    told(1.0)
    return together(results) if results else None


def batches(boxes: Iterator[Region]) -> Iterator[list[Region]]:
    """Yield as many boxes at a time as dask is told of."""
    while batch := list(islice(boxes, _GRAPH)):
        yield batch


def _in_a_tree(parts: list[Any], join: Callable[[list[Any]], Any]) -> Any:
    """Return what joins all parts, a few at a time."""
    while len(parts) > 1:
        parts = [join(parts[at : at + _FAN]) for at in range(0, len(parts), _FAN)]
    return parts[0]


def in_threads(
    deed: Callable[[Region], T],
    joined: Callable[[Sequence[T]], T],
    batch: Sequence[Region],
    told: Callable[[int], None],
) -> T:
    """Do it in threads of this process, as many as there are processors."""
    done = 0

    class Count(Callback):  # type: ignore[misc, unused-ignore]  # dask is not typed
        def _posttask(self, key: Any, *_: Any) -> None:
            nonlocal done
            if str(key).startswith("piece"):
                done += 1
                told(done)

    parts: list[Any] = [
        dask.delayed(deed, pure=False)(box, dask_key_name=f"piece-{number}") for number, box in enumerate(batch)
    ]
    whole = _in_a_tree(parts, dask.delayed(joined, pure=False))
    with Count():
        found: T = dask.compute(whole, scheduler="threads")[0]
    return found


class OnCluster:
    """Does it on the workers of a scheduler; usable in ``with``.

    Parameters
    ----------
    address : str
        Of the scheduler, such as ``tcp://host:8786``.
    go_on : callable
        Asked now and then; when it says no, what is under way is cancelled.

    Raises
    ------
    OpenError
        If dask.distributed is not installed, or nothing answers at the address.
    """

    def __init__(self, address: str, go_on: Callable[[], bool] = lambda: True) -> None:
        self._go_on = go_on
        try:
            import distributed
        except ImportError as e:
            raise OpenError("A scheduler is reached by distributed, which is not installed.", advice=_INSTALL) from e
        try:
            self.client = distributed.Client(address, timeout=_SECONDS, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as e:
            advice = "Start dask scheduler there, or look at the address: tcp://host:8786."
            raise OpenError(f"No scheduler answers at {address}.", advice=advice, detail=str(e)) from e

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def __call__(
        self,
        deed: Callable[[Region], T],
        joined: Callable[[Sequence[T]], T],
        batch: Sequence[Region],
        told: Callable[[int], None],
        /,
    ) -> T:
        """Do it on the workers; one that ends leaves its pieces to the others."""
        submit = self.client.submit
        first = [submit(deed, box, pure=False) for box in batch]
        whole = _in_a_tree(first, lambda group: submit(joined, group, pure=False))
        try:
            while not whole.done():
                if not self._go_on():
                    raise CancelledError("Cancelled.")
                told(sum(each.done() for each in first))
                time.sleep(_OFTEN)
            found: T = answer(whole)
            return found
        finally:
            self.client.cancel([*first, whole])

    def requested(self, request: OpenRequest, run: str) -> tuple[ImageInfo, Level, Region]:
        """Have a worker read what is said of the image."""
        found: tuple[ImageInfo, Level, Region] = answer(self.client.submit(requested, request, run, pure=False))
        return found


def answer(future: Any) -> Any:
    """Return what came of a task on a cluster, or raise its sentence."""
    try:
        return future.result()
    except InspectorError:
        raise
    except Exception as e:  # whatever the workers raise, and what the scheduler says of them
        raise ChunkError(
            "The cluster could not go through all chunks.",
            advice="Its workers need this package and the way to the chunks.",
            detail=f"{type(e).__name__}: {e}",
        ) from e


def reports_of(
    request: OpenRequest,
    wanted: Wanted,
    run: Runner,
    told: Callable[[float], None],
    opened: Callable[[OpenRequest, str], tuple[ImageInfo, Level, Region]],
    outline: Shape | None = None,
) -> tuple[ImageInfo, WholeReport]:
    """Go through all pixels that are requested.

    Parameters
    ----------
    request : OpenRequest
    wanted : Wanted
    run : Runner
    told : callable
        Called with the part that is done.
    opened : callable
        Reads what is said of the image, wherever that is to be done.
    outline : Shape or None
        A region whose box is requested: its pixels alone count.

    Raises
    ------
    OpenError
        If the image cannot be read.
    UsageError
        If it has no such level, or no such box, or its numbers have no order.
    """
    number = uuid.uuid4().hex
    info, level, box = opened(request, number)
    tell = counting(wanted.passes(np.dtype(info.dtype)), told)
    every = Pass(AllPixels(request, box, number, info.channels, outline, info.geometry), level, run, tell)
    return info, whole_report(every, info, wanted)


def requested(request: OpenRequest, run: str) -> tuple[ImageInfo, Level, Region]:
    """Return what is said of the level that is requested, or of the box of it, the level, and the box."""
    pyramid = engine_of(request, run).pyramid
    level, box = engines.chosen(request, pyramid)
    return info_of(pyramid, level, box, request), level, box


def on_cluster(
    request: OpenRequest,
    wanted: Wanted,
    address: str,
    told: Callable[[float], None] = lambda _: None,
    go_on: Callable[[], bool] = lambda: True,
) -> tuple[ImageInfo, WholeReport]:
    """Go through all pixels on the workers of a scheduler; this process reads nothing of the image.

    Raises
    ------
    OpenError
        If there is no scheduler at the address, or the workers cannot read the image.
    CancelledError
        If ``go_on`` said no.
    UsageError
        If it has no such level, or no such box, or its numbers have no order.
    """
    with OnCluster(address, go_on) as cluster:
        return reports_of(request, wanted, cluster, told, cluster.requested)
