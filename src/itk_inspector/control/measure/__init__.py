"""Measuring: what is drawn, what is told of it, and who works it out."""
