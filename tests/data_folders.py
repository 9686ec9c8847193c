"""Where images for tests lie: generated ones always, real ones made by others where they are at hand."""

from __future__ import annotations

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("ITK_INSPECTOR_TEST_DATA", REPOSITORY.parent / "shared" / "data"))
KINDS_OF_DATA = ("generated", *(("real",) if (SHARED / "MANIFEST.tsv").is_file() else ()))
