"""Indices, axes, planes, boxes, and where pixels lie in space."""
