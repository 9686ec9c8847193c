"""DICOM slices and series."""
