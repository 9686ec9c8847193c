"""Tests of what the portable way has not, and why: they are skipped where it is forced, and run on the native one."""

from __future__ import annotations

from itk_inspector.core.system.backend import IS_PORTABLE

BOUNDS_MAPPING = "a private mapping larger than memory may be refused"
FORKS = "nothing forks"
PAGES = "no large pages"
CONFINES = "nothing confines a child"
KEEPS_OPEN = "a mapping keeps its file open"
SHM = "scratch lies in the folder for temporary files, and reserves nothing"
TAKES_OUT = "a file that is edited is watched, and its pixels are not taken out of it"
AHEAD = "nothing is read ahead"
CALLS_BACK = "a start waits until the child has called"
OPENED_ANEW = "a file that is named is opened anew"

NO_LANDLOCK = CONFINES if IS_PORTABLE else "this kernel has no Landlock"
"""Why a test that needs a confined child is skipped."""

NATIVE_ONLY: dict[str, dict[str, str]] = {
    "worker/test_odd_messages.py": {
        "test_an_odd_message_ends_the_child_and_is_told[a file that cannot be read]": OPENED_ANEW,
        "test_an_odd_message_ends_the_child_and_is_told[a file that is not open]": OPENED_ANEW,
    },
    "worker/parent/test_child_pixels.py": {
        "test_it_is_answered_while_a_fork_is_at_work": FORKS,
        "test_that_a_fork_keeps_no_descriptor_of_them": FORKS,
    },
    "worker/parent/test_client.py": {
        "test_cancelling_a_hanging_reader": CALLS_BACK,
        "test_a_writer_that_crashes_is_named_and_the_next_one_writes": FORKS,
    },
    "worker/memory/test_mapping.py": {
        "test_the_scratch_file_is_reserved_and_has_no_name": SHM,
        "test_the_next_folder_is_tried_when_the_reservation_fails": SHM,
        "test_bytes_in_large_pages_are_read_into_them_and_the_rest_is_written": PAGES,
        "test_no_thread_reads_ahead_what_is_in_memory_already": AHEAD,
    },
    "worker/memory/test_large_pages.py": {"": PAGES},
    "worker/memory/test_laid_over.py": {"test_that_it_keeps_no_descriptor": KEEPS_OPEN},
    "worker/child/test_read_store.py": {"test_a_store_on_disk_may_not_lead_out_of_its_folder": CONFINES},
    "worker/test_numpy.py": {"test_an_array_larger_than_memory_is_mapped": BOUNDS_MAPPING},
    "integration/test_export_is_what_is_shown.py": {
        "test_edits_outlive_whatever_happens_to_the_file": TAKES_OUT,
    },
}
"""By file, or folder, and test, all of it or with one parameter; ``""`` is all of them."""


def why_not(place: str, name: str) -> str | None:
    """Return why a test has nothing to look at on the portable way; None when it has."""
    for file, tests in NATIVE_ONLY.items():
        if place == file or (file.endswith("/") and place.startswith(file)):
            return tests.get(name) or tests.get(name.partition("[")[0]) or tests.get("")
    return None
