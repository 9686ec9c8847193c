"""Colours, fonts, icons and text."""
