"""Put text headers together at random; no file may be opened by ITK that our own reading of the header did not name.

Run it with ``python tests/fuzz_headers.py [HEADERS [SEED]]`` (20,000 headers by default). It ends with exit code 1
when ITK read a file that was neither named nor refused.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np

from itk_inspector.core.errors import OpenError
from itk_inspector.itkio.engine import engine
from itk_inspector.itkio.files import named_files

NAMES = ("a.raw", "b.raw", "LIST.raw", "local.raw", "d1.raw", "d2.raw", "x:y.raw", " e.raw")
FIRST = 200
"""The file of each name holds one value: this one and those after it."""

META = ("ObjectType = Image", "NDims = 2", "DimSize = 3 2", "ElementType = MET_UCHAR")
META_PIECES = (
    *("ElementDataFile = @", "elementdatafile = @", "ElementDataFile: @", "ElementDataFile=@ "),
    *(" ElementDataFile = @", "ElementDataFile := @\r", "ElementDataFileX = @", "ElementDataFile @"),
    *("ElementDataFile", "a=b ElementDataFile = @", "ElementDataFile = LOCAL", "ElementDataFile = LIST"),
    *("ElementDataFile = d%d.raw", "ElementDataFile = d%d.raw 1 1", "Comment = x", "Comment ="),
    *("Comment = ElementDataFile = @", "foo", "foo bar", "Foo = \tbar", "", "\t", "=", "= @"),
    *("DimSize = 3", "Offset = 0", "Offset = 0 0", "Offset = 1 2 3", "Offset = nan 0", "Offset = 1-2 3"),
    *("Origin = 1,5 2", "ElementSpacing = 1 E", "TransformMatrix = 1 0 0 1", "Rotation = 1 0 0"),
    *("Color = 1 0 0", "Color = 1 0 0 1", "SequenceID = 0", "ID = ", "ID = 1", "ElementMin = "),
    *("ElementMin = abc", "ElementNumberOfChannels = ", "HeaderSize = 0", "NDims = 1", "NDims = 3"),
    *("NDims = 2.5", "NDims = 2 ElementDataFile", "CompressionLevel = ", "CompressedDataSize = "),
    *("Modality = ", "BinaryData = ", "DistanceUnits = ", "TransformType =", "2", "3 2", "1 0 0", "@"),
    *(": ", "\r", "\v", "\0"),
)  # fmt: skip
NRRD = ("NRRD0004", "type: uchar", "dimension: 2", "sizes: 3 2", "encoding: raw")
NRRD_PIECES = (
    *("data file: @", "Data File: @", "datafile: @", "data file:@", "data file:  @", "data file:\t@"),
    *("data file: @ ", " data file: @", "data  file: @", "#data file: @", "key:=data file: @"),
    *("data file:=@", "data file: ./@", "x: y:=@", "data file: LIST", "data file: LIST 2"),
    *("data file: LIST 1", "data file: LISTx", "data file: d%d.raw 1 1 1", "data file: d%d.raw 1 2 1"),
    *("data file: d%1d.raw 1 2 1 1", "data file: %d", "data file: d%i.raw 1 1 1", "data file: %%"),
    *("content: x", "byte skip: 0", "line skip: 0", "min: 1", "@", "", "\0"),
)  # fmt: skip


def header(rng: random.Random, suffix: str) -> bytes:
    """Return a header that may be anything."""
    start, pieces, last = (
        (META, META_PIECES, "ElementDataFile = ") if suffix == ".mhd" else (NRRD, NRRD_PIECES, "data file: ")
    )
    lines = list(start)
    for _ in range(rng.randint(1, 6)):
        lines.insert(rng.randint(1, len(lines)), rng.choice(pieces).replace("@", rng.choice(NAMES)))
    if rng.random() < 0.7:
        lines.append(last + rng.choice(NAMES))
    if suffix == ".mhd" and rng.random() < 0.2:
        rng.shuffle(lines)
    return (rng.choice(["\n"] * 8 + ["\r\n", "\r"]).join(lines) + rng.choice(["\n", "", "\n\n"])).encode("latin-1")


def read_by_itk(path: Path) -> set[str]:
    """Return the names of the files whose pixels ITK shows; it is asked in a fork, which it may end."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(ours)
            signal.alarm(2)
            resource.setrlimit(resource.RLIMIT_DATA, (1 << 30, 1 << 30))
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            os.dup2(2, 1)
            os.write(theirs, bytes(_values(path)))
        except (RuntimeError, MemoryError, OverflowError, ValueError):
            pass  # whatever it is, no pixel was shown
        finally:
            os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, "rb") as answer:
        values = answer.read()
    os.waitpid(pid, 0)
    return {NAMES[value - FIRST] for value in values if FIRST <= value < FIRST + len(NAMES)}


def _values(path: Path) -> set[int]:
    io = engine.own_io(".mhd" if path.suffix == ".mhd" else ".nrrd")
    if not io.CanReadFile(str(path)):
        return set()
    io.SetFileName(str(path))
    io.ReadImageInformation()
    size = [int(io.GetDimensions(axis)) for axis in range(io.GetNumberOfDimensions())]
    count = int(io.GetImageSizeInBytes())
    if not 0 < count < 1000:
        return set()
    memory = np.zeros(count + 64, np.uint8)
    image = engine.buffers().itkPyBufferIUC2.GetImageViewFromArray(memory.reshape(1, -1))
    io.SetIORegion(engine.io_region(size))
    io.Read(image.GetBufferPointer())
    return set(memory[:count].tolist())


def main(wanted: int = 20_000, seed: int = 20) -> int:
    """Run, and print what became of the headers."""
    rng = random.Random(seed)
    outcomes: Counter[str] = Counter()
    engine.preload()
    engine.preload_rest()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for value, data in enumerate(NAMES, start=FIRST):
            (folder / data).write_bytes(bytes([value]) * 64)
        for number in range(wanted):
            path = folder / f"t{('.mhd', '.nhdr')[number % 2]}"
            path.write_bytes(header(rng, path.suffix))
            try:
                named = {file.name for file in named_files.data_files(path)}
            except OpenError:
                outcomes["refused"] += 1
                continue
            read = read_by_itk(path)
            outcomes["read, and named" if read and read <= named else "wrong" if read else "not read"] += 1
            if not read <= named:
                print(f"ITK reads {read}, not {named}: {path.read_bytes()!r}")
    print(f"{wanted} headers: {dict(outcomes)}")
    return 1 if outcomes["wrong"] or not outcomes["read, and named"] else 0


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in sys.argv[1:])))
