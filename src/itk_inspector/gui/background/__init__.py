"""Work beside the event loop, and its answers."""
