"""A real child process, shared by the tests that leave it as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from itk_inspector.core.image.open_request import OpenRequest
from itk_inspector.core.image.outcome import Opened, Outcome
from itk_inspector.itkio.engine import engine
from itk_inspector.worker.parent.client import FileClient


@pytest.fixture(scope="session", autouse=True)
def bridge_loaded() -> None:
    """Load the parent's part of itk, as the window does."""
    engine.preload_bridge()


@pytest.fixture(scope="module")
def client() -> Iterator[FileClient]:
    """A client whose reader lives through the whole module: for files that do not end it."""
    shared = FileClient()
    shared.warm_up()
    yield shared
    shared.close()


@pytest.fixture
def own_client() -> Iterator[FileClient]:
    """A client whose children may be ended."""
    own = FileClient()
    own.warm_up()
    yield own
    own.close()


_tokens = iter(range(1, 1_000_000))


@pytest.fixture
def fetch() -> Callable[..., Outcome]:
    """Open a file and wait for the outcome."""

    def run(client: FileClient, path: Path, read_as: str = "") -> Outcome:
        token = next(_tokens)
        client.open(token, OpenRequest(path, read_as))
        return client.wait(token)

    return run


@pytest.fixture
def small_image(tmp_path: Path) -> Path:
    """A file of 3 × 2 pixels with the values 1 to 6."""
    path = tmp_path / "small.mha"
    path.write_bytes(
        b"ObjectType = Image\nNDims = 2\nDimSize = 3 2\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n"
        + bytes(range(1, 7))
    )
    return path


@pytest.fixture
def still_works(fetch: Callable[..., Outcome], small_image: Path) -> Callable[[FileClient], None]:
    """Check that the next open works as if nothing had happened."""

    def check(client: FileClient) -> None:
        outcome = fetch(client, small_image)
        assert isinstance(outcome, Opened)
        with outcome.document as document:
            assert document.pixels.tolist() == [[1, 2, 3], [4, 5, 6]]

    return check
