"""Feed damaged files of every format to the readers; nothing but the child may ever suffer, and nothing be made up.

Run it with ``python tests/fuzz_readers.py [FILES [SECONDS [SEED]]]`` (2,000 files and 900 s by default). An image that
opens without a note is compared with an independent reader (`judges`), where that can read the file. It ends with
exit code 1 when an outcome was neither an image nor a sentence, when a good file did not open afterwards, or when
pixels differed from the judge's without a note.
"""

from __future__ import annotations

import gzip
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np
import SimpleITK as sitk  # noqa: N813  # its usual name

from itk_inspector.core.image.document import ImageDocument
from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Failed, Opened
from itk_inspector.itkio.engine import engine
from itk_inspector.worker.parent.client import FileClient
from itk_inspector.worker.parent.watchdog import Limits
from judges import is_torn, judged, unlike

SUFFIXES = (
    ".mha", ".mhd", ".nrrd", ".nhdr", ".nii", ".nii.gz", ".hdr", ".vtk", ".tif", ".png", ".jpg", ".bmp", ".gipl",
    ".mrc", ".h5", ".mnc", ".dcm", ".jp2",
)  # fmt: skip


def good_files(folder: Path) -> list[Path]:
    """Write one small image in every format that SimpleITK or ITK writes, compressed ones too."""
    grey = (np.random.default_rng(1).random((24, 20)) * 250).astype(np.uint8)
    volume = np.stack([grey] * 5)
    paths = []
    for suffix in SUFFIXES:
        path = folder / f"good{suffix}"
        flat = suffix in (".png", ".jpg", ".bmp", ".jp2")
        image = sitk.GetImageFromArray(grey if flat else volume)
        try:
            sitk.WriteImage(image, str(path), useCompression=suffix in (".mha", ".nrrd"))
        except RuntimeError:
            import itk

            itk.imwrite(itk.image_from_array(grey if flat else volume), str(path))
        paths.append(path)
    return paths


def more_good_files(folder: Path) -> list[Path]:
    """Write images of other types, where a format holds them: what is wrong with a byte is not wrong with two."""
    values = np.random.default_rng(2).normal(0, 900, (4, 15, 12))
    paths = []
    for suffix in (".mha", ".mhd", ".nrrd", ".nhdr", ".nii", ".nii.gz", ".hdr", ".vtk", ".tif", ".gipl", ".mrc"):
        for dtype in ("int16", "float32"):
            path = folder / f"good-{dtype}{suffix}"
            sitk.WriteImage(sitk.GetImageFromArray(values.astype(dtype)), str(path), useCompression=suffix == ".mha")
            paths.append(path)
    for name, dtype in (("png", "uint16"), ("dcm", "uint16")):
        path = folder / f"good-{dtype}.{name}"
        sitk.WriteImage(
            sitk.GetImageFromArray(np.abs(values[:1] if name == "dcm" else values[0]).astype(dtype)), str(path)
        )
        paths.append(path)
    return paths


def mutation_of(path: Path, rng: random.Random) -> bytes:
    """Return a mutation of a file; of a gzip file now and then one of what is in it, packed again."""
    data = path.read_bytes()
    if path.suffix == ".gz" and rng.random() < 0.6:
        return gzip.compress(damaged(gzip.decompress(data), rng))
    return damaged(data, rng)


def damaged(data: bytes, rng: random.Random) -> bytes:
    """Return a mutation: bits turned, bytes replaced, a part cut off, doubled or filled, a number grown."""
    broken = bytearray(data)
    kind = rng.randrange(6)
    head = min(len(broken), 400)
    if kind == 0:
        for _ in range(rng.randint(1, 12)):
            at = rng.randrange(head if rng.random() < 0.7 else len(broken))
            broken[at] ^= 1 << rng.randrange(8)
    elif kind == 1:
        for _ in range(rng.randint(1, 6)):
            broken[rng.randrange(head)] = rng.choice((0, 1, 0x7F, 0x80, 0xFF, ord("9"), ord("-"), ord("%")))
    elif kind == 2:
        del broken[rng.randrange(1, len(broken)) :]
    elif kind == 3:
        at = rng.randrange(len(broken))
        broken[at:at] = broken[at : at + rng.randint(1, 64)]
    elif kind == 4:
        at = rng.randrange(len(broken))
        broken[at : at + rng.randint(1, 200)] = bytes([rng.choice((0, 0xFF))]) * rng.randint(1, 200)
    else:
        digits = [i for i in range(head) if chr(broken[i]).isdigit()]
        for at in rng.sample(digits, min(len(digits), 3)):
            broken[at : at + 1] = rng.choice((b"-1", b"0", b"99999", b"nan", b"4294967296", b"1e300"))
    return bytes(broken)


def verdict_on(document: ImageDocument, path: Path) -> str:
    """Tell whether pixels are those of an independent reader."""
    if is_torn(path) and not document.info.notes:
        return "damaged, and not told"
    judge = judged(path)
    if judge is None:
        return "not comparable, with a note" if document.info.notes else "not comparable"
    if not unlike(document.pixels, judge):
        return "same"
    return "differs, with a note" if document.info.notes else "differs"


def main() -> int:
    """Run, and print what became of the files."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    until = time.monotonic() + (float(sys.argv[2]) if len(sys.argv) > 2 else 900)
    rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 20)
    outcomes: Counter[str] = Counter()
    killers: Counter[str] = Counter()
    verdicts: Counter[str] = Counter()
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        goods = [*good_files(folder), *more_good_files(folder)]
        engine.preload_bridge()
        client = FileClient(limits=Limits(header=3.0, silence=3.0))
        token = 0
        while token < wanted and time.monotonic() < until:
            token += 1
            good = goods[token % len(goods)]
            path = folder / f"bad{good.name.removeprefix('good')}"
            path.write_bytes(mutation_of(good, rng))
            client.open(token, OpenRequest(path))
            outcome = client.wait(token)
            if isinstance(outcome, Opened):
                outcomes["opened"] += 1
                verdicts[verdict := verdict_on(outcome.document, path)] += 1
                if verdict in ("differs", "damaged, and not told"):
                    wrong += 1
                    kept = Path(tempfile.gettempdir()) / f"differs-{token}{path.name.removeprefix('bad')}"
                    kept.write_bytes(path.read_bytes())
                    print(f"{kept}: {verdict}")
                outcome.document.close()
            elif isinstance(outcome, Failed):
                kind = type(outcome.error).__name__
                outcomes[kind] += 1
                if kind == "ReaderDiedError":
                    killers[path.suffix] += 1
                    client.open(10**9 + token, OpenRequest(goods[8]))
                    wrong += not isinstance(client.wait(10**9 + token), Opened)
                if kind == "InspectorError" or path.name not in outcome.error.message:
                    wrong += 1
                    print(f"no plain sentence: {outcome.error.message} {outcome.error.detail[-400:]}")
            else:
                wrong += 1
        client.close()
    print(f"{token} damaged files: {dict(outcomes)}; readers ended by {dict(killers)}; {wrong} wrong")
    print(f"of those that opened: {dict(verdicts)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
