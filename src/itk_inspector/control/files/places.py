"""Where an image comes: in a tab of its own, over another image, or in another one's place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from itk_inspector.control.model.moved_copy import stand_in
from itk_inspector.control.model.open_image import OpenImage
from itk_inspector.control.model.open_images import OpenImages
from itk_inspector.control.ports import Questions
from itk_inspector.core.display.colour_map_names import LABELS
from itk_inspector.core.display.laid_over import fitting_look, look_over, why_no_labels
from itk_inspector.core.display.placing import Placing
from itk_inspector.core.geometry.boxes import lie_together


class Places:
    """Puts images where they were asked for.

    Parameters
    ----------
    images : OpenImages
    questions : Questions
    """

    def __init__(self, images: OpenImages, questions: Questions) -> None:
        self._images = images
        self._questions = questions

    def put(self, image: OpenImage, placing: Placing = Placing.TAB, over: OpenImage | None = None) -> str:
        """Show a new image, or one of another tab, and return what is to be said of that.

        In a tab of its own it comes to the front; over an image that is open it is seen, but not chosen.
        """
        name = image.document.info.name
        if placing is not Placing.TAB and (image.document.is_tiled or (over is not None and over.document.is_tiled)):
            said = self.put(image)
            return f"{said} An image that is read in parts has a tab of its own."
        with self._images.changing():
            if placing is Placing.TOGETHER:
                return self._put_together(image)
            if placing is not Placing.TAB and over is not None and over in self._images and over is not image:
                return self._lay(image, placing, over)
            if image not in self._images:
                self._images.add(image)
            self._images.bring_new(image, is_asking=self._questions.is_asking)  # it stays before what it is about
        return f"Opened {name}."

    def _put_together(self, image: OpenImage) -> str:
        """Lay an image over one of the same place, or that one over it if it belongs before; else give it a tab."""
        geometry, order = image.info.geometry, image.title.order
        tabs = (tab for tab in self._images.tabs if not tab.images[0].document.is_tiled)
        stack = next((tab for tab in tabs if lie_together(tab.images[0].info.geometry, geometry)), None)
        if stack is None:
            return self.put(image)
        if order < stack.images[0].title.order:
            said = self.put(image)
            for each in stack.images:
                self._images.gather(each, image, look_over(each.info, Placing.LAYER))
            return said
        said = self._lay(image, Placing.LAYER, stack.images[0])
        stack.move(image, -sum(each.title.order > order for each in stack.images))
        return said

    def _lay(self, image: OpenImage, placing: Placing, over: OpenImage) -> str:
        info = image.info
        look = look_over(info, placing)
        if look.style.is_of_labels and image.settings.has_levels:
            image.settings = replace(image.settings, colour_map=LABELS)
        if image in self._images:
            self._images.gather(image, over, look)
        else:
            self._images.lay(image, over, look)
        said = f"{info.name} is shown over {over.label}."
        return f"{said} {why_no_labels(info)}".rstrip() if placing is Placing.LABELS else said

    def opened(self, path: Path, read_as: str, part: int) -> OpenImage | None:
        """Return the image that was read from a file, as this pixel type, and as this of the images in it."""
        infos = ((image, image.info) for image in self._images.all)
        whole = ((image, info) for image, info in infos if not (info.is_series or info.level or info.box))
        files = ((image, info) for image, info in whole if info.has_source)
        return next((one for one, info in files if (info.path, info.read_as, info.part) == (path, read_as, part)), None)

    def replace(self, before: OpenImage, image: OpenImage) -> str:
        """Show an image in the place of another one, as that was shown as far as it suits."""
        with self._images.changing():
            stand_in(before, before.document.geometry)
            if before.document.geometry.size == image.document.geometry.size or image.continues(before):
                image.look_like(before)
            elif self._images.current is before and self._images.layers:
                self._images.follow(before, image)
            self._images.replace(before, image)
            self._images.set_look(image, fitting_look(image.info, self._images.look(image)))
        return f"Opened {image.document.info.name}."
