"""Every menu entry, button and shortcut, in the order of the menus."""

from __future__ import annotations

from itk_inspector.control.actions.compare import COMPARE_ACTIONS
from itk_inspector.control.actions.copy_as import COPY_ACTIONS
from itk_inspector.control.actions.edit import EDIT_ACTIONS
from itk_inspector.control.actions.file import FILE_ACTIONS
from itk_inspector.control.actions.help import HELP_ACTIONS
from itk_inspector.control.actions.layers import LAYER_ACTIONS
from itk_inspector.control.actions.measure import MEASURE_ACTIONS
from itk_inspector.control.actions.operations import OPERATION_ACTIONS
from itk_inspector.control.actions.view import VIEW_ACTIONS
from itk_inspector.control.actions.window import WINDOW_ACTIONS

ACTIONS = (
    *FILE_ACTIONS,
    *EDIT_ACTIONS,
    *COPY_ACTIONS,
    *OPERATION_ACTIONS,
    *VIEW_ACTIONS,
    *LAYER_ACTIONS,
    *COMPARE_ACTIONS,
    *MEASURE_ACTIONS,
    *WINDOW_ACTIONS,
    *HELP_ACTIONS,
)

SWITCHES = {row.id: row.on_at_first for row in ACTIONS if row.on_at_first is not None}
"""Switches of the view, and whether they are on at first."""
