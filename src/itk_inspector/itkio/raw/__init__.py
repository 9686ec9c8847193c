"""Pixels that lie in a file as they lie in memory."""
