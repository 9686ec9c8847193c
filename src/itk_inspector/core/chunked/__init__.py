"""Images that lie in chunks, at several resolutions, and are read in parts."""
