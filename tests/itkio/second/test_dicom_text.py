"""Text in every character set of DICOM; pydicom's own reading of whole files, and plain text, are the judges."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pydicom
import pytest

from dicom_files import write_series, write_slice
from itk_inspector.core.export.preflight import ExportRequest
from itk_inspector.itkio.dicom.folder_scan import scan
from itk_inspector.itkio.dicom.series_header import read_series_header
from itk_inspector.itkio.header import read_header
from itk_inspector.itkio.writer import write

GREY = np.zeros((4, 5), np.uint16)
NAME, INSTITUTION, DESCRIPTION = "0010|0010", "0008|0080", "0008|103e"

SETS = [
    ("ISO_IR 100", "Müller^Jürgen", "Uniklinik Köln"),
    ("ISO_IR 101", "Wałęsa^Lech", "Łódź"),
    ("ISO_IR 144", "Люкceмбypг", "Клиника"),
    ("ISO_IR 126", "Διονυσιος", "Νοσοκομειο"),
    ("ISO_IR 138", "שרון^דבורה", "בית חולים"),
    ("ISO_IR 166", "นาย^สมชาย", "โรงพยาบาล"),
    ("ISO_IR 192", "Wang^XiaoDong=王^小東", "Köln 東京"),
    ("GB18030", "Wang^XiaoDong=王^小东", "北京医院"),
    (["", "ISO 2022 IR 87"], "Yamada^Tarou=山田^太郎=やまだ^たろう", "東京病院"),
    (["", "ISO 2022 IR 149"], "Hong^Gildong=洪^吉洞=홍^길동", "서울병원"),
    (["ISO 2022 IR 100", "ISO 2022 IR 144"], "Müller^Люкceмбypг", "Köln Клиника"),
]
IDS = [one[0] if isinstance(one[0], str) else one[0][1] for one in SETS]


def written(path: Path, sets: str | list[str], name: str, institution: str) -> Path:
    return write_slice(
        path, GREY, (0, 0, 0), uid="1", SpecificCharacterSet=sets, PatientName=name, InstitutionName=institution
    )


@pytest.mark.parametrize(("sets", "name", "institution"), SETS, ids=IDS)
def test_every_key_is_decoded(tmp_path: Path, sets: str | list[str], name: str, institution: str) -> None:
    path = written(tmp_path / "a.dcm", sets, name, institution)

    found = read_header(path).info.metadata

    judge = pydicom.dcmread(path)
    assert (str(judge.PatientName), judge.InstitutionName) == (name, institution)
    assert (found[NAME], found[INSTITUTION]) == (name, institution)


@pytest.mark.parametrize(("sets", "name", "institution"), SETS, ids=IDS)
@pytest.mark.parametrize("suffix", [".nrrd", ".mha"])
def test_saved_copies_hold_the_same_text(
    tmp_path: Path, sets: str | list[str], name: str, institution: str, suffix: str
) -> None:
    header = read_header(written(tmp_path / "in.dcm", sets, name, institution))
    (tmp_path / "out").mkdir()

    done = write(np.zeros((1, 4, 5), np.uint16), header.info, ExportRequest(tmp_path / f"a{suffix}"), tmp_path / "out")

    assert f"={name}\n".encode() in done.path.read_bytes().replace(b" ", b"").replace(b":=", b"=")
    assert institution.encode() in done.path.read_bytes()


def test_a_series_is_listed_and_described_in_its_character_set(tmp_path: Path) -> None:
    files = write_series(
        tmp_path, (0, 2), SpecificCharacterSet="ISO_IR 144", PatientName="Люкceмбypг^Иван", SeriesDescription="Голова"
    )

    (series,) = scan(tmp_path).series
    info = read_series_header(tmp_path, files).info

    assert (series.patient, series.description) == ("Люкceмбypг Иван", "Голова")
    assert (info.metadata[NAME], info.metadata[DESCRIPTION]) == ("Люкceмбypг^Иван", "Голова")


@pytest.mark.parametrize("sets", ["ISO_IR 999", "nonsense\\more", "ISO 2022 IR 87\\ISO_IR 100"])
def test_odd_character_sets_lose_no_key(tmp_path: Path, sets: str) -> None:
    path = written(tmp_path / "a.dcm", "ISO_IR 100", "Müller", "Köln")
    named = b"ISO_IR 100"
    path.write_bytes(path.read_bytes().replace(named, sets.encode()[:10].ljust(10)))

    found = read_header(path).info.metadata

    assert found[INSTITUTION].startswith("K")
    assert found["0008|0060"] == "MR"


def test_undeclared_bytes_are_marked_as_unknown(tmp_path: Path) -> None:
    path = written(tmp_path / "a.dcm", "ISO_IR 100", "Müller", "Köln")
    path.write_bytes(path.read_bytes().replace(b"ISO_IR 100", b"ISO_IR 6  "))

    assert read_header(path).info.metadata[INSTITUTION].startswith("K")
