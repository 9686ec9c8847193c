"""The parts of itk that are needed, loaded late, and its names for types and paths."""
