"""What may be written, and what must be agreed to before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from itk_inspector.core.errors import ExportError, UsageError
from itk_inspector.core.export.consents import ConsentKind, consents_needed, is_source, permit
from itk_inspector.core.export.preflight import ExportRequest, Severity, check
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.file_stamp import FileStamp
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.header.space import Space


def info(**changes: Any) -> ImageInfo:
    path = Path("/data/source.nrrd")
    plain = ImageInfo(path, "NrrdImageIO", "scalar", "short", 1, "int16", Geometry.identity((4, 3, 2)))
    return replace(plain, **{"space": Space("mm", is_patient=True), **changes})


@pytest.fixture
def source(tmp_path: Path) -> ImageInfo:
    path = tmp_path / "source.nrrd"
    path.write_bytes(b"source")
    return info(path=path, stamp=FileStamp.of(path))


def asked(target: Path, **changes: Any) -> ExportRequest:
    return ExportRequest(target, **changes)


def test_a_new_file_may_be_written(source: ImageInfo, tmp_path: Path) -> None:
    assert permit(source, asked(tmp_path / "new.nrrd")) == ()


def test_a_refused_format_raises_with_the_name(source: ImageInfo, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"new\.png was not written: PNG cannot hold int16"):
        permit(source, asked(tmp_path / "new.png", allow_loss=True))


def moved(info: ImageInfo) -> ImageInfo:
    return replace(info, geometry=replace(info.geometry, origin=(7.0,) * info.geometry.dimension))


def test_a_loss_needs_a_yes(source: ImageInfo, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no origin, spacing"):
        permit(moved(source), asked(tmp_path / "new.npy"))


def test_a_loss_that_was_agreed_to_is_permitted(source: ImageInfo, tmp_path: Path) -> None:
    found = permit(moved(source), asked(tmp_path / "new.npy", allow_loss=True))

    assert [f.severity for f in found] == [Severity.LOSS]


def test_a_note_needs_no_yes(source: ImageInfo, tmp_path: Path) -> None:
    found = permit(source, asked(tmp_path / "new.mhd"))

    assert [f.severity for f in found] == [Severity.NOTE]


def test_a_folder_is_not_a_file(source: ImageInfo, tmp_path: Path) -> None:
    (tmp_path / "folder.nrrd").mkdir()

    with pytest.raises(UsageError, match="is a folder"):
        permit(source, asked(tmp_path / "folder.nrrd", overwrite=True))


def test_a_missing_folder_is_told(source: ImageInfo, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        permit(source, asked(tmp_path / "missing" / "new.nrrd"))


def test_an_existing_file_needs_a_yes(source: ImageInfo, tmp_path: Path) -> None:
    (tmp_path / "there.nrrd").touch()

    with pytest.raises(ExportError, match=r"there\.nrrd exists"):
        permit(source, asked(tmp_path / "there.nrrd"))


def test_an_existing_file_may_be_replaced_when_agreed(source: ImageInfo, tmp_path: Path) -> None:
    (tmp_path / "there.nrrd").touch()

    assert permit(source, asked(tmp_path / "there.nrrd", overwrite=True)) == ()


def test_the_yes_for_the_source_is_no_yes_for_another_file(source: ImageInfo, tmp_path: Path) -> None:
    (tmp_path / "there.nrrd").touch()

    with pytest.raises(ExportError, match=r"there\.nrrd exists"):
        permit(source, asked(tmp_path / "there.nrrd", overwrite_source=True))


def test_the_source_needs_a_yes_of_its_own(source: ImageInfo) -> None:
    with pytest.raises(ExportError, match="the file that was opened"):
        permit(source, asked(source.path, overwrite=True))


def test_the_source_may_be_replaced_with_its_own_yes(source: ImageInfo) -> None:
    assert permit(source, asked(source.path, overwrite_source=True)) == ()


def test_the_source_is_known_by_any_name(source: ImageInfo, tmp_path: Path) -> None:
    (tmp_path / "link.nrrd").symlink_to(source.path)

    with pytest.raises(ExportError, match="the file that was opened"):
        permit(source, asked(tmp_path / "link.nrrd", overwrite=True))


def test_a_second_file_that_is_there_gets_a_neighbour(source: ImageInfo, tmp_path: Path) -> None:
    (tmp_path / "new.raw").touch()

    (found,) = permit(source, asked(tmp_path / "new.mhd"))

    assert found.text == "Two files are written; the pixels go into a new .raw file beside the one that is there."


def test_the_pixels_of_the_source_need_the_yes_for_the_source(tmp_path: Path) -> None:
    (tmp_path / "ct.nhdr").touch()
    (tmp_path / "ct.npy").touch()
    stamp = FileStamp.of(tmp_path / "ct.npy")
    about = info(path=tmp_path / "ct.nhdr", stamp=FileStamp.of(tmp_path / "ct.nhdr"))
    about = replace(about, data_files=(tmp_path / "ct.npy",), data_stamps=(stamp,))

    with pytest.raises(ExportError, match="a file of the image that was opened"):
        permit(about, asked(tmp_path / "ct.npy", overwrite=True))


def test_a_file_of_another_open_image_needs_the_separate_yes(source: ImageInfo, tmp_path: Path) -> None:
    other = tmp_path / "other.nrrd"
    other.touch()
    protected = (FileStamp.of(other),)

    with pytest.raises(ExportError, match="another image that is open"):
        permit(source, asked(other, overwrite=True, protected=protected))
    assert permit(source, asked(other, overwrite_source=True, protected=protected)) == ()


@pytest.mark.parametrize(
    "name", ["LIST.mhd", "list2.nhdr", "a%d.mhd", " a.nhdr", "~a.mhd", "a\\b.mhd", "=a.mhd", "a:b.nhdr"]
)
def test_a_name_that_the_format_reads_otherwise_is_refused(source: ImageInfo, tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError, match="Choose another name"):
        permit(source, asked(tmp_path / name))


def test_a_folder_that_the_format_reads_otherwise_is_refused(source: ImageInfo, tmp_path: Path) -> None:
    (tmp_path / "50% done").mkdir()

    with pytest.raises(ExportError, match=r"with “%” in its name. Choose \.mha"):
        permit(source, asked(tmp_path / "50% done" / "a.mhd"))
    assert permit(source, asked(tmp_path / "50% done" / "a.nhdr")) is not None


@pytest.mark.parametrize("there", ["new.hdr", "new.img"])
def test_a_nifti_pair_is_never_replaced(source: ImageInfo, tmp_path: Path, there: str) -> None:
    (tmp_path / there).touch()

    with pytest.raises(ExportError, match="cannot be replaced in one step"):
        permit(source, asked(tmp_path / "new.hdr", overwrite=True))


def test_an_image_from_memory_has_no_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "array").touch()
    assert not is_source(info(path=Path("array")), tmp_path / "new.nrrd")


# ------------------------------------------------------------------ the list


def needed(about: ImageInfo, request: ExportRequest) -> list[tuple[ConsentKind, bool]]:
    return [(c.kind, c.is_missing) for c in consents_needed(about, request, check(about, request))]


def test_nothing_needs_a_yes_where_nothing_is_lost_or_replaced(source: ImageInfo, tmp_path: Path) -> None:
    assert needed(source, asked(tmp_path / "new.nrrd")) == []


def test_all_that_must_be_agreed_to_is_listed_at_once(source: ImageInfo, tmp_path: Path) -> None:
    (tmp_path / "there.npy").touch()
    about = replace(moved(source), metadata={"patient": "Doe"})

    assert needed(about, asked(tmp_path / "there.npy")) == [(ConsentKind.LOSS, True), (ConsentKind.REPLACE, True)]
    assert needed(about, asked(tmp_path / "there.npy", allow_loss=True, overwrite=True)) == [
        (ConsentKind.LOSS, False),
        (ConsentKind.REPLACE, False),
    ]


def test_replacing_what_is_open_is_one_question_and_not_two(source: ImageInfo) -> None:
    assert needed(source, asked(source.path, overwrite=True)) == [(ConsentKind.REPLACE_OPEN, True)]


@pytest.mark.parametrize(
    ("is_own", "question"),
    [(True, "Overwrite the file that was opened"), (False, "Overwrite a file of another image that is open")],
)
def test_the_question_says_whose_file_it_is(source: ImageInfo, tmp_path: Path, is_own: bool, question: str) -> None:
    other = tmp_path / "other.nrrd"
    other.touch()
    request = asked(source.path if is_own else other, protected=(FileStamp.of(other),))

    (consent,) = consents_needed(source, request, ())

    assert consent.question == question


@pytest.mark.parametrize("metadata", [True, False])
def test_metadata_are_a_choice_that_stops_nothing(source: ImageInfo, tmp_path: Path, metadata: bool) -> None:
    about = replace(source, metadata={"patient": "Doe"})
    request = asked(tmp_path / "new.nrrd", metadata=metadata)

    (consent,) = consents_needed(about, request, check(about, request))

    assert (consent.kind, consent.is_given, consent.is_missing) == (ConsentKind.METADATA, metadata, False)


def test_what_is_refused_needs_no_yes(source: ImageInfo, tmp_path: Path) -> None:
    (tmp_path / "there.png").touch()

    assert needed(source, asked(tmp_path / "there.png")) == []


@pytest.mark.parametrize("request_changes", [{}, {"allow_loss": True}, {"allow_loss": True, "overwrite": True}])
def test_what_is_permitted_has_no_missing_yes(
    source: ImageInfo, tmp_path: Path, request_changes: dict[str, bool]
) -> None:
    (tmp_path / "there.npy").touch()
    about, request = moved(source), asked(tmp_path / "there.npy", **request_changes)
    missing = [c.refusal for c in consents_needed(about, request, check(about, request)) if c.is_missing]
    said = []

    try:
        permit(about, request)
    except ExportError as e:
        said = [e.message]

    assert said == missing[:1]
    assert all(f.severity is not Severity.REFUSED for f in check(about, request))
