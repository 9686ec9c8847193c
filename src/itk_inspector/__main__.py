"""Start of the program: ``python -m itk_inspector`` and the console script."""

import sys


def main() -> int:
    """Run the command line; the import is here so that a spawned child never repeats it."""
    from itk_inspector.cli.main import main as run_command

    return run_command()


if __name__ == "__main__":
    sys.exit(main())
