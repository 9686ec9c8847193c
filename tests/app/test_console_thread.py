"""What a console's thread leaves behind in the process when it has been interrupted."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

PROGRAM = """
    import sys, threading, time
    from itk_inspector.app.console_output import Output
    from itk_inspector.app.console_thread import ConsoleThread

    class Names:
        values, offered = {"__builtins__": __builtins__}, ()
        def refresh(self): pass

    idle = threading.Event()
    begun = threading.Event()
    Names.values["begun"] = begun
    output = Output(lambda: None)
    thread = ConsoleThread(
        Names(), output, lambda is_running: idle.clear() if is_running else idle.set(), lambda *_: None, lambda: None
    )
    thread.start()
    for number in range(NUMBER):
        begun.clear()
        thread.submit(TEXT)
        begun.wait(10)
        IS_INTERRUPTED and thread.interrupt()
        assert idle.wait(10)
    thread.submit("later = 1 + 1")  # no interrupt of what is over reaches it
    while "later" not in Names.values:
        time.sleep(0.01)
    thread.stop()
    thread.join(10)
    assert not thread.is_alive()

    def called():
        return 1

    seen = []
    sys.setprofile(lambda frame, event, what: seen.append(event))
    called()
    sys.setprofile(None)
    assert "call" in seen
    print("done")
"""


@pytest.mark.parametrize(
    ("text", "is_interrupted"),
    [
        ("begun.set()", False),
        ("begun.set()\nwhile True: pass", True),
        ("begun.set()", True),  # it may come when nothing runs any more
        ("try:\n  begun.set()\n  while True: pass\nexcept KeyboardInterrupt: pass", True),
    ],
)
def test_functions_can_be_profiled_afterwards(text: str, is_interrupted: bool) -> None:
    values = {"NUMBER": "30", "TEXT": repr(text), "IS_INTERRUPTED": str(is_interrupted)}
    program = textwrap.dedent(PROGRAM)
    for name, value in values.items():
        program = program.replace(name, value)

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)

    assert done.stdout == "done\n", done.stderr
