"""Properties are tried often enough to find what they are for, and quickly."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("core", max_examples=50, deadline=None)  # a busy machine is no defect
settings.load_profile("core")
