"""Start of the program: ``python -m itk_inspector`` and the console script."""

import sys


def main() -> int:
    """Run the command line; the import is here so that a spawned child never repeats it."""
    from itk_inspector import cli

    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
