"""The colours of the axes, on light and on dark grounds."""

from __future__ import annotations

AxisColours = tuple[str, str, str, str]
ON_LIGHT: AxisColours = ("#0062a3", "#b34700", "#00785a", "#9c3f77")
"""Of x, y, z and t: from Okabe and Ito's set for colour-blind readers (2008), darkened for contrast."""
ON_DARK: AxisColours = ("#66b8ee", "#f0944d", "#3fc79d", "#e39cc6")
"""The same, lightened."""
