"""Start of the child process."""

import sys

from itk_inspector.worker.process import main

if __name__ == "__main__":
    main(sys.argv[1:])
