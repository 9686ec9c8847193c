"""Passive views in PySide6 and pyqtgraph."""
