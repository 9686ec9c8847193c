"""Opening, saving and closing."""

from __future__ import annotations

from itk_inspector.control.actions.action import Action, Toolbar
from itk_inspector.control.actions.condition import (
    BUSY,
    FILE,
    IDLE_IMAGE,
    IMAGE,
    OPERABLE,
    PARTS,
    SERIES,
    TILED,
    WHOLE_IMAGE,
)
from itk_inspector.core.display.placing import Placing

FILE_ACTIONS = (
    Action("open", "&Open…", "&File", "Open an image file.", lambda c: c.dialogs.ask_open(),
           (":Open",), "open", toolbar=Toolbar(1, 1, "Open")),
    Action("openFolder", "Open &folder…", "&File", "Open a DICOM series of a folder.",
           lambda c: c.dialogs.ask_folder(), ("Ctrl+Shift+O",), "open"),
    Action("openAddress", "Open a&ddress…", "&File", "Open an image in chunks from the network.",
           lambda c: c.dialogs.ask_address(), followed_by="recentMenu"),
    Action("openLayer", "Open as la&yer…", "&File", "Open an image over the one on screen, at the same physical place.",
           lambda c: c.dialogs.ask_open_over(Placing.LAYER), enabled=WHOLE_IMAGE),
    Action("openLabels", "Open as la&bel overlay…", "&File", "Open a label image over the one on screen.",
           lambda c: c.dialogs.ask_open_over(Placing.LABELS), enabled=WHOLE_IMAGE, followed_by="tabLayerMenu"),
    Action("openSeries", "Open &whole series", "&File", "Open the DICOM series that this slice belongs to.",
           lambda c: c.app.files.open_whole_series(), enabled=SERIES),
    Action("choosePart", "Choose &image in file…", "&File", "Open another of the images that this file holds.",
           lambda c: c.app.files.choose_part(), enabled=PARTS),
    Action("openPart", "Open &this part…", "&File", "Open what is on screen of an image that is read in parts.",
           lambda c: c.app.later.beside.open_part.ask(), enabled=TILED),
    Action("reload", "Re&load", "&File", "Read the file again; keep plane, slice, zoom and contrast.",
           lambda c: c.app.files.reload(), (":Refresh",), "reload", FILE),
    Action("save", "&Save", "&File", "Save where it was saved before; the first time, you are asked where.",
           lambda c: c.app.saving.save(), (":Save",), "save", IDLE_IMAGE, toolbar=Toolbar(1, 2, "Save")),
    Action("saveCopy", "Sav&e as…", "&File", "Save the image, the edited copy or a part to a file of your choice.",
           lambda c: c.app.saving.ask(), ("Ctrl+Shift+S",), "save", IDLE_IMAGE),
    Action("saveScreenshot", "Save &picture…", "&File", "Save a picture of the canvas, the window or the slice as PNG.",
           lambda c: c.dialogs.save_screenshot(), ("Ctrl+Alt+S",), "camera", IMAGE),
    Action("applyJournal", "Apply &journal…", "&File", "Repeat the edits of a journal on this image.",
           lambda c: c.dialogs.apply_journal(), enabled=OPERABLE, followed_by="openInMenu"),
    Action("cancel", "C&ancel", "&File", "Stop reading or saving; the present image stays open.",
           lambda c: c.app.tasks.cancel(), ("Esc",), "cancel", BUSY),
    Action("sample", "Open sa&mple image", "&File", "Open the sample image that comes with the program.",
           lambda c: c.dialogs.open_sample("head-phantom.png"), separator=True),
    Action("sampleVolume", "Open sample &volume", "&File", "Open the sample volume that comes with the program.",
           lambda c: c.dialogs.open_sample("oblique-volume.nrrd")),
    Action("closeImage", "&Close image", "&File", "Close the image on screen.", lambda c: c.app.tabs.close(),
           (":Close", "Ctrl+W"), "", IMAGE),
    Action("quit", "&Quit", "&File", "Close the window.", lambda c: c.window.close(), (":Quit", "Ctrl+Q"),
           separator=True),
)  # fmt: skip
