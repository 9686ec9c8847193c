"""What the values of a label image stand for: names and colours."""
