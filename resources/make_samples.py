"""Write the sample images that ship with ITK Inspector.

Everything is computed from analytic shapes and a fixed random seed, so running
the script again reproduces the same pixels.

Usage: python make_samples.py [output-folder]
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

# itk carries no type information; loading it by name keeps type checkers quiet.
itk: Any = importlib.import_module("itk")

Floats = npt.NDArray[np.float64]

SEED = 20240229

HEAD_SIZE = (221, 257)

VOLUME_SIZE = (64, 56, 36)
VOLUME_SPACING = (0.9, 0.9, 2.5)
VOLUME_ORIGIN = (-31.5, -18.25, 42.0)
VOLUME_TILT_DEGREES = (14.0, -22.0)  # about x, then about z

CHART_SIZE = (160, 120)


def smoothstep(edge0: float, edge1: float, x: Floats) -> Floats:
    """Rise smoothly from 0 at ``edge0`` to 1 at ``edge1``."""
    t = np.clip((x - edge0) / (edge1 - edge0), 0.0, 1.0)
    return np.asarray(t * t * (3.0 - 2.0 * t), dtype=np.float64)


def smooth_noise(rng: np.random.Generator, shape: tuple[int, ...], sigma: Floats) -> Floats:
    """Return zero-mean, unit-variance noise blurred by ``sigma`` samples per axis."""
    field: Floats = rng.standard_normal(shape)
    for axis, width in enumerate(sigma):
        radius = int(np.ceil(3.0 * width))
        offsets = np.arange(-radius, radius + 1, dtype=np.float64)
        kernel = np.exp(-0.5 * (offsets / width) ** 2)
        kernel /= kernel.sum()
        length = field.shape[axis]
        blurred = np.zeros_like(field)
        for offset, weight in zip(range(-radius, radius + 1), kernel, strict=True):
            index = (np.arange(length) + offset) % length
            blurred += weight * np.take(field, index, axis=axis)
        field = blurred
    field -= field.mean()
    return np.asarray(field / field.std(), dtype=np.float64)


def blend(base: Floats, value: Floats | float, coverage: Floats) -> Floats:
    """Paint ``value`` over ``base`` where ``coverage`` (0..1) says so."""
    return np.asarray(base + (value - base) * coverage, dtype=np.float64)


def ellipse(
    x: Floats,
    y: Floats,
    centre: tuple[float, float],
    radii: tuple[float, float],
    degrees: float = 0.0,
    edge: float = 1.2,
    ripple: Floats | float = 0.0,
) -> Floats:
    """Return the soft coverage of a rotated ellipse; ``edge`` is in pixels.

    ``ripple`` (pixels) moves the outline in or out, which makes it less perfect.
    """
    angle = np.deg2rad(degrees)
    dx, dy = x - centre[0], y - centre[1]
    u = np.cos(angle) * dx + np.sin(angle) * dy
    v = -np.sin(angle) * dx + np.cos(angle) * dy
    rho = np.hypot(u / radii[0], v / radii[1])
    depth = (1.0 - rho) * min(radii) + ripple
    return smoothstep(-edge, edge, np.asarray(depth, dtype=np.float64))


def head_phantom(rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    """Return a head-like axial picture as a NumPy array of rows by columns."""
    width, height = HEAD_SIZE
    shape = (height, width)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float64)
    x, y = columns, rows
    cx, cy = 110.0, 130.0

    coarse = smooth_noise(rng, shape, np.array([16.0, 16.0]))
    medium = smooth_noise(rng, shape, np.array([5.0, 5.0]))
    fine = smooth_noise(rng, shape, np.array([1.4, 1.4]))
    grain = smooth_noise(rng, shape, np.array([0.7, 0.7]))

    image: Floats = np.full(shape, 6.0)

    # Nose (front is up), ears of different sizes, then scalp and skull.
    image = blend(image, 128.0, ellipse(x, y, (108.0, 20.0), (11.0, 13.0), 8.0, 2.0))
    image = blend(image, 118.0, ellipse(x, y, (16.0, 142.0), (6.5, 19.0), 10.0, 2.0))
    image = blend(image, 118.0, ellipse(x, y, (204.5, 138.0), (6.0, 16.0), -12.0, 2.0))
    wobble = 0.7 * coarse
    scalp = ellipse(x, y, (cx, cy), (92.0, 112.0), 1.5, 1.4, wobble)
    image = blend(image, 172.0 + 9.0 * medium, scalp)
    skull = ellipse(x, y, (cx, cy), (85.5, 105.0), 1.5, 1.2, wobble)
    image = blend(image, 40.0, skull)
    marrow = ellipse(x, y, (cx, cy), (82.5, 101.8), 1.5, 1.2, wobble + 0.3 * medium)
    image = blend(image, 84.0 + 10.0 * fine, marrow)
    inner_table = ellipse(x, y, (cx, cy), (79.5, 98.5), 1.5, 1.2, wobble)
    image = blend(image, 36.0, inner_table)
    fluid = ellipse(x, y, (cx, cy), (77.0, 95.5), 1.5, 1.2, wobble)
    image = blend(image, 52.0, fluid)

    # Cortex with folds: the fold pattern is a wave along the outline.
    angle = np.arctan2((y - cy) / 95.0, (x - cx) / 77.0)
    warp = angle + 0.10 * coarse
    folds = np.asarray(np.cos(31.0 * warp + 1.1 * medium), dtype=np.float64)
    brain = ellipse(x, y, (cx, cy), (73.5, 92.0), 1.5, 1.6, wobble + 1.6 * folds)
    image = blend(image, 124.0 + 5.0 * coarse + 3.0 * fine, brain)
    branches = np.asarray(np.cos(17.0 * warp + 0.8 * medium), dtype=np.float64)
    white = ellipse(x, y, (cx, cy), (57.0, 75.0), 1.5, 3.0, 6.5 * branches + 2.0 * medium)
    image = blend(image, 176.0 + 4.0 * coarse + 2.0 * fine, white)

    # Sulci run inwards between the folds.
    rim = ellipse(x, y, (cx, cy), (73.5, 92.0), 1.5, 2.0)
    core = ellipse(x, y, (cx, cy), (60.0, 77.0), 1.5, 5.0, 3.0 * medium)
    furrow = smoothstep(0.80, 1.0, -branches) * rim * (1.0 - core)
    image = blend(image, 62.0, 0.85 * furrow)

    # The fissure between the halves, slightly bent and open at the front and back.
    bend = cx + 2.5 * np.sin((y - 40.0) / 48.0)
    line = np.exp(-0.5 * ((x - bend) / 1.3) ** 2)
    ends = 1.0 - smoothstep(52.0, 62.0, np.abs(y - cy))
    image = blend(image, 58.0, np.asarray(line * (1.0 - ends), dtype=np.float64) * fluid)

    # Deep grey matter, then the ventricles (the left-hand one is larger).
    for centre, radii, tilt, value in (
        ((91.0, 144.0), (10.0, 16.0), 24.0, 136.0),
        ((131.0, 143.0), (10.0, 15.0), -22.0, 137.0),
        ((84.0, 113.0), (6.5, 14.0), -18.0, 128.0),
        ((136.5, 112.0), (6.5, 13.5), 20.0, 128.0),
    ):
        image = blend(image, value + 2.0 * medium, ellipse(x, y, centre, radii, tilt, 2.5))
    for centre, radii, tilt in (
        ((98.5, 109.0), (7.0, 22.0), -14.0),
        ((121.5, 109.0), (5.5, 19.0), 15.0),
        ((90.0, 172.0), (6.5, 19.0), 22.0),
        ((131.5, 170.0), (5.2, 16.0), -22.0),
        ((110.5, 140.0), (2.2, 13.0), 0.0),
    ):
        image = blend(image, 44.0, ellipse(x, y, centre, radii, tilt, 1.6, 0.4 * medium))

    # One bright spot with a softer rim on a single side.
    image = blend(image, 150.0, ellipse(x, y, (152.0, 84.0), (13.0, 10.5), 30.0, 4.0))
    image = blend(image, 226.0, ellipse(x, y, (153.0, 83.5), (7.0, 5.5), 30.0, 1.8, 0.6 * fine))

    # Gentle shading across the picture, then grain.
    image *= 1.0 + 0.05 * (cx - x) / width + 0.04 * (cy - y) / height
    image += (1.4 + 0.012 * image) * grain
    return np.clip(np.rint(image), 0, 255).astype(np.uint8)


def volume_direction() -> Floats:
    """Return the oblique, right-handed, orthonormal direction of the volume."""
    a, b = np.deg2rad(VOLUME_TILT_DEGREES)
    about_x = np.array([[1.0, 0.0, 0.0], [0.0, np.cos(a), -np.sin(a)], [0.0, np.sin(a), np.cos(a)]])
    about_z = np.array([[np.cos(b), -np.sin(b), 0.0], [np.sin(b), np.cos(b), 0.0], [0.0, 0.0, 1.0]])
    return np.asarray(about_z @ about_x, dtype=np.float64)


def ellipsoid(
    position: tuple[Floats, Floats, Floats],
    centre: tuple[float, float, float],
    radii: tuple[float, float, float],
    edge: float = 0.8,
) -> Floats:
    """Return the soft coverage of an ellipsoid; all lengths in millimetres."""
    scaled = [(p - c) / r for p, c, r in zip(position, centre, radii, strict=True)]
    rho = np.sqrt(scaled[0] ** 2 + scaled[1] ** 2 + scaled[2] ** 2)
    depth = np.asarray((1.0 - rho) * min(radii), dtype=np.float64)
    return smoothstep(-edge, edge, depth)


def column(x: Floats, y: Floats, centre: tuple[float, float], radii: tuple[Floats | float, Floats | float]) -> Floats:
    """Return the soft coverage of an elliptic column along z; lengths in millimetres."""
    rho = np.hypot((x - centre[0]) / radii[0], (y - centre[1]) / radii[1])
    depth = np.asarray((1.0 - rho) * np.minimum(radii[0], radii[1]), dtype=np.float64)
    return smoothstep(-0.8, 0.8, depth)


def oblique_volume(rng: np.random.Generator) -> npt.NDArray[np.int16]:
    """Return a small CT-like head volume as slices by rows by columns.

    The shapes live in millimetres along the image's own axes (i, j, k), measured
    from the middle of the volume, so every plane shows a whole, undistorted head.
    """
    ni, nj, nk = VOLUME_SIZE
    shape = (nk, nj, ni)
    k, j, i = np.mgrid[0:nk, 0:nj, 0:ni].astype(np.float64)
    si, sj, sk = VOLUME_SPACING
    x = np.asarray((i - 0.5 * (ni - 1)) * si, dtype=np.float64)
    y = np.asarray((j - 0.5 * (nj - 1)) * sj, dtype=np.float64)
    z = np.asarray((k - 0.5 * (nk - 1)) * sk, dtype=np.float64)
    at = (x, y, z)
    texture = smooth_noise(rng, shape, np.array([1.2, 2.2, 2.2]))
    grain = smooth_noise(rng, shape, np.array([0.5, 0.6, 0.6]))

    hounsfield: Floats = np.full(shape, -1000.0)

    # Neck widening to the shoulders; k grows towards the top, j towards the back.
    flare = 1.0 + 0.75 * smoothstep(-33.0, -45.0, z)
    neck = column(x, y, (0.0, 5.0), (11.5 * flare, 11.0 * flare))
    hounsfield = blend(hounsfield, 46.0 + 4.0 * texture, neck * (1.0 - smoothstep(-14.0, -9.0, z)))
    inner_neck = column(x, y, (0.0, 5.0), (10.6 * flare, 10.1 * flare))
    fat = (neck - inner_neck) * (1.0 - smoothstep(-24.0, -19.0, z))
    hounsfield = blend(hounsfield, -90.0, 0.7 * fat)

    # Face, nose, ears and scalp.
    hounsfield = blend(hounsfield, 42.0 + 4.0 * texture, ellipsoid(at, (0.0, -4.0, -12.0), (15.5, 15.8, 21.0)))
    hounsfield = blend(hounsfield, 35.0, ellipsoid(at, (0.0, -19.0, -5.0), (3.2, 4.6, 6.0)))
    hounsfield = blend(hounsfield, 20.0, ellipsoid(at, (-17.4, 3.0, -3.0), (2.6, 3.6, 6.5)))
    hounsfield = blend(hounsfield, 20.0, ellipsoid(at, (17.2, 2.5, -4.0), (2.6, 3.2, 5.5)))
    hounsfield = blend(hounsfield, 44.0, ellipsoid(at, (0.0, 1.5, 11.0), (19.6, 21.8, 28.5)))
    hounsfield = blend(hounsfield, -70.0, ellipsoid(at, (0.0, 1.5, 11.0), (18.6, 20.8, 27.2)))

    # Skull, fluid, cortex and white matter.
    bone = 960.0 + 70.0 * texture
    hounsfield = blend(hounsfield, bone, ellipsoid(at, (0.0, 1.7, 11.0), (17.9, 20.1, 26.2)))
    hounsfield = blend(hounsfield, 10.0, ellipsoid(at, (0.0, 1.9, 11.5), (15.6, 17.7, 22.8)))
    hounsfield = blend(hounsfield, 42.0, ellipsoid(at, (0.0, 1.9, 11.5), (14.9, 16.9, 21.8)))
    hounsfield = blend(hounsfield, 29.0, ellipsoid(at, (0.0, 1.9, 12.5), (11.6, 13.4, 17.5), 1.6))
    fissure = np.exp(-0.5 * (x / 0.7) ** 2) * smoothstep(9.0, 12.0, np.abs(y - 1.9))
    inside = ellipsoid(at, (0.0, 1.9, 11.5), (14.9, 16.9, 21.8))
    hounsfield = blend(hounsfield, 12.0, np.asarray(fissure * inside, dtype=np.float64))

    # Ventricles (the left-hand one is larger), a bleed, and a dense deposit.
    hounsfield = blend(hounsfield, 6.0, ellipsoid(at, (-3.6, 0.5, 13.5), (2.4, 7.6, 6.5)))
    hounsfield = blend(hounsfield, 6.0, ellipsoid(at, (3.1, 0.9, 13.0), (1.8, 6.4, 5.5)))
    hounsfield = blend(hounsfield, 78.0, ellipsoid(at, (9.2, -5.5, 16.0), (3.6, 3.8, 5.6)))
    hounsfield = blend(hounsfield, 260.0, ellipsoid(at, (-7.5, 10.5, 18.0), (1.5, 1.5, 3.2)))

    # Eyes, upper and lower jaw, then the air spaces.
    for side in (-1.0, 1.0):
        orbit = (6.6 * side, -14.0, -1.5)
        hounsfield = blend(hounsfield, 640.0, ellipsoid(at, orbit, (5.4, 5.6, 6.4)))
        hounsfield = blend(hounsfield, -60.0, ellipsoid(at, (orbit[0], -14.6, -1.5), (4.4, 5.4, 5.3)))
        hounsfield = blend(hounsfield, 18.0, ellipsoid(at, (orbit[0], -15.6, -1.5), (3.5, 3.5, 4.0)))
    for level, thickness, strength in ((-16.0, 3.6, 900.0), (-25.0, 4.4, 980.0)):
        outer = column(x, y, (0.0, -3.0), (12.4, 13.2))
        inner = column(x, y, (0.0, -1.6), (9.6, 10.6))
        front = 1.0 - smoothstep(-1.0, 3.0, y)
        slab = 1.0 - smoothstep(thickness - 1.5, thickness + 1.0, np.abs(z - level))
        arch = np.asarray(np.clip(outer - inner, 0.0, 1.0) * front * slab, dtype=np.float64)
        hounsfield = blend(hounsfield, strength, arch)
    hounsfield = blend(hounsfield, -920.0, ellipsoid(at, (-1.0, -11.5, -9.5), (2.8, 6.0, 4.0)))
    hounsfield = blend(hounsfield, -900.0, ellipsoid(at, (0.6, -17.2, 6.5), (3.4, 1.3, 3.4), 0.6))
    airway = column(x, y, (0.4, -1.0), (2.5, 2.1)) * (1.0 - smoothstep(-14.0, -10.0, z))
    hounsfield = blend(hounsfield, -960.0, airway)

    # Spine: vertebrae and softer discs, with a canal that opens into the skull.
    discs = 0.5 + 0.5 * np.cos(2.0 * np.pi * (z + 19.0) / 10.0)
    vertebrae = 110.0 + 640.0 * smoothstep(0.15, 0.55, discs)
    below = 1.0 - smoothstep(-15.0, -11.0, z)
    hounsfield = blend(hounsfield, vertebrae, column(x, y, (0.0, 6.0), (5.0, 3.6)) * below)
    arch = column(x, y, (0.0, 11.0), (4.2, 3.4)) * below * smoothstep(0.2, 0.6, discs)
    hounsfield = blend(hounsfield, 700.0, arch)
    canal = column(x, y, (0.0, 10.2), (2.5, 2.1)) * (1.0 - smoothstep(-11.0, -7.0, z))
    hounsfield = blend(hounsfield, 30.0, canal)

    hounsfield += 3.5 * grain
    return np.clip(np.rint(hounsfield), -1024, 3071).astype(np.int16)


def colour_chart() -> npt.NDArray[np.uint8]:
    """Return colour patches over grey and colour ramps, as rows by columns by RGB."""
    width, height = CHART_SIZE
    chart = np.full((height, width, 3), 238, dtype=np.uint8)
    patches = (
        ((0, 114, 178), (230, 159, 0), (0, 158, 115), (204, 121, 167), (86, 180, 233)),
        ((213, 94, 0), (240, 228, 66), (94, 60, 153), (120, 84, 60), (34, 46, 56)),
    )
    for row, colours in enumerate(patches):
        for column, colour in enumerate(colours):
            top, left = 6 + 30 * row, 6 + 30 * column
            chart[top : top + 26, left : left + 28] = colour

    # Ramps: grey, red, green, blue, then a sweep round the hues.
    span = width - 12
    ramp = np.rint(np.linspace(0.0, 255.0, span)).astype(np.uint8)
    bands = ((0, 1, 2), (0,), (1,), (2,))
    for number, channels in enumerate(bands):
        top = 67 + 9 * number
        strip = np.zeros((7, span, 3), dtype=np.uint8)
        for channel in channels:
            strip[:, :, channel] = ramp
        chart[top : top + 7, 6 : 6 + span] = strip
    turn = np.linspace(0.0, 1.0, span, endpoint=False)
    hue = np.stack(
        [np.clip(2.0 - np.abs((6.0 * turn - s) % 6.0 - 3.0), 0.0, 1.0) for s in (3.0, 5.0, 1.0)],
        axis=-1,
    )
    chart[103:114, 6 : 6 + span] = np.rint(255.0 * hue).astype(np.uint8)

    # A notch in the top-left patch makes flips and turns visible.
    for step in range(10):
        chart[6 + step, 6 : 16 - step] = 255
    return chart


def three_by_three() -> npt.NDArray[np.uint8]:
    """Return the array 1 to 9 on which the orders of ITK and NumPy are told apart."""
    return np.arange(1, 10, dtype=np.uint8).reshape(3, 3)


def write_samples(folder: Path) -> list[Path]:
    """Write all samples into ``folder`` and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)

    head: Any = itk.image_from_array(head_phantom(np.random.default_rng(SEED)))
    head_path = folder / "head-phantom.png"
    itk.imwrite(head, str(head_path), compression=True)

    volume: Any = itk.image_from_array(oblique_volume(np.random.default_rng(SEED + 1)))
    volume.SetSpacing(VOLUME_SPACING)
    volume.SetOrigin(VOLUME_ORIGIN)
    volume.SetDirection(itk.matrix_from_array(volume_direction()))
    volume_path = folder / "oblique-volume.nrrd"
    itk.imwrite(volume, str(volume_path), compression=True)

    chart: Any = itk.image_from_array(colour_chart(), ttype=itk.Image[itk.RGBPixel[itk.UC], 2])
    chart_path = folder / "colour-chart.png"
    itk.imwrite(chart, str(chart_path), compression=True)

    array_path = folder / "three-by-three.mha"
    itk.imwrite(itk.image_from_array(three_by_three()), str(array_path))

    return [head_path, volume_path, chart_path, array_path]


def main(arguments: list[str]) -> int:
    """Write the samples to the given folder, or to ``samples`` next to this file."""
    if len(arguments) > 1:
        print("usage: make_samples.py [output-folder]", file=sys.stderr)
        return 2
    folder = Path(arguments[0]) if arguments else Path(__file__).resolve().parent / "samples"
    for path in write_samples(folder):
        print(f"{path.name}: {path.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
