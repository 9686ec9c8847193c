"""The bound on what a reader may allocate."""

from __future__ import annotations

import resource

import numpy as np
import pytest

from itk_inspector.worker.memory import at_most, private_bytes

MB = 1 << 20


def test_more_than_allowed_fails() -> None:
    with at_most(64 * MB), pytest.raises(MemoryError):
        np.ones(512 * MB, dtype=np.uint8)


def test_what_is_allowed_succeeds() -> None:
    with at_most(256 * MB):
        array = np.ones(64 * MB, dtype=np.uint8)

    assert array[-1] == 1


def test_the_limit_is_lifted_afterwards() -> None:
    before = resource.getrlimit(resource.RLIMIT_DATA)

    with at_most(64 * MB):
        pass

    assert resource.getrlimit(resource.RLIMIT_DATA) == before
    assert np.ones(128 * MB, dtype=np.uint8)[-1] == 1


def test_private_memory_is_known_and_grows() -> None:
    before = private_bytes()
    array = np.ones(64 * MB, dtype=np.uint8)

    after = private_bytes()

    assert before is not None
    assert after is not None
    assert after - before >= array.nbytes
