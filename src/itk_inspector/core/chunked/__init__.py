"""Images in chunks, at several resolutions: their levels, and the tiles that are read of them."""
