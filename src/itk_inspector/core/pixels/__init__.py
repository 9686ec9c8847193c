"""Stored values, and one pixel read through both APIs."""
