"""``itk-inspector probe``: one pixel, read through ITK and through NumPy."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from itk_inspector.cli import chunk_probe, pixel_readers
from itk_inspector.cli.console import Tell, flush, say
from itk_inspector.cli.limit_options import limits_of
from itk_inspector.cli.notes import say_notes
from itk_inspector.cli.options import (
    AT_HELP,
    add_reading,
    made_parser,
    position_text,
    real_number,
    request_of,
    whole_number,
)
from itk_inspector.core.errors import InspectorError, ProbeError, UsageError, of_system
from itk_inspector.core.text.remote_address import absolute
from itk_inspector.core.text.visible_text import json_text, visible_text
from itk_inspector.worker.parent import blocking

if TYPE_CHECKING:
    from itk_inspector.core.compare.layer_probe import LayerProbe
    from itk_inspector.core.geometry.geometry import Geometry
    from itk_inspector.core.geometry.indexing import ItkIndex
    from itk_inspector.core.header.image_info import ImageInfo
    from itk_inspector.core.header.space import Space
    from itk_inspector.core.image.document import ImageDocument
    from itk_inspector.core.image.open_request import OpenRequest
    from itk_inspector.core.pixels.probe import Probe
    from itk_inspector.worker.parent.watchdog import Limits

DONE, FILE_ERROR = 0, 3
_MOST_BYTES = 1 << 26


def command_parser() -> argparse.ArgumentParser:
    """Return what reads the command's words."""
    parser = made_parser("probe", "Read pixels through ITK and through NumPy.")
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    add_reading(parser)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--at", nargs="+", metavar="X", help=AT_HELP)
    where.add_argument("--array", nargs="+", type=whole_number, metavar="ROW", help="NumPy index: [[T] SLICE] ROW COL")
    where.add_argument("--point", nargs="+", type=real_number, metavar="PX", help="physical point: PX PY [PZ]")
    where.add_argument(
        "--points",
        type=Path,
        metavar="CSV",
        help="a table of points: columns x,y[,z[,t]] of ITK indices, [[t,]slice,]row,col of NumPy's, or px,py[,pz]",
    )
    parser.add_argument(
        "--overlay",
        dest="others",
        action="append",
        default=[],
        type=Path,
        metavar="OTHER",
        help="tell what this image holds at the same physical point, too; may be given several times",
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="print JSON: of several one object a line")
    how.add_argument("--csv", action="store_true", help="print CSV with a line of names: one line a pixel, every digit")

    return parser


def run(words: list[str], tell: Tell) -> int:
    """Run the command; of several images or points those that can be read are printed, and the others are told."""
    parser = command_parser()
    asked = parser.parse_args(words)
    several = len(asked.paths) > 1 or asked.points is not None
    if several and asked.others:
        parser.error("--overlay goes with one image and one point")
    if asked.csv and asked.others:
        parser.error("--overlay does not go with --csv; --json has it")
    at = position_text(asked.at, parser) if asked.at else ""
    pixel_readers.use_early_child()
    if several or asked.csv:
        code = _several(asked, at, tell)
        return FILE_ERROR if several and code else code
    request, limits = request_of(asked.paths[0], asked), limits_of(asked)
    found, info = _found(request, limits, asked, at)
    layers = _layers(asked, found, info.geometry, limits)
    from itk_inspector.core.compare.layer_text import layer_dict, layers_text  # loaded by now
    from itk_inspector.core.pixels.read_outs import probe_dict, probe_text

    if asked.json:
        told = probe_dict(found)
        say(json_text({**told, "layers": [layer_dict(row) for row in layers]} if asked.others else told))
    else:
        say((probe_text(found, unit=info.unit) + layers_text(layers)).removesuffix("\n"))
    return DONE


def _found(request: OpenRequest, limits: Limits, asked: argparse.Namespace, at: str) -> tuple[Probe, ImageInfo]:
    """Read the pixel that is asked for, and say what there is to know of its image."""
    in_chunks = chunk_probe.header_of(request, limits)
    if in_chunks is not None:
        index = _named_index(asked, at, in_chunks.geometry, in_chunks.space)
        if index is not None:  # else a value is looked for, in all of it
            say_notes(in_chunks)
            return chunk_probe.probed(request, limits, in_chunks, index), in_chunks
    with blocking.open_document(request, limits, meanwhile=pixel_readers.load_itk) as document:
        found = document.probe(_asked_index(asked, at, document))
        say_notes(document.info)
        return found, document.info


