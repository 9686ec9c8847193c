"""What a file says of its image."""
