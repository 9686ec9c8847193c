"""The window's end of a child process."""
