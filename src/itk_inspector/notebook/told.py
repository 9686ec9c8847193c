"""What is said of an image beside its picture: one line, and its geometry in both orders."""

from __future__ import annotations

import html

from itk_inspector.core.display.slice_caption import slice_caption
from itk_inspector.core.geometry.axes import array_names, itk_names
from itk_inspector.core.header.geometry_rows import GeometryRow, geometry_rows
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.text.visible_text import visible_text
from itk_inspector.notebook.dark_theme import STYLE, cut
from itk_inspector.notebook.slice_image import SliceImage

_LEFT_OUT = frozenset({"affine"})
_BORDER = "1px solid var(--jp-border-color1, #80808080)"
_CELL = "padding: 2px 10px 2px 0; text-align: left; vertical-align: top; white-space: pre"
_MONO = "font-family: var(--jp-code-font-family, monospace)"
_PLAIN = "color: var(--jp-content-font-color1, inherit); background: transparent"


def caption(image: SliceImage) -> str:
    """Say in one line what the picture is of, and whether it shows every pixel."""
    said = slice_caption(image.info, image.plane, image.settings, image.info.name)
    rows, columns = image.plane.shape(image.info.geometry)
    high, wide = image.colours.shape
    if image.is_decimated:
        return f"{said}  ·  {columns:,} × {rows:,} pixels, of which {wide:,} × {high:,} are drawn"
    return said


def kind_text(info: ImageInfo) -> str:
    """Name the type of the pixels."""
    several = f"{info.components} × " if info.components > 1 else ""
    return f"{several}{info.component_type} ({info.pixel_type}, NumPy {info.dtype})"


def as_text(info: ImageInfo, said: str) -> str:
    """Return a table for terminals."""
    lines = [said, kind_text(info)]
    dimension = info.geometry.dimension
    table = [("", f"ITK ({itk_names(dimension)})", f"NumPy [{array_names(dimension)}]")]
    for row in _rows(info):
        pairs = zip(*(each.split("\n") for each in (row.itk, row.array)), strict=True)
        table += [(row.name if i == 0 else "", *pair) for i, pair in enumerate(pairs)]
    widths = [max(len(row[i]) for row in table) for i in range(2)]
    lines += [f"{a:<{widths[0]}}  {b:<{widths[1]}}  {c}".rstrip() for a, b, c in table]
    return "\n".join((*lines, *map(visible_text, info.notes)))


def as_html(info: ImageInfo, said: str, picture: str = "") -> str:
    """Return picture, line and table; colours are those of the notebook's theme.

    Parameters
    ----------
    info : ImageInfo
    said : str
        What the picture is of.
    picture : str
        What shows the slice, as HTML.
    """
    dimension, notes = info.geometry.dimension, "".join(f"<p>{html.escape(visible_text(n))}</p>" for n in info.notes)
    heads = ("", f"ITK ({itk_names(dimension)})", f"NumPy [{array_names(dimension)}]")
    top = "".join(f'<th scope="col" style="{_CELL}">{html.escape(each)}</th>' for each in heads)
    body = "".join(
        f'<tr style="background: transparent"><th scope="row" style="{_CELL}; font-weight: normal">{row.name}</th>'
        f'<td style="{_CELL}; {_MONO}">{row.itk}</td><td style="{_CELL}; {_MONO}">{row.array}</td></tr>'
        for row in _rows(info)
    )
    return (
        f'<div style="{_PLAIN}">{picture}<p>{html.escape(said)}<br>{html.escape(kind_text(info))}</p>'
        f'{notes}<table style="border-collapse: collapse; {_PLAIN}"><caption style="text-align: left">Geometry in both '
        f'orders</caption><thead style="border-bottom: {_BORDER}"><tr>{top}</tr></thead><tbody>{body}</tbody></table>'
        "</div>"
    )


def picture_html(image: SliceImage, said: str, png: str, light: str) -> str:
    """Return the picture of a slice for light and dark pages; where styles are not allowed it is the one on white.

    Parameters
    ----------
    image : SliceImage
    said : str
        What the picture is of.
    png, light : str
        `framed.png_of` and `framed.light_frame`, in Base64.
    """
    variables = "; ".join(f"{name}: {value}" for name, value in cut(image).items())
    place = "max-width: none; margin: 0; display:"
    return (
        f'<style>{STYLE}</style><div style="position: relative; line-height: 0; {variables}">'
        f'<img class="ii-on-light" alt="{html.escape(said)}" src="data:image/png;base64,{png}" style="{place} block">'
        f'<img class="ii-on-dark" alt="" src="data:image/png;base64,{light}" style="{place} none; position: absolute; '
        'left: 0; top: 0"></div>'
    )


def _rows(info: ImageInfo) -> tuple[GeometryRow, ...]:
    return tuple(row for row in geometry_rows(info) if row.name not in _LEFT_OUT)
