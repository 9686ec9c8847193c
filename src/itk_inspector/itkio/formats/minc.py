"""MINC: what it says of the space around its pixels.

Its world coordinates grow to the right, to the front and up ("X increases from patient left to right", as libminc
writes beside each axis), and are in mm. ITK 5.4 takes them for LPS, which grow to the left and to the back.
"""

from __future__ import annotations

from itk_inspector.core.header.space import Space
from itk_inspector.itkio.formats.format_facts import FormatFacts
from itk_inspector.itkio.formats.hdf5 import why_short

FACTS = FormatFacts(
    notes=lambda path, io: ["MINC stores RAS coordinates, which ITK takes for LPS; turned to LPS here."],
    space=lambda path, io: Space("mm", is_patient=True),
    why_not=why_short,
    is_ras=True,
)
