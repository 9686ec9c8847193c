"""The only rooms that touch ``itk``; each imports it late, because it takes seconds."""
