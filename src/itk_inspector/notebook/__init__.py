"""Images in notebooks and terminals: a slice as a picture, and tables; no window."""
