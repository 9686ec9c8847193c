"""Text that people type, and text that came from outside."""
