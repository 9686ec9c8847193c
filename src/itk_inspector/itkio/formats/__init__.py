"""What is to be known of single formats."""
