"""Files whose common elements are encoded once are those that pydicom writes at one go."""

from __future__ import annotations

from io import BytesIO

import pytest
from pydicom import dcmwrite
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

from itk_inspector.itkio.written.dicom_file import SliceFiles


def common() -> Dataset:
    """Texts beyond ASCII, a name, decimal strings, a sequence, and an element whose type the pixels decide."""
    found = Dataset()
    found.SpecificCharacterSet = "ISO_IR 192"
    found.PatientName = "Müller^中文=漢字"
    found.SeriesDescription = "Größe"
    found.SOPClassUID = CTImageStorage
    found.StudyDate = None
    found.PixelSpacing = ["0.5", "0.75"]
    found.ImageType = ["DERIVED", "SECONDARY"]
    found.PixelRepresentation = 1
    found.SmallestImagePixelValue = -7
    code = Dataset()
    code.CodeMeaning = "Übersicht"
    found.ViewCodeSequence = [code]
    found.WindowCenter = "40"
    return found


def own(number: int, size: int) -> Dataset:
    found = Dataset()
    found.SOPInstanceUID = generate_uid(entropy_srcs=[str(number)])
    found.InstanceNumber = number
    found.ImagePositionPatient = ["1", "2", str(number)]
    found.add_new("PixelData", "OW", bytes(range(size)))
    found.file_meta = FileMetaDataset()
    found.file_meta.MediaStorageSOPClassUID = CTImageStorage
    found.file_meta.MediaStorageSOPInstanceUID = found.SOPInstanceUID
    found.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    return found


def at_one_go(first: Dataset, *more: Dataset) -> bytes:
    whole = Dataset(first)
    for part in more:
        for element in part:
            whole[element.tag] = element
    whole.file_meta = more[-1].file_meta
    stream = BytesIO()
    dcmwrite(stream, whole, enforce_file_format=True)
    return stream.getvalue()


@pytest.mark.parametrize("number", [1, 23, 456])
def test_the_bytes_are_those_of_pydicom(number: int) -> None:
    files = SliceFiles(common())

    assert files.file(own(number, 2 * number % 256)) == at_one_go(common(), own(number, 2 * number % 256))


def test_what_a_slice_has_of_its_own_goes_before() -> None:
    one = own(1, 8)
    one.WindowCenter = "50"
    one.SeriesDescription = "Ä"

    assert SliceFiles(common()).file(one) == at_one_go(common(), one)


def test_elements_are_encoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    encoded: list[int] = []
    real = SliceFiles._encoded  # counted, not replaced

    def counted(files: SliceFiles, element: object) -> bytes:
        encoded.append(1)
        return real(files, element)  # type: ignore[arg-type]

    monkeypatch.setattr(SliceFiles, "_encoded", counted)
    files = SliceFiles(common())
    for number in range(100):
        files.file(own(number, 8))

    assert len(encoded) == len(common()) + 100 * len(own(0, 8))
