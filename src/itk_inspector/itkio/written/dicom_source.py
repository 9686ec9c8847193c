"""What a DICOM series that is written takes over from the original's: tags of the standard, each checked (PS3.5, 6.2).

Everything else is left behind, private elements and sequences among it: it may hold anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from pathlib import Path

import pydicom
from pydicom import config, datadict
from pydicom.valuerep import validate_value

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.export.format_words import is_of_dicom
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.itkio.second.dicom_data_set import Elements, asking_pydicom, read_data_set
from itk_inspector.itkio.second.second_reader import SecondReaderError

CT, MR = "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.4"
"""Storage classes that a derived series can be of, too (PS3.4, B.5)."""
TECHNICAL = (
    *("Modality", "BodyPartExamined", "Laterality", "PatientPosition"),
    *("LossyImageCompression", "LossyImageCompressionRatio", "LossyImageCompressionMethod", "BurnedInAnnotation"),
    "KVP",
    *("ScanningSequence", "SequenceVariant", "ScanOptions", "MRAcquisitionType"),
    *("RepetitionTime", "EchoTime", "InversionTime", "EchoTrainLength", "MagneticFieldStrength", "FlipAngle"),
)
"""What does not tell whose image it is: none of it is in PS3.15, table E.1-1."""
WINDOW = ("WindowCenter", "WindowWidth")
"""Which values are shown as black and as white: right as long as the values are the original's."""
PERSONAL = (
    *("PatientName", "PatientID", "IssuerOfPatientID", "PatientBirthDate", "PatientBirthTime", "PatientSex"),
    *("PatientAge", "PatientSize", "PatientWeight"),
    *("StudyInstanceUID", "StudyDate", "StudyTime", "StudyID", "AccessionNumber", "StudyDescription"),
    *("ReferringPhysicianName", "ProtocolName", "SeriesDescription"),
    *("FrameOfReferenceUID", "PositionReferenceIndicator"),
)
"""Patient, study, and the space of the image (PS3.3, C.7.1 to C.7.4)."""
_MOST_VALUES = 32
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Source:
    """The original's tags.

    Parameters
    ----------
    kind : str
        SOPClassUID; empty where there is none.
    values : dict of str to tuple of str
        By keyword, as texts; only what is sound.
    unsound : tuple of str
        Keywords of what is not, and is left out.
    """

    kind: str = ""
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unsound: tuple[str, ...] = ()

    def first(self, keyword: str) -> str:
        """Return the first value of an element; ``""`` without one."""
        return next(iter(self.values.get(keyword, ())), "")

    @property
    def note(self) -> str:
        """Say what was left out; ``""`` for nothing."""
        if not self.unsound:
            return ""
        names = ", ".join([*self.unsound[:_MOST_NAMED], *(["…"] if len(self.unsound) > _MOST_NAMED else [])])
        return f"Not valid in the original, and left out: {names}."


def source_file(info: ImageInfo) -> Path | None:
    """Return the file of the original that is asked for its tags; None where it is not DICOM."""
    if not is_of_dicom(info):
        return None
    return info.data_files[0] if info.data_files else info.path


def read_source(path: Path, keywords: Sequence[str]) -> Source:
    """Read some tags that may be taken over.

    Raises
    ------
    SecondReaderError
        If the file cannot be read as DICOM.
    OSError
        If it cannot be read at all.
    """
    with asking_pydicom():
        found = read_data_set(path)
    elements, unsound = found.elements, list[str]()
    values: dict[str, tuple[str, ...]] = {}
    for keyword in keywords:
        try:
            with asking_pydicom():
                words = _texts(elements, keyword)
        except SecondReaderError:
            words = None
        if words is None:
            unsound.append(keyword)
        elif words:
            values[keyword] = words
    return Source(found.sop_class, values, tuple(unsound))


def _texts(elements: Elements, keyword: str) -> tuple[str, ...] | None:
    """Return the values of an element, nothing for an empty one, or None where one is not sound."""
    tag = datadict.tag_for_keyword(keyword)
    if tag is None or tag not in elements.data_set:
        return ()
    kind = datadict.dictionary_VR(tag)
    element: pydicom.DataElement = elements.data_set[tag]
    words = elements.texts(keyword)
    if not "".join(words):
        return ()
    several = datadict.dictionary_VM(tag) != "1"
    sound = kind == element.VR and (several or len(words) == 1) and len(words) <= _MOST_VALUES
    return words if sound and all(is_sound(kind, word) for word in words) else None


def is_sound(kind: str, word: str) -> bool:
    """Tell whether a text is a value of a kind (VR): as long as it may be, of its letters, and readable."""
    if "\ufffd" in word or "\\" in word or not all(c.isprintable() for c in word):
        return False
    try:
        validate_value(kind, word, config.RAISE)
    except ValueError:
        return False
    return True