def _several(asked: argparse.Namespace, at: str, tell: Tell) -> int:
    """Print one pixel after the other, each with the path of its image; return the code of what failed."""
    table = _table(asked.points) if asked.points is not None else None
    written = _writer(asked)
    code = DONE
    for path in asked.paths:
        try:
            with blocking.open_document(
                request_of(path, asked), limits_of(asked), meanwhile=pixel_readers.load_itk
            ) as document:
                say_notes(document.info, str(path))
                for row, index in _places(asked, at, table, document):
                    try:
                        if isinstance(index, InspectorError):
                            raise index
                        line = written(path, row, document.probe(index), document.info.unit)
                    except InspectorError as e:
                        place = f"{path}, row {row}" if row else str(path)
                        code = max(code, tell(ProbeError(f"{place}: {e.message}", advice=e.advice)))
                        continue
                    say(line)
        except InspectorError as e:
            code = max(code, tell(e))
        flush()
    return code


def _places(
    asked: argparse.Namespace, at: str, table: str | None, document: ImageDocument
) -> Iterator[tuple[int, ItkIndex | InspectorError]]:
    """Yield the line of the table, 0 without one, and the index, or why there is none."""
    if table is None:
        yield 0, _asked_index(asked, at, document)
        return
    from itk_inspector.core.probing.point_table import place_rows  # NumPy is loaded by now

    for row in place_rows(table, document.geometry):
        yield row.line, row.index


def _table(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as e:
        raise of_system(e, f"{path.name} could not be read") from e
    try:
        if len(data) <= _MOST_BYTES:
            return data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise UsageError(f"{path.name} is not a table of points in UTF-8.") from e
    raise UsageError(f"{path.name} is larger than {_MOST_BYTES >> 20} MiB.")


def _writer(asked: argparse.Namespace) -> Callable[[Path, int, Probe, str], str]:
    """Return what writes a pixel of an image, by its row in the table, 0 without one, and the unit of its points."""
    if asked.csv:
        from itk_inspector.core.probing.probe_table import ProbeTable  # of this only

        lines = ProbeTable(has_rows=asked.points is not None)
        return lambda path, row, found, _: lines.text(str(path), row, found)
    return _json if asked.json else _text


def _json(path: Path, row: int, found: Probe, _: str) -> str:
    from itk_inspector.core.pixels.read_outs import probe_dict  # loaded by now

    place = {"row": row} if row else {}
    return json_text({"path": str(path), **place, **probe_dict(found)}, indent=None)


def _text(path: Path, row: int, found: Probe, unit: str) -> str:
    from itk_inspector.core.pixels.read_outs import probe_text  # loaded by now

    return f"{visible_text(str(path))}{f', row {row}' if row else ''}:\n{probe_text(found, unit=unit)}"


def _layers(asked: argparse.Namespace, found: Probe, main: Geometry, limits: Limits) -> list[LayerProbe]:
    """Read the other images at the centre of the pixel that was found."""
    from itk_inspector.core.text.distinct_names import Source, distinct_labels

    paths = [absolute(path) for path in asked.others]
    names = distinct_labels([Source(path.name, path.parent.parts) for path in paths])
    rows = []
    for path, name in zip(paths, names, strict=True):
        # which series and part, and as what: that is said of the first image
        request = replace(request_of(path, asked), read_as="", series="", part=0)
        with blocking.open_document(request, limits) as document:
            from itk_inspector.core.compare.layer_probe import LayerProbe  # loaded by now
            from itk_inspector.core.geometry.indexing import ContinuousIndex
            from itk_inspector.core.geometry.other_lattice import index_in

            say_notes(document.info, name)
            index = index_in(main, document.geometry, ContinuousIndex(found.itk_index.components))
            there = None if index is None else document.probe(index)
        rows.append(LayerProbe.of(name, there, found.array_value))
    return rows


def _asked_index(asked: argparse.Namespace, at: str, document: ImageDocument) -> ItkIndex:
    from itk_inspector.core.probing.search import index_at  # loaded by now

    index = None if at else _named_index(asked, at, document.geometry, document.info.space)
    return index_at(at, document.access, document.info.space) if index is None else index


def _named_index(asked: argparse.Namespace, at: str, geometry: Geometry, space: Space) -> ItkIndex | None:
    """Return the index that is named; None where it is that of a value, which is to be looked for."""
    import numpy as np  # loaded by now

    from itk_inspector.core.geometry.indexing import ArrayIndex, PhysicalPoint, nearest_to_point, to_itk
    from itk_inspector.core.probing.position_text import Search, read_position

    if at:
        typed = read_position(at, geometry, space)
        return None if isinstance(typed, Search) else typed.index
    given = asked.array if asked.array is not None else asked.point
    if len(given) != geometry.dimension:
        raise UsageError(f"The image has {geometry.dimension} axes; {len(given)} numbers were given.")
    if asked.array is not None:
        return to_itk(ArrayIndex(asked.array), geometry.start_index)
    if not all(map(math.isfinite, asked.point)):
        raise UsageError("The physical point needs finite numbers.")
    with np.errstate(over="ignore", invalid="ignore"):
        found = geometry.continuous_index_of(PhysicalPoint(tuple(asked.point)))
    if not all(map(math.isfinite, found.components)):
        raise UsageError("The physical point lies outside the image.")
    return nearest_to_point(found)
