"""How long a DICOM folder takes: to its first slice on screen, to the whole volume, and to the answer that it is none.

Run it with ``python tests/benchmarks/dicom.py [--slices N] [--rounds N] [--kinds raw,rle,…] [FOLDER]``, on an
X server for what is on screen. It writes its own series: noisy 512 x 512 int16 slices with headers as scanners write
them, uncompressed and compressed; of compressed ones eight slices are encoded and repeated. References are read next to
ours in the same run, alternating, each in a process of its own that has loaded its library before. All give the same
values: of slices with slopes of their own, 1 GB of doubles.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "xcb" if os.environ.get("DISPLAY") else "offscreen")

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    CTImageStorage,
    ExplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGLosslessSV1,
    RLELossless,
)
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from rows import Row, show

from itk_inspector.app.composition import Composition
from itk_inspector.app.qt_application import application as qt_application
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Failed, Opened, SeriesFound
from itk_inspector.gui.shell.settings import MemoryStore, Settings
from itk_inspector.worker.parent.client import FileClient

SYNTAXES = {
    "raw": ExplicitVRLittleEndian,
    "scaled": ExplicitVRLittleEndian,  # each slice by a slope of its own, as of PET
    "jpeg": JPEGLosslessSV1,
    "rle": RLELossless,
    "j2k": JPEG2000Lossless,
}
SIZE, ENCODED = 512, 8
FIRST_SLICE, OTHER_FILES, ANSWER = 0.4, 50_000, 5.0
TEXTS = {
    "Manufacturer": "Maker", "InstitutionName": "Hospital", "StationName": "CT1", "StudyDescription": "Chest",
    "SeriesDescription": "Thorax 1.0", "ManufacturerModelName": "Model", "PatientName": "Doe^Jane", "PatientID": "7",
    "PatientBirthDate": "19700101", "PatientSex": "F", "PatientAge": "054Y", "BodyPartExamined": "CHEST",
    "KVP": "120", "DataCollectionDiameter": "500", "ProtocolName": "Thorax", "ReconstructionDiameter": "360",
    "DistanceSourceToDetector": "1040", "DistanceSourceToPatient": "570", "GantryDetectorTilt": "0",
    "TableHeight": "150", "RotationDirection": "CW", "ExposureTime": "500", "FilterType": "0",
    "GeneratorPower": "36", "FocalSpots": "1.2", "ConvolutionKernel": "B30f", "PatientPosition": "HFS",
    "StudyID": "1", "SliceThickness": "1", "StudyDate": "20240101", "SeriesDate": "20240101", "StudyTime": "101010",
    "RescaleIntercept": "0", "RescaleSlope": "1", "WindowCenter": "40", "WindowWidth": "400", "Modality": "CT",
    "AccessionNumber": "1", "ReferringPhysicianName": "Roe^Ann", "SeriesNumber": "3", "AcquisitionNumber": "2",
}  # fmt: skip
ITK = """
import sys, time, itk
kinds = {"short": itk.SS, "double": itk.D}
readers = {name: itk.ImageSeriesReader[itk.Image[kind, 3]] for name, kind in kinds.items()}
def read(folder):
    names = itk.GDCMSeriesFileNames.New(); names.SetDirectory(folder)
    files, io = names.GetFileNames(names.GetSeriesUIDs()[0]), itk.GDCMImageIO.New()
    io.SetFileName(files[0]); io.ReadImageInformation()  # itk.imread takes the type of the first file, too
    reader = readers[io.GetComponentTypeAsString(io.GetComponentType())].New(FileNames=files, ImageIO=io)
    reader.Update(); return reader.GetOutput()
"""
SITK = """
import sys, time, SimpleITK
def read(folder):
    return SimpleITK.ReadImage(SimpleITK.ImageSeriesReader.GetGDCMSeriesFileNames(folder))
