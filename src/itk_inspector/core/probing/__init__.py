"""Ways to name a pixel: positions as text, and values to look for."""
