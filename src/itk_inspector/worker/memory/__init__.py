"""Mappings, scratch files and bounds on memory."""