"""
LOOP = """
print(flush=True)
for line in sys.stdin:
    before = time.perf_counter(); image = read(line.strip()); after = time.perf_counter(); del image
    print(after - before, flush=True)
"""


class Reference:
    """Another reader in a process of its own."""

    def __init__(self, code: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", code + LOOP], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._say, self._hear = self._process.stdin, self._process.stdout
        self._hear.readline()

    def seconds(self, folder: Path) -> float:
        """Read a folder."""
        self._say.write(f"{folder}\n")
        self._say.flush()
        return float(self._hear.readline())

    def close(self) -> None:
        """End it."""
        self._say.close()
        self._process.wait()


def header(number: int, uid: str) -> Dataset:
    """Return the header of a slice: some eighty elements, a sequence and private ones among them."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = CTImageStorage, f"{uid}.{number + 1}"
    made = Dataset()
    made.file_meta = meta
    made.SOPClassUID, made.SOPInstanceUID = CTImageStorage, meta.MediaStorageSOPInstanceUID
    made.StudyInstanceUID, made.SeriesInstanceUID, made.FrameOfReferenceUID = "1.2.3.4", uid, "1.2.3.5"
    for name, text in TEXTS.items():
        setattr(made, name, text)
    made.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    made.InstanceNumber, made.SliceLocation = number + 1, number * 0.7
    made.ContentTime = made.AcquisitionTime = f"1010{number % 60:02}"
    made.XRayTubeCurrent, made.Exposure = str(300 + number % 50), str(150 + number % 50)
    made.ImagePositionPatient, made.ImageOrientationPatient = [-180, -180, number * 0.7], [1, 0, 0, 0, 1, 0]
    made.PixelSpacing = [0.703125, 0.703125]
    made.Rows = made.Columns = SIZE
    made.SamplesPerPixel, made.PhotometricInterpretation, made.PixelRepresentation = 1, "MONOCHROME2", 1
    made.BitsAllocated = made.BitsStored = 16
    made.HighBit = 15
    reference = Dataset()
    reference.ReferencedSOPClassUID, reference.ReferencedSOPInstanceUID = CTImageStorage, "1.2.3.9"
    made.ReferencedStudySequence = [reference]
    block = made.private_block(0x0019, "MAKER CT", create=True)
    for element in range(20):
        block.add_new(element, "DS", f"{element + number}.5")
    return made


def encoded(pixels: np.ndarray, syntax: str, folder: Path) -> bytes:
    """Return one slice in a compression, as a DICOM file has it."""
    if syntax == RLELossless:
        made = header(0, "1.2.3")
        made.file_meta.TransferSyntaxUID, made.PixelData = ExplicitVRLittleEndian, pixels.tobytes()
        made.compress(RLELossless)
        return bytes(made.PixelData)
    import SimpleITK as sitk  # noqa: N813  # its usual name

    writer = sitk.ImageFileWriter()
    writer.SetFileName(str(folder / "one.dcm"))
    writer.UseCompressionOn()
    writer.SetCompressor("JPEG2000" if syntax == JPEG2000Lossless else "JPEG")
    writer.Execute(sitk.GetImageFromArray(pixels))
    made = pydicom.dcmread(folder / "one.dcm")
    assert made.file_meta.TransferSyntaxUID == syntax
    return bytes(made.PixelData)


def write_series(folder: Path, kind: str, count: int) -> Path:
    """Write a series once."""
    series = folder / f"{kind}-{count}"
    if series.is_dir():
        return series
    series.mkdir(parents=True)
    rng = np.random.default_rng(1)
    y, x = np.mgrid[0:SIZE, 0:SIZE]
    body = ((x - 256) ** 2 / 200**2 + (y - 256) ** 2 / 160**2 < 1) * 1040 - 1000
    slices = [(body + rng.normal(0, 12, body.shape)).astype(np.int16) for _ in range(ENCODED)]
    syntax = SYNTAXES[kind]
    is_raw = syntax == ExplicitVRLittleEndian
    data = [one.tobytes() if is_raw else encoded(one, syntax, folder) for one in slices]
    for number in range(count):
        made = header(number, f"1.2.826.0.1.3680043.8.498.{list(SYNTAXES).index(kind) + 1}")
        made.file_meta.TransferSyntaxUID = syntax
        if kind == "scaled":
            made.RescaleSlope = f"{1.5 + number / 1000:.4f}"
        made.add_new(0x7FE00010, "OW" if is_raw else "OB", data[number % ENCODED])
        made["PixelData"].is_undefined_length = not is_raw
        made.save_as(series / f"IM{number * 211 % count:05}.dcm", enforce_file_format=True)
    return series


