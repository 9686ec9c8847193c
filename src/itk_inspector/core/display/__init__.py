"""How stored values become colours."""
