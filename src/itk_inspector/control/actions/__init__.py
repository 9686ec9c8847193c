"""Every menu entry, button and shortcut."""
