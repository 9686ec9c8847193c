"""Several images at one place: how they come, go and are arranged."""
