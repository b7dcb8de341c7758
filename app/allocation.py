"""How the C library hands out memory: so that what is freed after a burst goes back to the system."""

import ctypes
import sys
from contextlib import suppress

ARENAS, MAPPED_FROM, TRIMMED_FROM = -8, -3, -1
"""Parameters of `mallopt`, as numbered in glibc's malloc.h."""
MAPPED_BYTES = 2**20
"""Arrays from this size on are mapped one by one, and unmapped when they are freed."""
FREE_BYTES = 2**20


def give_back() -> None:
    """Use one arena for all threads, map large arrays one by one, and keep little that is free.

    Without it glibc moves the size from which it maps up to 32 MB, and what is freed below that stays with the
    process. Elsewhere than on glibc nothing is changed.
    """
    if sys.platform != "linux":
        return
    with suppress(OSError, AttributeError):  # another C library has no such function
        mallopt = ctypes.CDLL(None).mallopt
        for parameter, value in ((ARENAS, 1), (MAPPED_FROM, MAPPED_BYTES), (TRIMMED_FROM, FREE_BYTES)):
            mallopt(parameter, value)
