"""A scheduler of dask.distributed and two workers, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

CLUSTER = """
import sys, distributed
if __name__ == "__main__":
    made = distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None)
    print(made.scheduler_address, *(worker.pid for worker in made.workers.values()), flush=True)
    sys.stdin.read()
    made.close()
"""


@contextmanager
def cluster() -> Iterator[tuple[str, list[int]]]:
    """Run a scheduler and two workers, each in a process of its own."""
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", CLUSTER], stdin=pipe, stdout=pipe, stderr=pipe, text=True)
    try:
        assert process.stdout is not None
        address, *pids = process.stdout.readline().split()
        yield address, [int(pid) for pid in pids]
    finally:
        process.communicate("", timeout=60)
