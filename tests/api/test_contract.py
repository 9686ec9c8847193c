"""The public names and their signatures: a change here is a decision, with its line in the changelog."""

from __future__ import annotations

import inspect
import subprocess
import sys
import warnings
from pathlib import Path

import itk_inspector as ii

SIGNATURES = {
    "edit": "(image, *, name)",
    "export": "(source, path, *, like, compress, allow_loss, overwrite, overwrite_source, metadata, region, slices, "
    "cast, component, squeeze, convert, level, dicom, as_shown, spacing, "
    "origin, direction, colour, "
    "part, pyramid_level, expression, scheduler)",
    "imread": "(filename, pixel_type, fallback_only, imageio, series_uid, *, limits)",
    "labels": "(labels, of, *, part, level, box, scheduler)",
    "list_series": "(folder, *, recursive, limits)",
    "open_document": "(path, pixel_type, series, *, part, level, box, allow_outside, limits, mapped)",
    "read_info": "(path, pixel_type, series, *, part, level, box, allow_outside, limits)",
    "session": "(limits)",
    "show": "(image, at, *, plane, levels, colormap, spacing, origin, direction, colour, live)",
    "statistics": "(image, *, part, level, box, median, values, histogram, scheduler)",
    "view": "(image, others, *, labels, names, name, block, at, spacing, origin, direction, "
    "colour, levels, colormap, link)",
}
"""Parameters may be added at the end of those after the star, with a default; none goes without a deprecation."""
TYPES = {
    "ArrayIndex", "ContinuousIndex", "DicomOptions", "EditSession", "Geometry", "ImageDocument", "ImageInfo",
    "ItkIndex", "Limits", "PhysicalPoint", "Probe", "Session",
}  # fmt: skip
ERRORS = {"EditError", "ExportError", "ImageWarning", "InspectorError", "OpenError", "ProbeError", "UsageError"}
USED = """
from pathlib import Path
import itk_inspector as ii

def mean(path: Path, limits: ii.Limits) -> float:
    with ii.session(limits), ii.open_document(path) as document:
        found: ii.Probe = document.probe(ii.ItkIndex.of(0, 0))
        index: ii.ArrayIndex = found.array_index
        copy: ii.EditSession = document.edit()
        copy.set_pixel(ii.ItkIndex.of(0, 0), 1)
        verified: bool = ii.export(copy, path.with_suffix(".nrrd")).verified
        sizes: tuple[int, ...] = ii.read_info(path).geometry.size
        return float(document.pixels.mean()) + verified + sum(sizes) + index[0]

def looked_at(pixels: object) -> tuple[int, ...]:
    window = ii.view(pixels, block=False)
    window.resize(800, 600)
    window.go_to("max")
    window.refresh()
    edited = window.edited
    changed = edited is not None and bool(edited.pixels.any())
    probe = window.probe
    title: str = window.windowTitle()
    return probe.itk_index.components if probe is not None and changed and title else ()

def waited(pixels: object, block: bool) -> None:
    ii.view(pixels)
    window = ii.view(pixels, block=block)
    if window is not None:
        window.wait()

def wrong() -> ii.Geometry:
    return ii.read_info("a.mha")  # an ImageInfo
"""


def signature(name: str) -> str:
    """Return the names of the parameters, with the star."""
    told, has_star = [], False
    for parameter in inspect.signature(getattr(ii, name)).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not has_star:
            has_star = bool(told.append("*") or True)
        told.append(parameter.name)
    return f"({', '.join(told)})"


def test_the_names_are_these() -> None:
    assert {*SIGNATURES, *TYPES, *ERRORS, "__version__"} == set(ii.__all__)


def test_the_functions_take_what_they_took() -> None:
    assert {name: signature(name) for name in SIGNATURES} == SIGNATURES


def test_names_are_what_they_say() -> None:
    for name in TYPES | ERRORS:
        assert inspect.isclass(getattr(ii, name))
        assert getattr(ii, name).__name__ == name
    for name in ERRORS - {"InspectorError", "ImageWarning"}:
        assert issubclass(getattr(ii, name), ii.InspectorError)


def test_every_function_tells_its_parameters_and_what_it_raises() -> None:
    for name in SIGNATURES:
        text = inspect.getdoc(getattr(ii, name)) or ""
        for parameter in inspect.signature(getattr(ii, name)).parameters:
            assert parameter in text or "arguments as of" in text or name == "list_series", (name, parameter)


def test_the_stub_has_every_name_from_where_it_comes() -> None:
    lines = (Path(ii.__file__).with_suffix(".pyi")).read_text().splitlines()
    told = {line.split()[3]: line.split()[1] for line in lines if line.startswith("from ")}

    assert told == ii._PUBLIC


def test_a_script_can_be_checked_strictly(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(USED)
    source = Path(ii.__file__).parent
    assert (source / "py.typed").is_file()
    config = tmp_path / "mypy.ini"
    config.write_text(f"[mypy]\nmypy_path = {source.parent}\n[mypy-itk.*]\nignore_missing_imports = True\n")

    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "--cache-dir", tmp_path / "cache",
         "--config-file", config, script],
        capture_output=True, text=True, check=False, timeout=280,
    )  # fmt: skip

    told = [line for line in done.stdout.splitlines() if "error:" in line]
    assert len(told) == 1, done.stdout + done.stderr
    assert '"ImageInfo", expected "Geometry"' in told[0]


def test_importing_warns_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in ii.__all__:
            getattr(ii, name)
