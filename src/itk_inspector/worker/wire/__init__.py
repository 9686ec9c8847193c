"""What the window's process and a child say to each other, and how."""
