"""MINC: what it says of the space around its pixels."""

from __future__ import annotations

from itk_inspector.core.header.space import Space
from itk_inspector.itkio.formats.format_facts import FormatFacts

FACTS = FormatFacts(space=lambda path, io: Space("mm", is_patient=True))
"""The axes are the patient's, in mm, by definition of the format."""
