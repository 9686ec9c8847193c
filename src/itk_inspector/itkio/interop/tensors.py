"""Arrays and tensors of any library, by the protocols that they share."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from itk_inspector.core.errors import UsageError
from itk_inspector.itkio.interop.held import Held, is_a, lent, refuse_too_large

_IN_MEMORY = (1, 3, 13)
"""Devices of DLPack whose memory a processor reads: its own, and CUDA's pinned and managed."""


def is_one(source: Any) -> bool:
    """Tell whether this gives an array by DLPack or by NumPy's protocols."""
    names = ("__dlpack__", "__array_interface__", "__array__", "__cuda_array_interface__")
    return not isinstance(source, type) and any(hasattr(source, name) for name in names)


def held(source: Any) -> Held:
    """Return a **view** by DLPack, else by ``__array_interface__``, else what ``__array__`` gives.

    What lies on another device is copied to this one's memory. bfloat16, which NumPy does not have, becomes float32,
    in which all its values are exact.

    Raises
    ------
    UsageError
        If it gives no array.
    """
    given, notes = _plain(source) if is_a(source, "torch", "Tensor") else (source, [])
    pixels = _exported(given, notes)
    if pixels.dtype.name == "bfloat16":
        pixels = pixels.astype(np.float32)
        notes.append("Copied: bfloat16 became float32, in which its values are exact.")
    return Held(lent(pixels, given), name=type(source).__name__, notes=tuple(notes))


def _plain(source: Any) -> tuple[Any, list[str]]:
    """Return a tensor of torch without gradients, flags and types that NumPy does not have."""
    source = source.detach()
    if source.is_conj() or source.is_neg():
        return source.resolve_conj().resolve_neg(), ["Copied: torch keeps a sign of this tensor beside its pixels."]
    if str(source.dtype) == "torch.bfloat16":
        return source.float(), ["Copied: bfloat16 became float32, in which its values are exact."]
    return source, []


def _exported(source: Any, notes: list[str]) -> npt.NDArray[Any]:
    device = _device(source)
    is_elsewhere = hasattr(source, "__cuda_array_interface__") if device is None else device not in _IN_MEMORY
    if is_elsewhere:
        refuse_too_large(float(getattr(source, "nbytes", 0)), "This tensor")
        notes.append("Copied: the array lies on the GPU.")
        return _fetched(source)
    if device is not None:
        try:
            return np.from_dlpack(source)
        except (BufferError, TypeError, ValueError, RuntimeError):
            pass  # of a type, or a layout, that DLPack or NumPy does not have
    return _by_array(source, notes)


def _by_array(source: Any, notes: list[str]) -> npt.NDArray[Any]:
    interface = getattr(source, "__array_interface__", None)
    try:
        found = np.asarray(source) if isinstance(interface, dict) else np.asarray(source.__array__())
    except (AttributeError, BufferError, TypeError, ValueError, RuntimeError) as e:
        kind = getattr(source, "dtype", type(source).__name__)
        raise UsageError(f"Pixels of type {kind} cannot be taken from this array: {_reason(e)}.") from e
    if isinstance(interface, dict):
        address = (interface.get("data") or (None,))[0]
        if address != found.__array_interface__["data"][0]:
            notes.append(f"Copied: {type(source).__name__} shares no memory.")
    else:
        notes.append(f"This is the array that {type(source).__name__} gave; it may be a copy.")
    return found


def _device(source: Any) -> int | None:
    """Return where a tensor lies, as DLPack counts devices; None where it does not say."""
    if not hasattr(source, "__dlpack__") or not hasattr(source, "__dlpack_device__"):
        return None
    try:
        return int(source.__dlpack_device__()[0])
    except (BufferError, TypeError, ValueError, RuntimeError) as e:
        raise UsageError(f"The pixels of this array are in no memory: {_reason(e)}.") from e


def _reason(error: Exception) -> str:
    """Return the first line of what another library says."""
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__


def _fetched(source: Any) -> npt.NDArray[Any]:
    """Return a copy in the processor's memory, in the way that the library has for it."""
    for name in ("cpu", "get"):
        fetch = getattr(source, name, None)
        if callable(fetch):
            there = fetch()
            return there if isinstance(there, np.ndarray) else _exported(there, [])
    try:
        return np.from_dlpack(source, device="cpu", copy=True)
    except (BufferError, TypeError, ValueError, RuntimeError):
        return _by_array(source, [])
