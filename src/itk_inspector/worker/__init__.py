"""The child process that reads and writes files, and the parent's end of it."""
