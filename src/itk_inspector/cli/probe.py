"""``itk-inspector probe``: one pixel, read through ITK and through NumPy."""

from __future__ import annotations

import argparse
import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from itk_inspector.cli.console import Tell, say
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
from itk_inspector.core.errors import UsageError
from itk_inspector.core.text.visible_text import json_text
from itk_inspector.itkio.engine import engine
from itk_inspector.worker.parent import blocking

if TYPE_CHECKING:
    from itk_inspector.core.compare.layer_probe import LayerProbe
    from itk_inspector.core.geometry.geometry import Geometry
    from itk_inspector.core.geometry.indexing import ItkIndex
    from itk_inspector.core.image.document import ImageDocument
    from itk_inspector.core.pixels.probe import Probe
    from itk_inspector.worker.parent.watchdog import Limits

DONE = 0


def run(words: list[str], _: Tell) -> int:
    """Run the command."""
    parser = made_parser("probe", "Read one pixel through ITK and through NumPy.")
    parser.add_argument("path", type=Path, metavar="PATH")
    add_reading(parser)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--at", nargs="+", metavar="X", help=AT_HELP)
    where.add_argument("--array", nargs="+", type=whole_number, metavar="ROW", help="NumPy index: [[T] SLICE] ROW COL")
    where.add_argument("--point", nargs="+", type=real_number, metavar="PX", help="physical point: PX PY [PZ]")
    parser.add_argument(
        "--overlay",
        dest="others",
        action="append",
        default=[],
        type=Path,
        metavar="OTHER",
        help="tell what this image holds at the same physical point, too; may be given several times",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args(words)
    at = position_text(asked.at, parser) if asked.at else ""
    request, limits = request_of(asked.path, asked), limits_of(asked)
    with blocking.open_document(request, limits, meanwhile=engine.preload_bridge) as document:
        found = document.probe(_asked_index(asked, at, document))
        say_notes(document)
    layers = _layers(asked, found, document.geometry, limits)
    from itk_inspector.core.compare.layer_text import layer_dict, layers_text  # loaded by now
    from itk_inspector.core.pixels.read_outs import probe_dict, probe_text

    if asked.json:
        told = probe_dict(found)
        say(json_text({**told, "layers": [layer_dict(row) for row in layers]} if asked.others else told))
    else:
        say((probe_text(found, unit=document.info.unit) + layers_text(layers)).removesuffix("\n"))
    return DONE


def _layers(asked: argparse.Namespace, found: Probe, main: Geometry, limits: Limits) -> list[LayerProbe]:
    """Read the other images at the centre of the pixel that was found."""
    from itk_inspector.core.text.distinct_names import Source, distinct_labels

    paths = [path.absolute() for path in asked.others]
    names = distinct_labels([Source(path.name, path.parent.parts) for path in paths])
    rows = []
    for path, name in zip(paths, names, strict=True):
        # which series and part, and as what: that is said of the first image
        request = replace(request_of(path, asked), read_as="", series="", part=0)
        with blocking.open_document(request, limits) as document:
            from itk_inspector.core.compare.layer_probe import LayerProbe  # loaded by now
            from itk_inspector.core.geometry.indexing import ContinuousIndex
            from itk_inspector.core.geometry.other_lattice import index_in

            say_notes(document, name)
            index = index_in(main, document.geometry, ContinuousIndex(found.itk_index.components))
            there = None if index is None else document.probe(index)
        rows.append(LayerProbe.of(name, there, found.array_value))
    return rows


def _asked_index(asked: argparse.Namespace, at: str, document: ImageDocument) -> ItkIndex:
    import numpy as np  # loaded by now

    from itk_inspector.core.geometry.indexing import ArrayIndex, PhysicalPoint, nearest_to_point, to_itk
    from itk_inspector.core.probing.search import index_at

    geometry = document.geometry
    if at:
        return index_at(at, document.access, document.info.space)
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
