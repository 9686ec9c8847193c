"""Feed damaged files of every format to the readers; nothing but the child may ever suffer.

Run it with ``python tests/fuzz_readers.py [FILES [SECONDS]]`` (2,000 files and 900 s by default). It ends with
exit code 1 when an outcome was neither an image nor a sentence, or when a good file did not open afterwards.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np
import SimpleITK as sitk  # noqa: N813  # its usual name

from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Failed, Opened
from itk_inspector.itkio.engine import engine
from itk_inspector.worker.parent.client import FileClient
from itk_inspector.worker.parent.watchdog import Limits

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


def main() -> int:
    """Run, and print what became of the files."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    until = time.monotonic() + (float(sys.argv[2]) if len(sys.argv) > 2 else 900)
    rng = random.Random(20)
    outcomes: Counter[str] = Counter()
    killers: Counter[str] = Counter()
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        goods = good_files(folder)
        engine.preload_bridge()
        client = FileClient(limits=Limits(header=3.0, silence=3.0))
        token = 0
        while token < wanted and time.monotonic() < until:
            token += 1
            good = goods[token % len(goods)]
            path = folder / f"bad{good.name.removeprefix('good')}"
            path.write_bytes(damaged(good.read_bytes(), rng))
            client.open(token, OpenRequest(path))
            outcome = client.wait(token)
            if isinstance(outcome, Opened):
                outcomes["opened"] += 1
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
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
