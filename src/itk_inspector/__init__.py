"""ITK Inspector: what is really in an image, and at which index."""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"

_PUBLIC = {
    "open_document": "itk_inspector.api.opening",
    "imread": "itk_inspector.api.reading",
    "read_info": "itk_inspector.api.opening",
    "session": "itk_inspector.api.keeping",
    "view": "itk_inspector.api.viewing",
    "edit": "itk_inspector.api.editing",
    "show": "itk_inspector.api.showing",
    "export": "itk_inspector.api.exporting",
    "statistics": "itk_inspector.api.whole_image",
    "labels": "itk_inspector.api.whole_labels",
    "list_series": "itk_inspector.api.opening",
    "ArrayIndex": "itk_inspector.core.geometry.indexing",
    "ContinuousIndex": "itk_inspector.core.geometry.indexing",
    "ItkIndex": "itk_inspector.core.geometry.indexing",
    "PhysicalPoint": "itk_inspector.core.geometry.indexing",
    "DicomOptions": "itk_inspector.core.export.dicom_options",
    "EditSession": "itk_inspector.core.editing.session",
    "Geometry": "itk_inspector.core.geometry.geometry",
    "ImageDocument": "itk_inspector.core.image.document",
    "ImageInfo": "itk_inspector.core.header.image_info",
    "Limits": "itk_inspector.worker.parent.watchdog",
    "Probe": "itk_inspector.core.pixels.probe",
    "Session": "itk_inspector.api.keeping",
    "InspectorError": "itk_inspector.core.errors",
    "UsageError": "itk_inspector.core.errors",
    "OpenError": "itk_inspector.core.errors",
    "ExportError": "itk_inspector.core.errors",
    "EditError": "itk_inspector.core.errors",
    "ProbeError": "itk_inspector.core.errors",
    "ImageWarning": "itk_inspector.core.errors",
}

__all__ = ["__version__", *_PUBLIC]  # names come from the lazy table


def __getattr__(name: str) -> Any:
    """Load public names when they are first asked for, so that the child process never loads Qt."""
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_PUBLIC[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
