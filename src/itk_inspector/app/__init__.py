"""The program, one window's composition, and windows for scripts: they know everyone, and decide nothing."""