def write_others(folder: Path, count: int) -> Path:
    """Write empty files, texts, pictures and unnamed bytes once."""
    others = folder / f"others-{count}"
    if not others.is_dir():
        others.mkdir(parents=True)
        rng = np.random.default_rng(2)
        contents = (b"", b"some text\n" * 300, b"\x89PNG\r\n\x1a\n" + rng.bytes(3000), rng.bytes(2000))
        for number in range(count):
            kind = number % 4
            (others / f"{number:06}{('', '.txt', '.png', '')[kind]}").write_bytes(contents[kind])
    return others


def volume(client: FileClient, folder: Path, token: int) -> float:
    """Look through a folder and open its series; return the seconds."""
    before = time.perf_counter()
    client.open(token, OpenRequest(folder))
    found = client.wait(token)
    assert isinstance(found, SeriesFound)
    client.open(token + 1, OpenRequest(folder).of_series(found.catalog.series[0]))
    opened = client.wait(token + 1)
    seconds = time.perf_counter() - before
    assert isinstance(opened, Opened)
    opened.document.close()
    return seconds


def whole_volumes(series: dict[str, Path], rounds: int) -> list[Row]:
    """Read each series with ours, itk and SimpleITK in turn."""
    client = FileClient()
    client.warm_up()
    others = {"itk": Reference(ITK)}
    if importlib.util.find_spec("SimpleITK"):
        others["SimpleITK"] = Reference(SITK)
    found, token = [], 1
    volume(client, next(iter(series.values())), 10_000)
    for kind, folder in series.items():
        taken: dict[str, list[float]] = {name: [] for name in ("ours", *others)}
        for _ in range(rounds if kind == "raw" else max(1, rounds // 3)):
            for name, other in others.items():
                taken[name].append(other.seconds(folder))
            taken["ours"].append(volume(client, folder, token))
            token += 2
        medians = {name: statistics.median(all_of) for name, all_of in taken.items()}
        ratio = medians["ours"] / medians["itk"]
        said = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in medians.items())
        count = len(list(folder.iterdir()))
        found.append(
            Row("8", f"{count} DICOM slices, {kind}, to the whole volume", f"{said}; {ratio:.2f} x itk", "1.0 x itk",
                ratio <= 1.0, "start of the processes; files are in the page cache")
        )  # fmt: skip
    for other in others.values():
        other.close()
    client.close()
    return found


def _is_picture(image: QImage) -> bool:
    """Tell a picture, be it of a few greys, from a page of text: several colours, and none of them everywhere."""
    data = np.frombuffer(image.convertToFormat(QImage.Format.Format_RGB32).constBits(), np.uint32)
    found, counts = np.unique(data[::7], return_counts=True)
    return len(found) > 4 and bool(counts.max() < counts.sum() / 2)


class Window:
    """A window that is ready."""

    def __init__(self) -> None:
        self._application = qt_application()
        self.composition = Composition(Settings(MemoryStore()))
        self.composition.window.resize(1200, 800)
        self.composition.window.show()
        self.composition.warm_up(expects_image=True)
        until = time.perf_counter() + 15
        while time.perf_counter() < until and not self.composition.files.children[0].is_ready:
            self.go_on(0.01)
        self.go_on(1.5)

    def go_on(self, seconds: float) -> None:
        """Let it work."""
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            QApplication.processEvents()
            time.sleep(0.001)

    def shows(self) -> bool:
        """Tell whether a picture is on the screen, in the middle of the canvas."""
        window = self.composition.window
        screen = QGuiApplication.primaryScreen()
        centre = window.canvas.mapTo(window, window.canvas.rect().center())
        return _is_picture(screen.grabWindow(window.winId(), centre.x() - 50, centre.y() - 50, 100, 100).toImage())

    def seconds_to(self, folder: Path) -> tuple[float, float]:
        """Open a folder; return the seconds to the first picture, and to the whole volume."""
        before = time.perf_counter()
        self.composition.open(folder)
        first = 0.0
        while not first or self.composition.app.files.is_loading:
            QApplication.processEvents()
            if not first and self.shows():
                first = time.perf_counter() - before
            if time.perf_counter() - before > 120:
                raise TimeoutError(folder)
            time.sleep(0.001)
        whole = time.perf_counter() - before
        images = self.composition.app.images
        while images.all:
            with images.changing():
                images.remove(images.all[-1])
        self.go_on(0.3)
        assert not self.shows()
        return first, whole

    def close(self) -> None:
        """End it."""
        self.composition.dispose()
        self.composition.window.close_for_good()


def first_slices(series: dict[str, Path], rounds: int) -> list[Row]:
    """Open each series in a window."""
    window = Window()
    window.seconds_to(next(iter(series.values())))
    found = []
    for kind, folder in series.items():
        both = [window.seconds_to(folder) for _ in range(rounds if kind == "raw" else max(1, rounds // 3))]
        first, whole = (statistics.median(one[n] for one in both) for n in (0, 1))
        count = len(list(folder.iterdir()))
        found.append(
            Row("8", f"{count} DICOM slices, {kind}, to the first slice on screen",
                f"{first:.2f} s (whole volume {whole:.2f} s)", f"{FIRST_SLICE} s", first <= FIRST_SLICE,
                "start of the window; files are in the page cache")
        )  # fmt: skip
    window.close()
    return found


def other_files(folder: Path, rounds: int) -> Row:
    """Look through a folder without DICOM."""
    client = FileClient()
    client.warm_up()
    taken = []
    for token in range(1, rounds + 1):
        before = time.perf_counter()
        client.open(token, OpenRequest(folder))
        assert isinstance(client.wait(token), Failed)
        taken.append(time.perf_counter() - before)
    client.close()
    count = len(list(folder.iterdir()))
    seconds = max(taken)
    return Row(
        "8", f"a folder of {count:,} other files, to the answer", f"{seconds:.2f} s at most, start of the child in it",
        f"{ANSWER:.0f} s", seconds <= ANSWER, "a cold disk",
    )  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slices", type=int, default=500)
    parser.add_argument("--packed", type=int, default=100, help="slices of the slow compressions, RLE and JPEG 2000")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--kinds", default=",".join(SYNTAXES))
    parser.add_argument("folder", type=Path, nargs="?", help="keeps the files; about 1 GB")
    parser.add_argument("--only", choices=("volume", "screen", "others"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        kinds = [kind for kind in arguments.kinds.split(",") if kind in ("raw", "scaled", "rle") or _can_write_jpeg()]
        counts = {kind: arguments.packed if kind in ("rle", "j2k") else arguments.slices for kind in kinds}
        series = {kind: write_series(folder, kind, count) for kind, count in counts.items()}
        if arguments.only in (None, "volume"):
            show(whole_volumes(series, arguments.rounds))
        if arguments.only in (None, "screen"):
            show(first_slices(series, arguments.rounds))
        if arguments.only in (None, "others"):
            show([other_files(write_others(folder, OTHER_FILES), 2)])


def _can_write_jpeg() -> bool:
    return importlib.util.find_spec("SimpleITK") is not None


if __name__ == "__main__":
    main()
