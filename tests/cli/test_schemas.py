"""What commands print as JSON is what the schemas say, of all kinds of images."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import itk
import numpy as np
import pytest

from itk_inspector.cli import main

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "resources/schemas").glob("*.json")
}
VOLUME = ROOT / "resources" / "samples" / "oblique-volume.nrrd"


def closed(schema: Any) -> Any:
    """Return a schema that allows no key but those it names: programs may meet more, but each has to be told."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    told = {key: closed(value) for key, value in schema.items()}
    return {**told, "additionalProperties": False} if "required" in told else told


def check(name: str, text: str) -> None:
    import jsonschema  # for a second: the grammar of addresses is read

    jsonschema.Draft202012Validator(closed(SCHEMAS[name])).validate(json.loads(text))


def test_there_is_one_for_each_command_that_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    import jsonschema

    printing = set()
    for command in main.COMMANDS:
        with pytest.raises(SystemExit):
            main.main([command, "--help"])
        if "--json" in capsys.readouterr().out:
            printing.add(command)

    assert set(SCHEMAS) == printing
    for name, schema in SCHEMAS.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["$id"] == f"urn:itk-inspector:{name}:1"


@pytest.mark.data
def test_info_of_all_images(shared_data: Path, capfd: pytest.CaptureFixture[str]) -> None:
    paths = [path for path in sorted((shared_data / "images").rglob("*")) if path.is_file()]
    main.main(["info", "--json", *map(str, paths), str(shared_data / "images" / "dicom_dir")])

    lines = capfd.readouterr().out.splitlines()
    assert len(lines) > 20
    for line in lines:
        check("info", line)


@pytest.mark.data
def test_probe_of_all_images(shared_data: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    files = [path for path in sorted((shared_data / "images").rglob("*.*")) if path.stat().st_size < 200_000]
    paths = {(path.parent, path.suffix): path for path in files}.values()
    for axes in ("x,y", "x,y,z", "x,y,z,t"):
        (tmp_path / "points.csv").write_text(f"{axes}\n{','.join('0' * len(axes.split(',')))}\n")
        main.main(["probe", "--json", *map(str, paths), "--points", str(tmp_path / "points.csv")])

    lines = capfd.readouterr().out.splitlines()
    assert len(lines) > 10
    for line in lines:
        check("probe", line)


def written(path: Path, pixels: Any) -> str:
    np.save(path, pixels)
    return str(path)


@pytest.mark.parametrize(
    "pixels",
    [
        np.array([[np.nan, np.inf], [-np.inf, 1]], np.float32),
        np.array([[1 + 2j, np.nan], [0, 1]], np.complex64),
        np.array([[2**63 + 1, 0], [1, 2]], np.uint64),
        np.array([[-(2**62) - 1, 0], [1, 2]], np.int64),
        np.arange(12, dtype=np.float64).reshape(1, 2, 2, 3),
        np.zeros((2, 3), bool),
    ],
    ids=["nan", "complex", "uint64", "int64", "4-D", "bool"],
)
def test_special_values(pixels: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    a = written(tmp_path / "a.npy", pixels)
    b = written(tmp_path / "b.npy", pixels[::-1].copy() if pixels.ndim == 2 else pixels + 1)
    capfd.readouterr()
    for name, words, codes in (
        ("info", [a], (0,)),
        ("probe", [a, "--at", *["0"] * pixels.ndim], (0,)),
        ("probe", [a, "--at", *["0"] * pixels.ndim, "--overlay", b], (0,)),
        ("diff", [a, b, "--metadata"], (0, 1)),
    ):
        assert main.main([name, *words, "--json"]) in codes
        check(name, capfd.readouterr().out)


def test_what_writes_and_what_measures(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    labels = tmp_path / "labels.mha"
    source = itk.imread(str(VOLUME))
    itk.imwrite(itk.binary_threshold_image_filter(source, lower_threshold=0), str(labels))
    shutil.copy(VOLUME, tmp_path / "volume.nrrd")
    journal = tmp_path / "journal.json"
    code = (ROOT / "docs" / "journal.md").read_text(encoding="utf-8").split("```json\n")[1].split("```")[0]
    journal.write_text(code, encoding="utf-8")
    capfd.readouterr()
    out = str(tmp_path / "out.nii.gz")
    for name, words in (
        ("labels", [str(VOLUME), str(labels)]),
        ("export", [str(VOLUME), out]),
        ("export", [str(VOLUME), str(tmp_path / "o.png"), "--as-shown", "--slice", "z=3"]),
        ("apply", [str(journal), str(VOLUME), str(tmp_path / "o.nrrd")]),
        ("diff", [str(VOLUME), out, "--tolerance", "1"]),
    ):
        main.main([name, *words, "--json"])
        check(name, capfd.readouterr().out)


def test_stats(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    main.main(["stats", "--json", str(VOLUME)])
    check("stats", capfd.readouterr().out)
    main.main(["stats", "--json", "--median", written(tmp_path / "a.npy", np.array([[1.5, np.nan], [np.inf, 2]]))])
    check("stats", capfd.readouterr().out)
    main.main(["stats", "--json", written(tmp_path / "b.npy", np.full((2, 2), np.nan))])
    check("stats", capfd.readouterr().out)


def test_stats_with_a_histogram(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    pixels = np.random.default_rng(2).normal(size=(30, 40))
    path = written(tmp_path / "a.npy", pixels)
    main.main(["stats", "--json", "--histogram", "12", path])
    said = capfd.readouterr().out
    check("stats", said)
    found = json.loads(said)["components"][0]["histogram"]
    counts, edges = np.histogram(pixels, bins=12)
    assert found["counts"] == counts.tolist()
    np.testing.assert_allclose(found["edges"], edges)
    main.main(["stats", "--histogram", "3", path])
    assert [line.split()[-1] for line in capfd.readouterr().out.splitlines()[-3:]] == [
        str(count) for count in np.histogram(pixels, bins=3)[0]
    ]
    assert main.main(["stats", "--histogram", "70000", path]) == 2
    assert "1 to 65536 bins" in capfd.readouterr().err
