"""The files that an image is made of, and their names."""
