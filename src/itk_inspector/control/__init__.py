"""What the application does, without a toolkit."""
