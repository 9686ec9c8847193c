"""Values and functions: indices, geometry, planes, probes, edits, levels, export rules. NumPy only."""
