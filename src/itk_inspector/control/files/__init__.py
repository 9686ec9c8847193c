"""Opening, reloading and saving."""
