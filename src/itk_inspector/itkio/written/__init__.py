"""Formats that other libraries write; each library is loaded for its own format only, and in the child only."""
