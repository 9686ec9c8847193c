"""Images and filters of itk: the pipeline is brought up to date."""

from __future__ import annotations

from typing import Any

from itk_inspector.core.errors import UsageError
from itk_inspector.core.system.kept_locale import kept_locale
from itk_inspector.itkio.refusals import itk_sentence


def is_filter(source: Any) -> bool:
    """Tell whether this is a filter of itk."""
    names = {kind.__module__.partition(".")[0] for kind in type(source).__mro__}
    return "itk" in names and hasattr(source, "GetOutput") and hasattr(source, "UpdateOutputInformation")


def is_image(source: Any) -> bool:
    """Tell whether this is an image of itk."""
    return hasattr(source, "GetBufferedRegion")


@kept_locale()
def up_to_date(source: Any) -> tuple[Any, tuple[str, ...]]:
    """Return the image of a filter, or an image, after its pipeline has run, with what there is to say.

    An image that comes from no filter stays as it is. Of one that does, the whole is computed, as by ``itk.imwrite``;
    filters that are up to date do not run.

    Raises
    ------
    UsageError
        If a filter of the pipeline fails, with what ITK says of it.
    """
    try:
        image = source.GetOutput() if is_filter(source) else source
        if not is_image(image):
            raise UsageError(f"The output of {type(source).__name__} is no image.")
        if not _has_source(image):
            return image, _of_buffer(image)
        before = image.GetUpdateMTime()
        image.UpdateOutputInformation()
        image.SetRequestedRegionToLargestPossibleRegion()
        image.Update()
        ran = image.GetUpdateMTime() != before
    except RuntimeError as e:
        sentence = f"The pipeline of this {type(source).__name__} failed: {_reason(str(e))}"
        raise UsageError(sentence, detail=str(e)) from e
    return image, ("Its pipeline was not up to date: it has run now.",) * ran + _of_buffer(image)


def _has_source(image: Any) -> bool:
    return getattr(image, "GetSource", lambda: None)() is not None


def _of_buffer(image: Any) -> tuple[str, ...]:
    """Say that only a part of the image is in memory."""
    buffered, whole = image.GetBufferedRegion(), image.GetLargestPossibleRegion()
    if not buffered.GetNumberOfPixels() or buffered == whole:
        return ()
    if buffered.GetSize() == whole.GetSize():
        ends = _numbers(buffered.GetIndex()), _numbers(whole.GetIndex())
        return ("The pixels start at index {}, the largest possible region at {}: filters and writers of ITK go by the "
                "pixels.".format(*ends),)  # fmt: skip
    size = _numbers(whole.GetSize())
    return (f"Only the buffered region is shown; the largest possible region has the size {size}.",)


def _numbers(of: Any) -> str:
    return f"({', '.join(str(int(each)) for each in of)})"


def _reason(text: str) -> str:
    """Return the sentence of an exception of ITK's, without file and line."""
    return itk_sentence(text) or text.strip() or "ITK does not say why."
