"""Start of the child process."""

import gc
import sys

if __name__ == "__main__":
    gc.disable()  # nothing that loading makes is garbage, and looking for it takes a tenth of the time
    from itk_inspector.worker.process import main

    main(sys.argv[1:])
