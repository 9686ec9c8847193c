"""DICOM files, folders and series."""
