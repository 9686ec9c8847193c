"""The plugin of napari: layers are sent to a window of ours, and come back with their geometry."""
