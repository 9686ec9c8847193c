"""Measuring: shapes, profiles and statistics of what they cover."""
