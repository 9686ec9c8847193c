"""The bound on what a reader may allocate."""

from __future__ import annotations

import numpy as np
import pytest

from itk_inspector.core.errors import OpenError
from itk_inspector.worker.memory import memory_limit
from itk_inspector.worker.memory.memory_limit import at_most, private_bytes

MB = 1 << 20


def test_more_than_allowed_fails() -> None:
    with at_most(64 * MB), pytest.raises(MemoryError):
        np.ones(512 * MB, dtype=np.uint8)


def test_what_is_allowed_succeeds() -> None:
    with at_most(256 * MB):
        array = np.ones(64 * MB, dtype=np.uint8)

    assert array[-1] == 1


def test_the_limit_is_lifted_afterwards() -> None:
    resource = pytest.importorskip("resource", reason="Unix bounds and counts by it")
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


def test_the_bound_inside_is_never_wider_than_the_one_outside() -> None:
    with at_most(64 * MB), at_most(1024 * MB), pytest.raises(MemoryError):
        np.ones(512 * MB, dtype=np.uint8)


def test_what_fails_for_want_of_memory_is_tried_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []
    monkeypatch.setattr(memory_limit, "for_pixels", lambda format_name, nbytes: MB)

    def read() -> int:
        tries.append(1)
        try:
            return len(np.ones(256 * MB, dtype=np.uint8))
        except MemoryError as e:
            raise OpenError("It could not be decoded.") from e

    assert memory_limit.in_two_tries(read, "PNGImageIO", MB) == 256 * MB
    assert len(tries) == 2


def test_what_is_damaged_stays_so() -> None:
    def read() -> int:
        raise OpenError("It is damaged.")

    with pytest.raises(OpenError):
        memory_limit.in_two_tries(read, "PNGImageIO", 100)
