"""The image on screen, and what is drawn above it."""
