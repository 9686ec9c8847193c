"""Hover, planes and slices."""
