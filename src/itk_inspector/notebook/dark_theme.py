"""Pictures of slices on dark pages: which these are, and what is shown there."""

from __future__ import annotations

from itk_inspector.notebook.framed import corner, size_of
from itk_inspector.notebook.slice_image import SliceImage

_DARK_PAGES = (
    '[data-jp-theme-light="false"]',  # JupyterLab, Notebook 7
    ".vscode-dark",
    ".vscode-high-contrast:not(.vscode-high-contrast-light)",
    'html[theme="dark"]',  # Colab
    'html[data-theme="dark"]',  # Sphinx themes
    'body[data-theme="dark"]',
)
# not `prefers-color-scheme`: a page that says nothing of it itself is white, also where the system is dark
_ON_DARK = f":is({', '.join(_DARK_PAGES)})"

STYLE = (
    f"{_ON_DARK} .ii-on-light {{ box-sizing: content-box; object-fit: none; width: var(--ii-width); "
    "height: var(--ii-height); padding: var(--ii-around); object-position: var(--ii-before) } "
    f"{_ON_DARK} .ii-on-dark {{ display: block !important }} "
    f"{_ON_DARK} .itk-inspector-live {{ color-scheme: dark }}"
)
"""On dark pages only the pixels are left of the picture on white, and the light frame lies over it."""
# not by clip-path: where the page is scrolled by parts of a pixel it lets a line of the white through


def cut(image: SliceImage) -> dict[str, str]:
    """Return the variables of `STYLE` that say where the pixels lie in the picture."""
    (left, top), (width, height), (high, wide) = corner(image), size_of(image), image.colours.shape
    return {
        "--ii-width": f"{wide}px",
        "--ii-height": f"{high}px",
        "--ii-around": f"{top}px {width - left - wide}px {height - top - high}px {left}px",
        "--ii-before": f"-{left}px -{top}px",
    }
