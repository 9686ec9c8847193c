"""Start of the program: ``python -m itk_inspector`` and the console script."""

import sys


def main() -> int:
    """Run the command line; the import is here so that a spawned child never repeats it."""
    from itk_inspector.worker.early import EARLY  # before anything else is loaded

    EARLY.start(sys.argv[1:])
    try:
        from itk_inspector.cli.main import main as run_command

        code = run_command()
    finally:
        EARLY.end()
    return EARLY.left(code)


if __name__ == "__main__":
    sys.exit(main())
