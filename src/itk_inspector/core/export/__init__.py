"""What each format keeps of an image."""
