"""The small copy of a giant holds stored pixels, and the right ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itk_inspector.core.display import overview as module
from itk_inspector.core.display.overview import lattice_step, overview


def cut_of(rows: int, columns: int, components: int = 0) -> np.ndarray:
    shape = (rows, columns, components) if components else (rows, columns)
    return np.random.default_rng(2).integers(0, 2**16, shape, dtype=np.uint16)


@pytest.mark.parametrize(
    ("shape", "dtype", "step"),
    [
        ((20000, 20000), "uint16", 9),
        ((40000, 40000), "uint8", 18),
        ((10000, 10000), "uint16", 5),
        ((6867, 6867), "uint16", 1),
        ((6871, 6871), "uint16", 4),
        ((1, 400000000), "uint8", 77),
        ((20000, 20000), "complex128", 10),
        ((10000, 10000, 3), "uint16", 5),
        ((0, 0), "uint8", 1),
    ],
)
def test_a_giant_has_a_lattice_of_bounded_size(shape: tuple[int, ...], dtype: str, step: int) -> None:
    cut = np.empty(shape, dtype)  # no page of it is touched

    assert lattice_step(cut) == step


def test_a_plane_across_the_rows_of_a_file_has_none() -> None:
    volume = np.empty((9000, 4, 9000), np.uint8)

    assert lattice_step(volume[:, 2, :]) == 4
    assert lattice_step(np.swapaxes(volume[:, 2, :], 0, 1)) == 1


def test_one_component_of_colours_has_the_lattice_of_their_rows() -> None:
    colours = np.empty((9000, 9000, 3), np.uint8)

    assert lattice_step(colours[..., 1]) == 4


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 70), st.integers(1, 70), st.sampled_from([0, 3]), st.sampled_from([4, 7, 8]), st.booleans())
def test_an_overview_holds_every_step_th_pixel(
    rows: int, columns: int, components: int, step: int, is_flipped: bool
) -> None:
    cut = cut_of(rows, columns, components)[:: -1 if is_flipped else 1]

    made = overview(cut, step)

    assert made is not None
    np.testing.assert_array_equal(made.pixels, cut[::step, ::step])
    assert not np.shares_memory(made.pixels, cut)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_an_update_takes_what_changed_in_the_box(data: st.DataObject) -> None:
    rows, columns, step = (
        data.draw(st.integers(1, 60)),
        data.draw(st.integers(1, 60)),
        data.draw(st.sampled_from([4, 7, 8])),
    )
    cut = cut_of(rows, columns)
    made = overview(cut, step)
    assert made is not None
    top, left = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1))
    box = slice(top, data.draw(st.integers(top + 1, rows))), slice(left, data.draw(st.integers(left + 1, columns)))
    cut[box] ^= 0xFFFF

    made.update(cut, *box)

    np.testing.assert_array_equal(made.pixels, cut[::step, ::step])


def test_it_is_given_up_when_it_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CHUNK", 10)
    answers = iter([True, True, False])

    assert overview(cut_of(64, 64), 4, lambda: next(answers)) is None
