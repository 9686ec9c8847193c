"""The editable copy, undo and redo."""
