"""What confines a child that parses strangers' bytes."""
