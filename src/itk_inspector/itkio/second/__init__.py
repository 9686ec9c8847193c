"""A second opinion: independent readers, and what they say of a file that ITK has read."""
