"""What the program of a bundle runs: the command line, or a child process of it.

The child is the same ``worker/__main__.py`` that Python is given elsewhere.
"""

import os
import runpy
import sys
from pathlib import Path

_FOR_BUNDLE = ("LD_LIBRARY_PATH",)
"""Variables that the bundle's start sets for its own libraries, and keeps the user's value of beside them."""


def _give_back_variables() -> None:
    """Let programs that are started from here find their own libraries."""
    for name in _FOR_BUNDLE:
        users = os.environ.pop(f"{name}_ORIG", None)
        if users is not None:
            os.environ[name] = users
        else:
            os.environ.pop(name, None)


def main() -> int:
    """Run what was asked for."""
    from itk_inspector.worker.parent.launch import BUNDLED

    if sys.argv[1:2] != [BUNDLED]:
        from itk_inspector.__main__ import main as run_command

        return run_command()
    import itk_inspector

    child = Path(itk_inspector.__file__).parent / "worker" / "__main__.py"
    sys.argv[:2] = [str(child)]
    for name in [name for name in sys.modules if name.partition(".")[0] == "itk_inspector"]:
        del sys.modules[name]
    runpy.run_path(str(child), run_name="__main__")
    return 0


if __name__ == "__main__":
    _give_back_variables()
    sys.exit(main())
