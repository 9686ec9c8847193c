"""Statistics of an image under the labels over it are worked out while the page is seen, and lead to the labels."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.probing import under_labels_controller
from itk_inspector.core.display.colour_map_names import LABELS
from itk_inspector.core.display.layer_look import IMAGE_LOOK, LABELS_LOOK, LayerLook
from itk_inspector.core.errors import InspectorError
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.header.stored_level import StoredLevel
from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.outcome import LabelsFound
from itk_inspector.core.labels.label_table import Label, LabelTable
from itk_inspector.core.measure.under_label import UnderLabels


def labels(desk: Any, name: str = "l.nrrd", labels: LabelTable | None = None, **where: Any) -> ImageDocument:
    """Labels 0, 1 and 2 from the left to the right: of 7 × 6 pixels that count up from 0."""
    made = desk.document(name, (7, 6), labels=labels)
    pixels = np.repeat([[0, 0, 1, 1, 2, 2, 2]], 6, axis=0).astype(np.uint8)
    pixels.flags.writeable = False
    geometry = replace(made.info.geometry, **where)
    itk = type(made.itk_pixels)(pixels, geometry.start_index)
    return ImageDocument(replace(made.info, geometry=geometry), pixels, itk, type(made.store)(pixels))


def lay(desk: Any, document: ImageDocument, look: LayerLook = LABELS_LOOK) -> OpenImage:
    over = OpenImage(document)
    with desk.app.images.changing():
        desk.app.images.lay(over, desk.app.images.current, look)
    return over


def told(desk: Any) -> list[tuple[int, int, float | None]]:
    return [(row.label, row.pixels, row.statistics.mean) for row in desk.under_labels_panel.found.rows]


def choose(desk: Any, image: OpenImage) -> None:
    with desk.app.images.changing():
        desk.app.images.bring(image)


@pytest.fixture
def seen(desk: Any) -> Any:
    desk.under_labels_panel.is_seen = True
    desk.show("a.nrrd", (7, 6))
    return desk


def test_the_page_is_offered_while_labels_lie_over_the_image(desk: Any) -> None:
    desk.show("a.nrrd", (7, 6))
    assert not desk.under_labels_panel.is_offered

    over = lay(desk, labels(desk))
    assert (desk.under_labels_panel.is_offered, desk.under_labels_panel.said) == (True, "")

    with desk.app.images.changing():
        desk.app.images.remove(over)
    assert not desk.under_labels_panel.is_offered


def test_nothing_is_worked_out_until_the_page_is_seen(desk: Any) -> None:
    desk.show("a.nrrd", (7, 6))
    lay(desk, labels(desk))
    desk.under_labels_panel.is_seen = True
    desk.app.under_labels.fill()

    assert told(desk) == [(1, 12, 20.0), (2, 18, 22.5)]


def test_chosen_labels_measure_the_image_below(seen: Any) -> None:
    over = lay(seen, labels(seen))
    choose(seen, over)

    assert (seen.under_labels_panel.pair.image, seen.under_labels_panel.pair.labels) == ("a.nrrd", "l.nrrd")
    assert told(seen) == [(1, 12, 20.0), (2, 18, 22.5)]


def test_the_only_further_image_of_whole_numbers_counts_as_labels(seen: Any) -> None:
    lay(seen, labels(seen), IMAGE_LOOK)
    assert seen.under_labels_panel.pair.labels == "l.nrrd"

    lay(seen, labels(seen, "m.nrrd"), IMAGE_LOOK)
    assert not seen.under_labels_panel.is_offered


def test_images_of_floats_and_of_colours_are_no_labels(seen: Any) -> None:
    lay(seen, seen.document("f.nrrd", (7, 6), dtype="float32"), IMAGE_LOOK)
    lay(seen, seen.document("c.nrrd", (7, 6), components=3), IMAGE_LOOK)

    assert not seen.under_labels_panel.is_offered


def test_an_edit_of_the_labels_or_of_the_image_is_measured_anew(seen: Any) -> None:
    over = lay(seen, labels(seen))
    below = seen.app.images.current
    choose(seen, over)
    seen.app.edit.set_editing(True)
    seen.change_pixel("7")
    assert told(seen)[-1] == (7, 1, 0.0)

    choose(seen, below)
    seen.app.edit.set_editing(True)
    seen.change_pixel("200")
    assert told(seen)[-1] == (7, 1, 200.0)


def test_nothing_is_worked_out_twice(seen: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(seen, labels(seen))
    asked: list[object] = []
    monkeypatch.setattr(seen.app.under_labels._background, "ask", lambda *given: asked.append(given))

    seen.app.probe.hover(3.0, 1.0)
    seen.app.images.tell()

    assert not asked


def test_large_images_are_measured_when_that_is_asked_for(seen: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_labels_controller, "_AT_ONCE", 83)
    lay(seen, labels(seen))
    assert (seen.under_labels_panel.said, seen.app.under_labels.text("csv")) == ("unasked", "")

    seen.app.under_labels.work_out()
    assert told(seen) == [(1, 12, 20.0), (2, 18, 22.5)]


def test_a_row_leads_to_the_first_pixel_of_its_label(seen: Any) -> None:
    lay(seen, labels(seen))

    seen.app.under_labels.go_to(1)

    assert seen.app.images.current.probe.itk_index == ItkIndex.of(4, 0)


def test_in_the_label_image_it_leads_to_the_same_physical_point(seen: Any) -> None:
    over = lay(seen, labels(seen, origin=(1.0, -2.0)))
    choose(seen, over)

    seen.app.under_labels.go_to(0)

    assert seen.app.images.current is over
    assert over.probe is not None
    assert (over.probe.itk_index, over.probe.array_value) == (ItkIndex.of(2, 2), 1)


def test_rows_that_are_not_there_lead_nowhere(seen: Any) -> None:
    seen.app.under_labels.go_to(0)
    lay(seen, labels(seen))
    seen.app.under_labels.go_to(5)

    assert seen.app.images.current.probe is None


def test_the_table_is_copied_and_saved_with_the_names_of_the_labels(seen: Any, tmp_path: Path) -> None:
    lay(seen, labels(seen, labels=LabelTable((Label(2, "spleen"),), "here")))
    text = seen.app.under_labels.text("csv")

    seen.app.under_labels.save(tmp_path / "out.csv", text.encode())

    assert text.splitlines()[2].startswith("2,spleen,18,18.0,")
    assert seen.app.under_labels.text("table").splitlines()[1].startswith("1\t\t12\t")
    assert (tmp_path / "out.csv").read_text() == text
    assert seen.view.last("status") == "Saved out.csv."


def test_pixels_that_are_cut_are_not_measured(seen: Any) -> None:
    over = lay(seen, labels(seen))
    store: Any = over.document.store
    store.is_cut = True
    seen.under_labels_panel.found = None

    seen.app.under_labels.work_out()

    assert seen.under_labels_panel.found is None


def test_of_closed_images_nothing_is_kept(seen: Any) -> None:
    lay(seen, labels(seen))
    seen.app.release()

    assert (seen.app.under_labels._measured, seen.app.under_labels.text("csv")) == (None, "")


def test_what_was_cancelled_is_worked_out_when_it_is_asked_for(seen: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    background, asked = seen.app.under_labels._background, []
    with monkeypatch.context() as patch:
        patch.setattr(background, "ask", lambda *given: asked.append(given))
        lay(seen, labels(seen))
        seen.app.under_labels.cancel()
        seen.app.images.tell()
    assert (len(asked), seen.under_labels_panel.said) == (1, "unasked")

    seen.app.under_labels.work_out()
    seen.app.under_labels.cancel()
    assert seen.under_labels_panel.said == "statistics"


# an image that is read in parts ------------------------------------------------


def in_parts(image: OpenImage, monkeypatch: pytest.MonkeyPatch) -> OpenImage:
    monkeypatch.setattr(type(image.document), "is_tiled", property(lambda self: self.info.name.startswith("large")))
    return image


def opened(desk: Any, name: str, dtype: str = "int16", **facts: Any) -> OpenImage:
    desk.app.files.adopt(desk.document(name, (7, 6), dtype=dtype, **facts))
    image = desk.app.images.current
    assert image is not None
    return image


LEVEL = (StoredLevel((7, 6), (7, 6), (1.0, 1.0)),)


def as_labels(desk: Any, image: OpenImage) -> OpenImage:
    with desk.app.images.changing():
        image.settings = replace(image.settings, colour_map=LABELS)
    return image


@pytest.mark.parametrize("which", [0, 1])
def test_images_of_two_tabs_are_measured_where_one_is_in_parts(
    desk: Any, monkeypatch: pytest.MonkeyPatch, which: int
) -> None:
    desk.under_labels_panel.is_seen = True
    pair = (
        in_parts(opened(desk, "large.zarr"), monkeypatch),
        as_labels(desk, opened(desk, "l.zarr", "uint8", levels=LEVEL)),
    )
    choose(desk, pair[which])
    assert desk.under_labels_panel.offers == (["large.zarr under l.zarr"], 0)
    assert desk.under_labels_panel.text.endswith("in the background, chunk by chunk: all 126 bytes.")

    desk.app.under_labels.work_out()

    (_, labels, image), *others = desk.files.labelled
    assert (labels.path.name, image.path.name, others) == ("l.zarr", "large.zarr", [])
    assert desk.under_labels_panel.said == "working"
    desk.app.under_labels.cancel()
    assert desk.under_labels_panel.said == "unasked"


def test_labels_in_parts_are_also_told_of_alone(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.under_labels_panel.is_seen = True
    opened(desk, "v.zarr", levels=LEVEL)
    labels = as_labels(desk, in_parts(opened(desk, "large.zarr", "uint8"), monkeypatch))
    choose(desk, labels)
    assert desk.under_labels_panel.offers == (["v.zarr under large.zarr", "large.zarr alone"], 0)

    desk.app.under_labels.choose(1)
    desk.app.under_labels.work_out()

    assert desk.under_labels_panel.offers[1] == 1
    assert [(labels.path.name, image) for _, labels, image in desk.files.labelled] == [("large.zarr", None)]


@pytest.mark.parametrize("facts", [{"size": (7, 5)}, {"components": 3}])
def test_what_cannot_be_measured_is_not_offered(
    desk: Any, monkeypatch: pytest.MonkeyPatch, facts: dict[str, Any]
) -> None:
    desk.under_labels_panel.is_seen = True
    desk.app.files.adopt(desk.document("v.nrrd", facts.get("size", (7, 6)), components=facts.get("components", 1)))
    labels = as_labels(desk, in_parts(opened(desk, "large.zarr", "uint8"), monkeypatch))
    choose(desk, labels)
    assert desk.under_labels_panel.offers == (["large.zarr alone"], 0)


def test_pixels_in_memory_go_with_the_task_and_what_is_found_of_others_is_not_shown(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.under_labels_panel.is_seen = True
    large = in_parts(opened(desk, "large.zarr"), monkeypatch)
    over = as_labels(desk, opened(desk, "l.nrrd", "uint8"))
    choose(desk, over)
    desk.app.edit.set_editing(True)
    desk.app.under_labels.work_out()
    assert (desk.files.given.document, desk.files.given.is_labels) == (over.document, True)
    found = UnderLabels((), 2)
    desk.deliver(LabelsFound(desk.files.labelled[-1][0], large.info, over.info, found))
    assert (desk.under_labels_panel.said, desk.under_labels_panel.found) == ("statistics", found)

    desk.change_pixel("7")
    assert desk.under_labels_panel.said == "unasked"
    desk.app.under_labels.work_out()
    desk.change_pixel("8")  # meanwhile
    assert desk.under_labels_panel.said == "unasked"
    desk.deliver(LabelsFound(desk.files.labelled[-1][0], large.info, over.info, found))
    assert desk.under_labels_panel.said == "unasked"
    desk.files.refusal = InspectorError("It changed on disk.")
    desk.app.under_labels.work_out()
    assert desk.view.last("error")[1] is desk.files.refusal
    assert not desk.state.is_counting


def test_two_images_in_memory_are_measured_in_one_tab_only(desk: Any) -> None:
    desk.under_labels_panel.is_seen = True
    opened(desk, "v.zarr", levels=LEVEL)
    as_labels(desk, opened(desk, "l.zarr", "uint8", levels=LEVEL))
    assert not desk.under_labels_panel.is_offered
