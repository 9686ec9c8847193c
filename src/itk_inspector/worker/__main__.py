"""Start of the child process, which is told the path of this file: no path for modules need lead to the package."""

import gc
import sys


def _find_modules() -> None:
    """Let the package be the parent's; the user's own folders come after the standard library."""
    import importlib.util  # the child's alone
    import os

    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    users = os.environ.get("ITK_INSPECTOR_PYTHONPATH", "").split(os.pathsep)
    installed = [i for i, place in enumerate(sys.path) if os.path.basename(place) in ("site-packages", "dist-packages")]
    at = installed[0] if installed else len(sys.path)
    sys.path[at:at] = [os.path.abspath(place) for place in users if place]
    sys.path.append(os.path.dirname(package))
    place = os.path.join(package, "__init__.py")
    spec = importlib.util.spec_from_file_location("itk_inspector", place, submodule_search_locations=[package])
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["itk_inspector"] = module
    spec.loader.exec_module(module)


if __name__ == "__main__":
    gc.disable()  # nothing that loading makes is garbage, and looking for it takes a tenth of the time
    _find_modules()
    from itk_inspector.worker.sandbox.beginning import connections

    first = connections(sys.argv[1:])  # the parent may wait for it, and not for all that is loaded next
    from itk_inspector.worker.process import main

    main(*first)
