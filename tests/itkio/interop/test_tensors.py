"""Tensors by the protocols that they share."""

from __future__ import annotations

import gc
import weakref
from typing import Any, ClassVar

import numpy as np
import pytest

from itk_inspector.core.errors import UsageError
from itk_inspector.itkio.interop.taking import taken

VALUES = np.arange(12, dtype=np.float32).reshape(3, 4)


class OnCpu:
    """A tensor in the processor's memory."""

    def __dlpack__(self, **options: Any) -> Any:
        return VALUES.__dlpack__(**options)

    def __dlpack_device__(self) -> tuple[int, int]:
        return 1, 0


class OnGpu:
    """A tensor on a graphics card, as torch has it."""

    nbytes = VALUES.nbytes

    def __dlpack__(self, **options: Any) -> Any:
        raise BufferError("on another device")

    def __dlpack_device__(self) -> tuple[int, int]:
        return 2, 0

    def cpu(self) -> OnCpu:
        return OnCpu()


class CupyLike:
    """An array on a graphics card, as CuPy has it."""

    __cuda_array_interface__: ClassVar = {"version": 3}

    def get(self) -> Any:
        return VALUES.copy()


class HuGpu(OnGpu):
    """A tensor on a graphics card that is larger than any memory."""

    nbytes = 10**16


class Gives:
    """What gives an array, or fails."""

    def __init__(self, given: Any) -> None:
        self.given = given

    def __array__(self) -> Any:
        if isinstance(self.given, Exception):
            raise self.given
        return self.given


class Interface:
    """What tells where its memory is."""

    __array_interface__ = VALUES.__array_interface__


@pytest.mark.parametrize("source", [OnCpu(), Interface()])
def test_memory_that_can_be_shared_is(source: Any) -> None:
    made = taken(source)

    assert made.document.pixels.ctypes.data == VALUES.ctypes.data
    assert made.note == ""


@pytest.mark.parametrize("source", [OnGpu(), CupyLike()])
def test_what_lies_on_another_device_is_copied_and_it_is_said(source: Any) -> None:
    made = taken(source)

    assert np.array_equal(made.document.pixels, VALUES)
    assert made.note == "Copied: the array lies on the GPU."


def test_what_is_too_large_to_be_fetched_is_refused() -> None:
    with pytest.raises(UsageError, match="more than half of the memory"):
        taken(HuGpu())


def test_what_gives_an_array_may_be_a_copy() -> None:
    made = taken(Gives(VALUES))

    assert made.document.pixels.ctypes.data == VALUES.ctypes.data
    assert "may be a copy" in made.note


@pytest.mark.parametrize("given", [TypeError("no"), np.array(["a", "b"]), np.float32(3)])
def test_what_gives_no_image_is_refused_in_a_sentence(given: Any) -> None:
    with pytest.raises(UsageError):
        taken(Gives(given))


def test_an_array_of_jax_is_viewed_and_bfloat16_is_exact() -> None:
    jnp = pytest.importorskip("jax.numpy")
    array = jnp.arange(12.0).reshape(3, 4)

    made, short = taken(array), taken(array.astype(jnp.bfloat16))

    assert made.document.pixels.ctypes.data == array.unsafe_buffer_pointer()
    assert made.note == ""
    assert short.document.info.dtype == "float32"
    assert np.array_equal(short.document.pixels, VALUES)
    assert "bfloat16 became float32" in short.note


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", ["<i2", ">i2", "f2", "?", ">c8", "u1"])
@pytest.mark.parametrize("steps", [(1, 1, 1), (-1, 1, 2), (2, -2, -1)])
def test_any_layout_has_the_values_of_numpy(order: Any, dtype: str, steps: tuple[int, ...]) -> None:
    whole = np.asarray((np.arange(120) % 2).reshape(4, 5, 6), dtype, order=order)
    array = whole[tuple(slice(None, None, step) for step in steps)]
    array.flags.writeable = False
    before = array.tobytes()

    made = taken(array).document

    assert made.pixels.tolist() == array.tolist()
    assert made.pixels.dtype.isnative
    assert array.tobytes() == before
    assert made.info.notes == () or "copied once" in made.info.notes[0]
    assert np.shares_memory(made.pixels, array) == (not made.info.notes)


