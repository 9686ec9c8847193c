"""What the pointer does to the copy."""
