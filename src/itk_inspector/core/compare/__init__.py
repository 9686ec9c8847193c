"""How two images differ, in space and in value."""
