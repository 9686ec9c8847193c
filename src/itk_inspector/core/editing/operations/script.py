"""What the lines of operations in a script need, besides ``itk``, ``math`` and ``np``."""

from __future__ import annotations

PRELUDE = '''\
def size_of(pixels, start):
    return list(pixels.shape[: len(start)][::-1])


def point_of(index, origin, spacing, direction):
    point = []
    for total, row in zip(origin, direction):
        for d, s, i in zip(row, spacing, index):
            total += d * s * i
        point.append(total)
    return point


def origin_for(point, start, spacing, direction):
    there = point_of(start, [0.0] * len(start), spacing, direction)
    return [p - t for p, t in zip(point, there)]


def image_of(pixels, start, origin, spacing, direction):
    image = itk.image_from_array(np.ascontiguousarray(pixels))
    image.SetOrigin(origin)
    image.SetSpacing(spacing)
    image.SetDirection(itk.matrix_from_array(np.array(direction)))
    region = image.GetLargestPossibleRegion()
    region.SetSize(size_of(pixels, start))  # itk reverses the axes of an array that is also in Fortran order, as (5, 1)
    region.SetIndex([int(s) for s in start])
    image.SetRegions(region)
    return image


def filtered(pixels, kind, start, origin, spacing, direction, run):
    """Run a filter on each component, in the type that it works in."""
    components = pixels.reshape(*pixels.shape[: len(start)], -1)
    parts = []
    for at in range(components.shape[-1]):
        image = image_of(components[..., at].astype(kind), start, origin, spacing, direction)
        parts.append(itk.array_from_image(run(image)))
    return np.stack(parts, axis=-1).reshape(parts[0].shape + pixels.shape[len(start) :])


def rounded(values, dtype):
    """Round half to even, and clip to what the type holds; floats are the nearest that it holds."""
    dtype = np.dtype(dtype)
    if dtype.kind == "c":
        made = np.empty(values.shape, dtype)
        made.real, made.imag = rounded(np.real(values), made.real.dtype), rounded(np.imag(values), made.imag.dtype)
        return made
    if dtype.kind == "f":
        with np.errstate(over="ignore"):
            made = values.astype(dtype)
        beyond = np.isinf(made) & np.isfinite(values)
        made[beyond] = np.copysign(np.finfo(dtype).max, values[beyond])
        return made
    low, high = (0, 1) if dtype.kind == "b" else (int(np.iinfo(dtype).min), int(np.iinfo(dtype).max))
    if values.dtype.kind in "bi":
        return np.clip(values.astype(np.int64), max(low, -(2**63)), min(high, 2**63 - 1)).astype(dtype)
    whole = np.rint(values)
    above = whole >= float(high + 1)  # a power of two, which a float holds
    below = whole < float(low)
    made = np.where(above | below, 0, whole).astype(dtype)
    made[above] = high
    made[below] = low
    return made


def cast(pixels, dtype, clips):
    if pixels.dtype.kind == "f":
        if np.isnan(pixels).any():
            raise ValueError("NaN is no whole number")
        made = rounded(pixels.astype(np.float64), dtype)
        fits = made.astype(np.float64) == np.rint(pixels.astype(np.float64))
    else:
        limits = np.iinfo(dtype)
        own = np.iinfo(pixels.dtype if pixels.dtype.kind in "iu" else np.uint8)
        low, high = max(int(limits.min), int(own.min)), min(int(limits.max), int(own.max))
        kept = np.clip(pixels.astype(own.dtype), low, high)
        made, fits = kept.astype(dtype), kept == pixels
    if not clips and not np.all(fits):
        raise ValueError(f"values do not fit into {dtype}")
    return made


def between(pixels, lower, upper):
    if pixels.dtype.kind in "iu":
        limits = np.iinfo(pixels.dtype)
        lower, upper = max(math.ceil(lower), int(limits.min)), min(math.floor(upper), int(limits.max))
        if lower > upper:
            return np.zeros(pixels.shape, bool)
    return (pixels >= lower) & (pixels <= upper)


def exact_type(dtype):
    kinds = {"bool": "uint8", "int8": "int16", "uint32": "float64", "int32": "float64", "float16": "float32"}
    return kinds.get(dtype.name, dtype.name)


def real_type(dtype):
    return "float32" if dtype.itemsize <= 2 else "float64" if dtype.kind in "iu" else dtype.name


def renumbered(numbers, by_size, smallest):
    sizes = np.bincount(numbers.reshape(-1))
    sizes[0] = 0
    kept = np.flatnonzero(sizes >= smallest)
    if by_size:
        kept = kept[np.argsort(-sizes[kept], kind="stable")]
    table = np.zeros(sizes.size, np.int64)
    table[kept] = np.arange(1, kept.size + 1)
    return table[numbers]


def spaced(wanted, pixels, start, origin, spacing, direction):
    lattice = list(zip(size_of(pixels, start), spacing, wanted))
    size = [max(1, math.floor(n * s / new + 0.5)) for n, s, new in lattice]
    first = [
        begin - 0.5 + (n - count * new / s) / 2 + new / s / 2
        for begin, count, (n, s, new) in zip(start, size, lattice)
    ]
    corner = point_of(first, origin, spacing, direction)
    zero = [0] * len(start)
    return size, zero, origin_for(corner, zero, wanted, direction), wanted, direction


def widened(pixels):
    kinds = {"i": np.int64, "u": np.int64, "f": np.float64, "c": np.complex128}
    return pixels.astype(kinds.get(pixels.dtype.kind, bool))


def number(value):
    value = np.asarray(value)
    return value.astype(np.int64) if value.dtype.kind == "b" else value


def fraction(value):
    value = np.asarray(value)
    return value if value.dtype.kind in "fc" else value.astype(np.float64)


def power(base, exponent):
    base, exponent = number(base), number(exponent)
    if base.dtype.kind == "i" and exponent.dtype.kind == "i" and exponent >= 0:
        return base ** int(exponent)
    return np.power(fraction(base), fraction(exponent))


def whole_part(function, value):
    value = np.asarray(value)
    return value if value.dtype.kind in "bi" else function(value)


def indices(axis, pixels, start):
    shape = [1] * (len(start) + 1)
    count = shape[len(start) - 1 - axis] = pixels.shape[len(start) - 1 - axis]
    return np.arange(start[axis], start[axis] + count, dtype=np.int64).reshape(shape)


def points(axis, pixels, start, origin, spacing, direction):
    total = np.float64(origin[axis])
    for along, (d, s) in enumerate(zip(direction[axis], spacing)):
        total = total + d * s * indices(along, pixels, start)
    return total


def stored(values, a, dtype, storing):
    parts = values.shape[-1] if values.ndim else 1
    values = np.broadcast_to(number(values), (*a.shape[:-1], parts))
    return values.astype(dtype) if storing == "exact" else rounded(values, dtype)
'''
"""Functions that a script defines once; indices and sizes are in ITK's order."""
