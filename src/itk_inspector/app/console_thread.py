"""Python at a prompt, in a thread of its own that can be interrupted."""

from __future__ import annotations

import ast
import builtins
import ctypes
import keyword
import linecache
import queue
import sys
import time
import traceback
from collections.abc import Callable
from threading import Lock, Thread, current_thread
from typing import Any, Protocol

from itk_inspector.app.console_guest import GUESTS, Guest
from itk_inspector.app.console_output import Output
from itk_inspector.core.data_class import dataclass
from itk_inspector.core.errors import InspectorError

_LOOK = 0.05  # s after which a wait sees that it was interrupted
_MOST_OFFERED = 500


class Namespace(Protocol):
    """The names that the typed text sees."""

    @property
    def values(self) -> dict[str, Any]:
        """The names and what they stand for."""
        ...

    @property
    def offered(self) -> tuple[str, ...]:
        """Names that are looked up when they are used."""
        ...

    def refresh(self) -> None:
        """Have its own names follow what is on screen."""
        ...


class _Interrupt(KeyboardInterrupt):
    """Tells the console's thread that it has come: until then a call in C holds it up."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        thread = current_thread()
        if isinstance(thread, ConsoleThread):
            thread.is_heard = True


_Interrupt.__name__ = _Interrupt.__qualname__ = KeyboardInterrupt.__name__


class _Settled(BaseException):
    """Takes the place of an interrupt that comes too late."""


@dataclass(frozen=True, slots=True)
class _Run:
    text: str


@dataclass(frozen=True, slots=True)
class _Complete:
    word: str


class ConsoleThread(Thread):
    """Runs one text after the other.

    Parameters
    ----------
    namespace : Namespace
    output : Output
    changed : callable
        Called in this thread with whether something runs now.
    completed : callable
        Called in this thread with a word and what it may become.
    line_wanted : callable
        Called in this thread when what runs waits for a typed line.
    """

    def __init__(
        self,
        namespace: Namespace,
        output: Output,
        changed: Callable[[bool], None],
        completed: Callable[[str, list[str]], None],
        line_wanted: Callable[[], None],
    ) -> None:
        super().__init__(name="console", daemon=True)
        self._namespace = namespace
        self._output = output
        self._changed = changed
        self._completed = completed
        self._line_wanted = line_wanted
        self._work: queue.SimpleQueue[_Run | _Complete | None] = queue.SimpleQueue()
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._lock = Lock()
        self._is_running = self._is_stopped = self._is_due = self._is_given_up = self._is_raised = False
        self._number = 0
        self.is_heard = False
        """The latest interrupt has come to what runs."""

    # asked by the window's thread -----------------------------------------------

    def submit(self, text: str) -> None:
        """Run a text when those before are done."""
        with self._lock:
            self._is_due = True
        self._work.put(_Run(text))

    def complete(self, word: str) -> None:
        """Find out what a dotted name may become."""
        self._work.put(_Complete(word))

    def give_line(self, text: str) -> None:
        """Give what runs the line that it waits for."""
        self._lines.put(f"{text}\n")

    def interrupt(self) -> bool:
        """Raise KeyboardInterrupt in what runs, as soon as it comes back to Python; False when nothing runs."""
        with self._lock:
            if self._is_running:
                self._is_raised, self.is_heard = True, False
                self._raise(_Interrupt)
            self._is_given_up = self._is_due and not self._is_running
            return self._is_running or self._is_given_up

    def line_under_way(self) -> str:
        """Return the typed line that runs now; empty where none does."""
        frame = sys._current_frames().get(self.ident or 0)
        while frame is not None:
            if frame.f_code.co_filename == f"<console {self._number}>":
                return linecache.getline(frame.f_code.co_filename, frame.f_lineno).strip()
            frame = frame.f_back
        return ""

    def stop(self) -> None:
        """End the thread: what runs is interrupted, and nothing is run any more."""
        self._is_stopped = True
        self._work.put(None)
        self.interrupt()

    def _raise(self, kind: type[BaseException]) -> None:
        """Set the exception that this thread raises next, in the place of one that it has not raised yet.

        None is ever taken back: CPython 3.11 then goes on looking for it for good, in all threads, and a function that
        is called under a profiler or a debugger never begins.
        """
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.ident or 0), ctypes.py_object(kind))

    # in this thread --------------------------------------------------------------

    def run(self) -> None:
        """Do what is asked for until `stop`."""
        guest = Guest(self._output, self._ask_line)
        while not self._is_stopped:
            try:
                work = self._work.get()
                if work is not None and not self._is_stopped:
                    self._do(work, guest)
            except KeyboardInterrupt:  # it came when what it was meant for was over
                continue

    def _do(self, work: _Run | _Complete, guest: Guest) -> None:
        self._changed(True)
        try:
            with GUESTS.running(guest):
                try:
                    self._begin(work)
                    if isinstance(work, _Run):
                        self._execute(work.text)
                    else:
                        self._completed(work.word, self._offers(work.word))
                except KeyboardInterrupt:
                    self._output.say("error", "KeyboardInterrupt\n")
                finally:
                    self._settle()
        finally:
            self._changed(False)

    def _begin(self, work: _Run | _Complete) -> None:
        """Raise KeyboardInterrupt where it was asked for before this began."""
        with self._lock:
            self._is_running = True
            if not isinstance(work, _Run):
                return
            is_given_up, self._is_due, self._is_given_up = self._is_given_up, False, False
        if is_given_up:
            raise KeyboardInterrupt

    def _settle(self) -> None:
        """Let no interrupt of what is over reach what comes after it."""
        while True:
            try:
                with self._lock:
                    self._is_running = False
                    is_raised, self._is_raised = self._is_raised, False
                if is_raised:
                    self._take_what_is_on_its_way()
            except KeyboardInterrupt:
                continue
            return

    def _take_what_is_on_its_way(self) -> None:
        """Raise an exception of our own in the place of an interrupt that may not have come yet, and wait for it."""
        try:
            self._raise(_Settled)
            while True:
                time.sleep(0)
        except _Settled:
            return

    def _execute(self, text: str) -> None:
        self._number += 1
        name = f"<console {self._number}>"
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        try:
            self._namespace.refresh()
            self._evaluate(text, name)
        except SystemExit:
            self._output.say("error", "exit() does not end the program: close the window, or hide the console.\n")
        except KeyboardInterrupt:
            raise
        except InspectorError as e:
            advice = f" {e.advice}" if e.advice else ""
            self._output.say("error", f"{type(e).__name__}: {e.message}{advice}\n")
        except BaseException as e:  # whatever the typed text raises is shown to whoever typed it
            self._output.say("error", _told(e))

    def _evaluate(self, text: str, name: str) -> None:
        """Run statements; the value of a last expression is shown, and kept as ``_``."""
        values = self._namespace.values
        parsed = ast.parse(text, name)
        last = parsed.body[-1] if parsed.body else None
        if isinstance(last, ast.Expr):
            parsed.body.pop()
        exec(compile(parsed, name, "exec"), values)  # it is what a prompt is for
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), name, "eval"), values)  # as above
            if value is not None:
                values["_"] = value
                self._output.say("out", f"{value!r}\n")

    def _offers(self, word: str) -> list[str]:
        """Return what a dotted name may become; attributes are looked up, nothing is called."""
        self._namespace.refresh()
        before, dot, begun = word.rpartition(".")
        if not dot:
            names = {*self._namespace.values, *dir(builtins), *keyword.kwlist, *self._namespace.offered}
        else:
            try:
                value = self._namespace.values[before.split(".")[0]]
                for part in before.split(".")[1:]:
                    value = getattr(value, part)
                names = set(dir(value))
            except Exception:  # whatever the attributes of a value raise, there is nothing to offer
                return []
        fits = sorted((name for name in names if name.startswith(begun)), key=lambda name: (name.startswith("_"), name))
        wanted = [name for name in fits if begun.startswith("_") or not name.startswith("_")]
        return [f"{before}{dot}{name}" for name in wanted[:_MOST_OFFERED]]

    def _ask_line(self) -> str:
        self._line_wanted()
        while not self._is_stopped:
            try:
                return self._lines.get(timeout=_LOOK)
            except queue.Empty:
                continue
        return ""


def _told(error: BaseException) -> str:
    """Return a traceback without our own frames at its beginning."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    return "".join(traceback.format_exception(type(error), error, trace, limit=-50))
