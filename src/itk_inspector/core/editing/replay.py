"""Steps of a journal, done again on a copy; whoever drives it has the operations done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy.typing as npt

from itk_inspector.core.editing.copied_bytes import CopiedBytes
from itk_inspector.core.editing.editable import Editable
from itk_inspector.core.editing.operation import Operation
from itk_inspector.core.editing.present_pixels import present_pixels
from itk_inspector.core.editing.session import EditSession
from itk_inspector.core.editing.step_records import check_fits, step_from
from itk_inspector.core.errors import EditError, InspectorError
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.header.image_info import ImageInfo
from itk_inspector.core.text.visible_text import visible_text


class MadeImage(Protocol):
    """What an operation made: a document of its own."""

    @property
    def info(self) -> ImageInfo:
        """What is to know of it."""
        ...

    def edit(self) -> EditSession:
        """Return a copy that may be changed."""
        ...

    def close(self) -> None:
        """Let go of it; the copy stays."""
        ...


class Replay:
    """Repeats records on a copy, each as a step that can be undone.

    ``next`` does what it can by itself, and returns an operation where one is needed; its result is given to ``give``.

    Parameters
    ----------
    session : EditSession
    records : sequence of mapping
        From `JournalEntry.record`, in order; without those that were undone.
    original : numpy.ndarray or ChangedChunks, optional
        All pixels of the original, for steps that put them back.

    Attributes
    ----------
    done : int
        How many records were repeated.
    """

    def __init__(
        self,
        session: EditSession,
        records: Sequence[Mapping[str, Any]],
        original: Editable | None = None,
    ) -> None:
        self.session = session
        self.done = 0
        self._records = records
        self._original = original

    @property
    def count(self) -> int:
        """How many records there are."""
        return len(self._records)

    @property
    def is_over(self) -> bool:
        """Tell whether all records were repeated."""
        return self.done == self.count

    def check(self) -> None:
        """Look whether the steps before the first operation were made on such an image.

        Raises
        ------
        EditError
            With the number of the first that was not.
        """
        for number, record in enumerate(self._records, 1):
            if _is_version(record):
                return
            try:
                check_fits(record, present_pixels(self.session))
            except EditError as e:
                raise self._error(number, e) from e

    def next(self, most: int | None = None) -> Operation | None:
        """Repeat steps up to the next operation.

        Parameters
        ----------
        most : int, optional
            How many steps to repeat at once; by default all of them.

        Returns
        -------
        Operation or None
            What is to be done on the copy as it is now, for `give`; None when ``is_over``, or ``most`` were repeated.

        Raises
        ------
        EditError
            With the number and the label of the step that does not fit; those before it were done.
        """
        last = self.count if most is None else min(self.count, self.done + most)
        while self.done < last:
            record = self._records[self.done]
            try:
                if _is_version(record):
                    return Operation.from_record(record["operation"])
                self._repeat(record)
            except (EditError, LookupError, TypeError) as e:
                raise self._error(self.done + 1, e) from e
            self.done += 1
        return None

    def _repeat(self, record: Mapping[str, Any]) -> None:
        self.session.bytes_behind.prepare()
        self.session.apply(step_from(record, present_pixels(self.session), self._original))

    def give(
        self,
        pixels: npt.NDArray[Any],
        geometry: Geometry,
        bytes_behind: CopiedBytes | None = None,
        pixel_type: str = "",
    ) -> None:
        """Go on with what the operation made; see `EditSession.apply_version`.

        Raises
        ------
        EditError
            With the number and the label of the step, if the pixels do not fit.
        """
        record = self._records[self.done]
        try:
            self.session.apply_version(
                pixels,
                geometry,
                str(record.get("label", "")),
                operation=Operation.from_record(record["operation"]).record(),
                bytes_behind=bytes_behind,
                pixel_type=pixel_type,
            )
        except EditError as e:
            raise self._error(self.done + 1, e) from e
        self.done += 1

    def take(self, made: MadeImage) -> None:
        """Go on with what the operation made, whose pixels are taken over; raises as `give` does."""
        copied, info = made.edit(), made.info
        pixel_type = info.pixel_type if info.channels > 1 else ""
        try:
            self.give(copied.pixels, info.geometry, copied.bytes_behind, pixel_type)
        finally:
            made.close()

    def failed(self, error: InspectorError) -> EditError:
        """Return what to tell where the next operation could not be done."""
        return self._error(self.done + 1, error)

    def _error(self, number: int, error: Exception) -> EditError:
        label = str(self._records[number - 1].get("label", ""))
        sentence = f"Step {number}, “{visible_text(label)}”, cannot be repeated."
        if isinstance(error, InspectorError):
            return EditError(f"{sentence} {error.message}", advice=error.advice, detail=error.detail)
        return EditError(f"{sentence} Its record is damaged.", detail=repr(error))


def _is_version(record: Mapping[str, Any]) -> bool:
    return record.get("kind") == "version"
