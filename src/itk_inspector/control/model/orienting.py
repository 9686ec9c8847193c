"""What lies above an image by the user's switches, and which way its axes run."""

from __future__ import annotations

from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.core.display.viewport import ALL_FITTED
from itk_inspector.core.geometry.orientation import ARRAY_ORDER, patient_orientation


def lay_over(image: OpenImage, overlays: frozenset[str]) -> None:
    """Draw this above an image, and let the patient stand upright if that is wanted and the file states where it lies.

    A plane whose axes lie as the orientation before has them is laid as the new one has them; another one was chosen
    by the user, and stays.
    """
    image.overlays = overlays
    is_upright = image.info.is_patient_space and "patientOrientation" in overlays
    before, after = image.orientation, patient_orientation(image.info.geometry) if is_upright else ARRAY_ORDER
    if after == before:
        return
    image.orientation = after
    laid = after.laid(image.plane)
    if before.laid(image.plane) == image.plane and laid != image.plane:
        image.plane, image.viewports = laid, ALL_FITTED
        image.pointer = None if image.pointer is None else image.pointer[::-1]  # the same pixel, its axes exchanged
