"""Libraries that write stores keep threads."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from generated_stores import let_go_of_zarr


@pytest.fixture(scope="module", autouse=True)
def no_threads_of_zarr(nothing_left_behind_by_a_file: None) -> Iterator[None]:
    yield
    let_go_of_zarr()
