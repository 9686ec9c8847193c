"""The editable copy, its steps and its history."""
