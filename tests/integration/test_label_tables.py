"""Label tables come with an image from a confined child, and only what is sound is taken from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pytest

from itk_inspector import export, open_document
from itk_inspector.core.geometry.indexing import ItkIndex
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import HeaderReady, Opened
from itk_inspector.core.labels.label_table import Label, LabelTable
from itk_inspector.worker.parent.client import FileClient
from itk_inspector.worker.sandbox import confinement
from itk_inspector.worker.tasks.header import HeaderReply
from itk_inspector.worker.tasks.open import OpenTask
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.messages import decode, encode
from label_images import CARET, SNAP, blocks, segment_keys, write_nifti, write_nrrd
from native_only import NO_LANDLOCK

SHAPE = (4, 3, 5)


@pytest.fixture(scope="module")
def client() -> Iterator[FileClient]:
    one = FileClient()
    one.warm_up()
    yield one
    one.close()


_tokens = iter(range(1, 10**6))


def labels_of(client: FileClient, path: Path) -> LabelTable | None:
    token = next(_tokens)
    client.open(token, OpenRequest(path))
    outcome = client.wait(token)
    while isinstance(outcome, HeaderReady):
        outcome = client.wait(token)
    assert isinstance(outcome, Opened), outcome
    with outcome.document as document:
        return document.info.labels


@pytest.mark.parametrize("image", ["a.nrrd", "a.nii", "a.nii.gz"])
def test_a_table_beside_the_image_is_among_what_the_child_may_read(
    client: FileClient, tmp_path: Path, image: str
) -> None:
    (tmp_path / "a.txt").write_bytes(SNAP)
    write = write_nrrd if image == "a.nrrd" else write_nifti
    found = labels_of(client, write(tmp_path / image, blocks(SHAPE, (0, 1, 2))))

    assert found is not None
    assert found.at(2) == Label(2, "right hippocampus", 0x0000FF)
    assert found.source == "ITK-SNAP label description a.txt"


@pytest.mark.skipif(not confinement.held().files, reason=NO_LANDLOCK)
def test_a_link_that_leads_out_of_the_folder_is_not_read(client: FileClient, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(SNAP)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.txt").symlink_to(tmp_path / "b.txt")

    assert labels_of(client, write_nrrd(folder / "a.nrrd", blocks(SHAPE, (0, 1)))) is None


@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz"])
def test_the_table_in_a_header_stays_with_mapped_and_with_decoded_pixels(
    client: FileClient, tmp_path: Path, name: str
) -> None:
    found = labels_of(client, write_nifti(tmp_path / name, blocks(SHAPE, (0, 1, 2), "int32"), CARET))

    assert found is not None
    assert [label.name for label in found.labels] == ["spleen", "kidney & vein"]
    assert found.is_in_header


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("kind", [nibabel.Nifti1Image, nibabel.Nifti2Image])
def test_the_table_is_found_in_headers_of_both_versions_and_byte_orders(
    client: FileClient, tmp_path: Path, kind: Any, order: str
) -> None:
    image = kind(blocks(SHAPE, (0, 1, 2), "int16").T, np.eye(4), kind.header_class(endianness=order))
    image.header.extensions.append(nibabel.nifti1.Nifti1Extension(30, CARET.encode()))
    nibabel.save(image, tmp_path / "a.nii")

    found = labels_of(client, tmp_path / "a.nii")

    assert found is not None
    assert found.at(2) == Label(2, "kidney & vein", 0x008000)


def test_segments_come_as_they_are_in_the_header(client: FileClient, tmp_path: Path) -> None:
    keys = segment_keys(("bone", "0 1 0", 1, 0), ("", "0 0 1", 2, 0))
    found = labels_of(client, write_nrrd(tmp_path / "a.seg.nrrd", blocks(SHAPE, (0, 1, 2)), keys))

    assert found is not None
    assert found.labels == (Label(1, "bone", 0x00FF00), Label(2, "Segment_2", 0x0000FF))


@pytest.mark.parametrize(
    "unsound",
    [
        (),
        (Label(1, "a\x1b[2J"),),
        (Label(1, "a", 1 << 24),),
        (Label(1, "a", alpha=2.0),),
        (Label(1, "a", layer=-1),),
        (Label(1, "a"), Label(1, "b")),
        tuple(Label(value, "") for value in range(65_537)),
    ],
)
def test_what_no_file_could_say_is_refused(client: FileClient, tmp_path: Path, unsound: tuple[Label, ...]) -> None:
    request = OpenRequest(write_nrrd(tmp_path / "a.nrrd", blocks(SHAPE, (0, 1))), header_only=True)
    token = next(_tokens)
    client.open(token, request)
    outcome = client.wait(token)
    assert isinstance(outcome, HeaderReady)
    task, info = OpenTask(token, request), outcome.info
    sound = replace(info, labels=LabelTable((Label(1, "a"),), "x"))

    for labels, dtype in ((LabelTable(unsound, "x"), info.dtype), (sound.labels, "bool")):
        reply = HeaderReply(token, replace(info, labels=labels, dtype=dtype, itk_type=""), None)
        with pytest.raises(CodecError):
            task.check(decode(encode(reply), {"HeaderReply": HeaderReply}), ())
    task.check(decode(encode(HeaderReply(token, sound, None)), {"HeaderReply": HeaderReply}), ())


@pytest.mark.parametrize("is_layered", [False, True])
def test_an_edited_copy_of_segments_is_saved_with_their_names(tmp_path: Path, is_layered: bool) -> None:
    pixels = blocks(SHAPE, (0, 1, 2))
    pixels = np.stack([pixels == 1, pixels == 2], axis=-1).astype(np.uint8) if is_layered else pixels
    keys = segment_keys(("bone", "0 1 0", 1, 0), ("lesion", "0 0 1", *((1, 1) if is_layered else (2, 0))))
    path = write_nrrd(tmp_path / "a.seg.nrrd", pixels, keys, is_layered=is_layered)

    with open_document(path) as document:
        session = document.edit()
        session.pixels[0, 0, 0] = 1
        export(session, tmp_path / "b.seg.nrrd")
        before = document.info

    with open_document(tmp_path / "b.seg.nrrd") as saved:
        assert saved.info.labels == before.labels
        assert {key: saved.info.metadata[key] for key in keys} == keys
        assert saved.info.channels == before.channels
        assert saved.probe(ItkIndex.of(0, 0, 0)).label_names[0] == "bone"
