"""The operation that computes an expression."""

from __future__ import annotations

from itk_inspector.core.editing.expression import Computed, parse
from itk_inspector.core.editing.expression_source import Operand, Source
from itk_inspector.core.editing.storing import Storing
from itk_inspector.core.pixels.values import scalar_text
from itk_inspector.itkio.filter_work import Source as Given
from itk_inspector.itkio.filter_work import Work


def _operand(given: Given) -> Operand:
    geometry = given.info.geometry
    return Operand(given.pixels, geometry, geometry.start_index)


def compute(work: Work) -> tuple[str, ...]:
    """Compute all pixels, block by block."""
    source = Source(_operand(work.source), {name: _operand(other) for name, other in work.others.items()})
    expression = parse(work.given["text"], source.names)
    done = expression.evaluate(source, work.out, storing=Storing(work.given["storing"]), told=work.progress)
    return said(done, work.expected.dtype) if done is not None else ()


def said(done: Computed, dtype: str) -> tuple[str, ...]:
    """Return what is told of the values."""
    words = []
    if done.least is not None and done.most is not None:
        words.append(f"Values from {scalar_text(done.least, dtype)} to {scalar_text(done.most, dtype)}.")
    for count, what in ((done.nan, "NaN"), (done.infinite, "infinite")):
        if count:
            words.append(f"{count:,} {'value is' if count == 1 else 'values are'} {what}.")
    return tuple(words)
