"""The child's loop: one task at a time, and every failure told in words."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import socket
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from types import ModuleType
from typing import Any

from itk_inspector.core.errors import InspectorError, of_system
from itk_inspector.core.header import remembered
from itk_inspector.itkio.engine import engine, wrapper_modules
from itk_inspector.itkio.formats import known_formats
from itk_inspector.itkio.second import readers
from itk_inspector.worker.child.desk import Desk, StderrText
from itk_inspector.worker.child.pixel_desk import PixelDesk
from itk_inspector.worker.memory import freed, memory_limit
from itk_inspector.worker.memory.scratch_policy import ScratchPolicy
from itk_inspector.worker.sandbox import apart, confinement
from itk_inspector.worker.sandbox.family import Ahead
from itk_inspector.worker.sandbox.landlock import Access
from itk_inspector.worker.sandbox.next_one import NextOne
from itk_inspector.worker.tasks.table import ROWS, TASKS, module_of
from itk_inspector.worker.wire.channel import Channel
from itk_inspector.worker.wire.codec import CodecError
from itk_inspector.worker.wire.ends import channel_on
from itk_inspector.worker.wire.messages import Begun, ErrorReply, Ready, Task

_BREATH = 0.5
"""Seconds in which the next task may come, before the child loads what other files need."""
_PAUSE = 0.03
"""Seconds without a question about a pixel, before it goes on with that: more than there are between two of a hover."""


def main(connection: socket.socket, asked: socket.socket, words: list[str]) -> None:
    """Serve tasks on a connection until the parent is gone.

    Parameters
    ----------
    connection, asked : socket.socket
        To the parent; on the second one single pixels are asked about.
    words : list of str
        A `ScratchPolicy`; an `Ahead` where the process of the next task is to be made ahead.
    """
    memory_limit.bound_descriptors()
    confinement.held()  # the thread that tries it has ended when it counts
    warnings.simplefilter("ignore")  # what is printed counts as said by a reader
    channel = channel_on(connection, TASKS)
    pixels = PixelDesk(asked)
    policy = ScratchPolicy.from_arguments(words)
    wrapper_modules.use()
    engine.preload()
    gc.freeze()
    gc.enable()
    channel.send(Ready())
    left = _loads()
    ahead = Ahead("".join(words[3:]))
    is_made_ahead = ahead in (Ahead.AT_REST, Ahead.AT_ONCE)
    deeds, rehearse = partial(_deeds, channel, pixels), partial(_rehearse, policy) if is_made_ahead else _no_rehearsal
    next_one = NextOne(TASKS, policy, deeds, rehearse, pixels, ahead=ahead, goes_on=_reads_one_file)
    if is_made_ahead and not channel.wait(0):
        with _nothing_collected():
            _load_images()
    while True:
        if not next_one.until_readable(channel.fileno(), _BREATH):
            next_one.rest()
            _load(left, channel, pixels)
            if is_made_ahead and not left:
                _make(next_one)
        next_one.until_readable(channel.fileno())
        try:
            tasks = channel.receive()
        except EOFError:
            return
        for task, fds in tasks:
            with _nothing_collected():
                _module(task).load(task)
            channel.send(Begun(task.token))
            is_last = channel.is_at_end
            if is_last or not next_one.serve(task, fds):
                apart.serve(task, fds, policy, *deeds(task, fds), next_one, is_last=is_last)
                if ahead is Ahead.AT_ONCE:
                    _make(next_one)


def _make(next_one: NextOne) -> None:
    """Make the process of the next task, when what it rehearses with is loaded here."""
    from itk_inspector.worker.child import rehearsal  # it opens an image, which is more than a header takes

    rehearsal.prepare()
    next_one.make()


def _deeds(
    channel: Channel, pixels: PixelDesk, task: Task, fds: tuple[int, ...]
) -> tuple[Callable[[], Access], Callable[[apart.Prepare], bool]]:
    """Return what tells what a task may touch, and what does it."""
    module = _module(task)
    return partial(module.access, task), partial(_serve, module, task, channel, pixels, fds)


def _rehearse(policy: ScratchPolicy) -> None:
    """Open a small image in a fork, where all of it was loaded before."""
    from itk_inspector.worker.child import rehearsal  # as in `_make`

    rehearsal.rehearse(policy)


def _no_rehearsal() -> None:
    """Do nothing: the task is there."""


def _module(task: Task) -> ModuleType:
    return importlib.import_module(f"itk_inspector.worker.child.{module_of(task)}")


def _reads_one_file(task: Any) -> bool:
    """Tell whether a task reads a file, all of it, and no other but its companions."""
    if module_of(task) not in ("read_header", "open_image") or task.request.files:
        return False
    from itk_inspector.itkio.stores import kinds  # what reads an image has loaded it

    return task.path.is_file() and not kinds.may_be_in_chunks(task.path)


def _loads() -> list[Callable[[], object]]:
    """Return what loads what is likely needed next, step by step, so that it is loaded here, once, not in each fork.

    That is what single pixels are read with, and what DICOM needs, which takes long. The readers of other formats, and
    all writers, are memory for nothing until somebody asks for them.
    """
    modules = [f"itk_inspector.worker.child.{row.module}" for row in ROWS]
    return [
        _load_images,
        engine.preload_bridge,
        engine.metadata_objects,
        *(partial(importlib.import_module, name) for name in modules),
        known_formats.preload,
        partial(readers.preload, "GDCMImageIO"),
        freed.give_back,  # a fifth of the child: loading frees as much as it keeps
    ]


def _load_images() -> None:
    """Load what reads an image, which is asked for first, nearly always."""
    for name in ("open_image", "pixel_answers"):
        importlib.import_module(f"itk_inspector.worker.child.{name}")
    engine.preload_classes()


def _load(left: list[Callable[[], object]], channel: Channel, pixels: PixelDesk) -> None:
    """Take the next steps of loading for as long as no task waits, and while nobody looks at pixels."""
    while left and not pixels.until_readable(channel.fileno(), _PAUSE):
        with _nothing_collected():
            left.pop(0)()


@contextlib.contextmanager
def _nothing_collected() -> Iterator[None]:
    """Look for no garbage while modules are loaded, nor in them afterwards, which would copy them in each fork.

    Where nothing was loaded, what is garbage stays what will be found.
    """
    before = len(sys.modules)
    gc.disable()
    try:
        yield
    finally:
        if len(sys.modules) > before:
            gc.freeze()
        gc.enable()


def _kind_of(error: InspectorError) -> str:
    """Return the name of the nearest error that both processes know."""
    return next(kind.__name__ for kind in type(error).__mro__ if kind.__module__ == InspectorError.__module__)


def _serve(
    module: ModuleType,
    task: Task,
    channel: Channel,
    pixels: PixelDesk,
    fds: tuple[int, ...],
    prepare: apart.Prepare,
) -> bool:
    """Do a task, and tell what fails; return whether nothing did."""
    name, deed = task.path.name, "written" if task.writes else "read"
    if sys.platform == "win32":
        from itk_inspector.core.system import win32  # needed nowhere else

        win32.take_names_as_utf_8()  # a reader before may have changed the locale
    try:
        module.run(task, Desk(channel, prepare(), StderrText(), fds, pixels.until_readable))
    except InspectorError as e:
        channel.send(ErrorReply(task.token, _kind_of(e), e.message, e.advice, e.detail))
    except CodecError as e:
        sentence = f"{name} holds more text than can be shown ({e})."
        channel.send(ErrorReply(task.token, "OpenError", sentence, "Read it with another program.", ""))
    except OSError as e:
        what = of_system(e, f"{name} could not be {deed}")
        channel.send(ErrorReply(task.token, type(what).__name__, what.message, what.advice, what.detail))
    except MemoryError:
        sentence = f"{name} takes more memory than its header justifies, or than there is."
        advice = "Close other programs, or read it on a machine with more memory."
        channel.send(ErrorReply(task.token, "SpaceError", sentence, advice, ""))
    except Exception as e:  # the child's loop must outlive any surprise of a reader
        sentence = f"{name} could not be {deed}."
        channel.send(ErrorReply(task.token, "InspectorError", sentence, str(e), traceback.format_exc()))
    else:
        return True
    finally:
        remembered.forget()
        for fd in fds:
            os.close(fd)
    return False