@pytest.mark.parametrize(
    "wrong",
    [
        np.float32(3),
        np.zeros((2, 2), object),
        np.array([["a"]]),
        np.zeros((2, 2), [("a", "i2")]),
        np.zeros((2, 2), "M8[s]"),
        np.zeros((2, 0)),
        np.zeros((2, 2), np.longdouble),
    ],
)
def test_what_has_no_pixels_is_refused_in_a_sentence(wrong: Any) -> None:
    with pytest.raises(UsageError, match=r"cannot be shown|2 to 4 axes"):
        taken(wrong)


def test_a_matrix_a_mapped_file_and_a_broadcast_array(tmp_path: Any) -> None:
    mapped = np.memmap(tmp_path / "a.raw", np.int16, "w+", shape=(3, 4))
    mapped[2, 1] = 5

    assert taken(mapped).document.pixels.ctypes.data == mapped.ctypes.data
    with pytest.warns(PendingDeprecationWarning):
        matrix = np.asmatrix(VALUES)
    assert taken(matrix).document.geometry.size == (4, 3)
    assert taken(np.broadcast_to(VALUES[0], (3, 4))).document.pixels[2].tolist() == VALUES[0].tolist()


class Torch(OnCpu):
    """A tensor of torch, as far as it is asked."""

    __module__ = "torch"
    dtype = "torch.float32"

    def __init__(self, *, is_flagged: bool = False) -> None:
        self.is_flagged = is_flagged
        self.asked: list[str] = []

    def detach(self) -> Torch:
        self.asked.append("detach")
        return self

    def is_conj(self) -> bool:
        return False

    def is_neg(self) -> bool:
        return self.is_flagged

    def resolve_conj(self) -> Torch:
        return self

    def resolve_neg(self) -> Torch:
        self.asked.append("resolve_neg")
        return self

    def float(self) -> OnCpu:
        self.asked.append("float")
        return OnCpu()


Torch.__name__ = "Tensor"


def test_a_tensor_of_torch_is_taken_without_its_gradient() -> None:
    tensor = Torch()

    made = taken(tensor)

    assert (tensor.asked, made.note) == (["detach"], "")
    assert made.document.pixels.ctypes.data == VALUES.ctypes.data


@pytest.mark.parametrize("dtype", ["float32", "int64", "bfloat16", "bool"])
def test_a_real_tensor_of_torch_has_the_values_of_torch(dtype: str) -> None:
    torch = pytest.importorskip("torch", reason="needs torch")
    tensor = torch.arange(12).reshape(3, 4).to(getattr(torch, dtype))

    made = taken(tensor.requires_grad_() if tensor.is_floating_point() else tensor).document

    assert made.pixels.tolist() == tensor.tolist()
    assert (made.pixels.ctypes.data == tensor.data_ptr()) == (dtype != "bfloat16")


def test_what_torch_keeps_beside_the_pixels_is_worked_out_and_said() -> None:
    flagged, short = Torch(is_flagged=True), Torch()
    short.dtype = "torch.bfloat16"

    assert "keeps a sign" in taken(flagged).note
    assert "bfloat16 became float32" in taken(short).note
    assert (flagged.asked[-1], short.asked[-1]) == ("resolve_neg", "float")


class Nowhere:
    """A tensor without memory, as of torch's device meta."""

    def __dlpack__(self, **options: Any) -> Any:
        raise AssertionError

    def __dlpack_device__(self) -> tuple[int, int]:
        raise ValueError("Unknown device type meta for Dlpack\nand more")


def test_a_tensor_without_memory_is_refused_in_one_line() -> None:
    with pytest.raises(UsageError, match=r"in no memory: Unknown device type meta for Dlpack\.$"):
        taken(Nowhere())


def test_nothing_is_kept_alive_longer_than_the_document() -> None:
    source = OnCpu()
    kept = weakref.ref(source)
    document = taken(source).document
    del source
    gc.collect()
    before = kept() is not None

    document.close()
    gc.collect()

    assert (before, kept()) == (True, None)
