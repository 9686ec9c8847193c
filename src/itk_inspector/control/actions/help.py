"""What can be looked up."""

from __future__ import annotations

from itk_inspector.control.actions.action import Action

HELP_ACTIONS = (
    Action("palette", "Command &palette…", "&Help", "Find a command by its name, and run it.",
           lambda c: c.dialogs.show_palette(), ("Ctrl+Shift+P",)),
    Action("gettingStarted", "&Getting started", "&Help", "How to open an image, read a pixel and look around.",
           lambda c: c.dialogs.show_help("getting-started"), (":HelpContents",), separator=True),
    Action("conventions", "&Coordinate conventions", "&Help", "How ITK and NumPy index the same pixel.",
           lambda c: c.dialogs.show_help("coordinates")),
    Action("shortcuts", "&Keyboard and mouse", "&Help", "All shortcuts.",
           lambda c: c.dialogs.show_help("keyboard-and-mouse"), ("Ctrl+?",)),
    Action("tryIt", "&Try it: the 3 × 3 array 1 … 9", "&Help", "See where ITK has 6 at [2, 1], and NumPy 8.",
           lambda c: c.dialogs.open_sample("three-by-three.mha")),
    Action("about", "&About ITK Inspector", "&Help", "Version and licence.", lambda c: c.dialogs.show_about(),
           separator=True),
)  # fmt: skip
