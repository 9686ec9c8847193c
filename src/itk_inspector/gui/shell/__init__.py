"""The main window, its menus, docks and tabs."""
