"""Measuring: lengths, regions, angles and curves."""

from __future__ import annotations

from itk_inspector.control.actions.action import Action
from itk_inspector.control.actions.condition import COUNTABLE, PROBE, SLICES, countable, whole
from itk_inspector.control.tools.measuring import MEASURING_TOOLS
from itk_inspector.control.tools.tool import Tool


def _tool(tool: Tool) -> Action:
    keys = (tool.shortcut,) if tool.shortcut else ()
    return Action(tool.id, tool.text, "&Measure", tool.tip, lambda c: c.app.edit.set_tool(tool), keys, tool.icon,
                  COUNTABLE, lambda s: s.tool is tool, "tool")  # fmt: skip


MEASURE_ACTIONS = (
    *(_tool(tool) for tool in MEASURING_TOOLS),
    Action("measureSlice", "Whole &slice", "&Measure", "Measure all pixels of the slice.",
           lambda c: c.app.measure.add_all(is_volume=False), (), "", COUNTABLE, separator=True),
    Action("measureVolume", "Whole &volume", "&Measure", "Measure the pixels of all slices.",
           lambda c: c.app.measure.add_all(is_volume=True), (), "", countable(SLICES)),
    Action("measureCurve", "&Curve along an axis", "&Measure",
           "Plot the values at the pixel under the cursor along an axis, or its components.",
           lambda c: c.app.measure.add_curve(), ("Shift+L",), "", whole(PROBE), context=True),
)  # fmt: skip
