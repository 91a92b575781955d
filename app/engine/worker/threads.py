"""How many threads a step is worth, learned from how long steps take."""

import os


def most_threads() -> int:
    """Every processor that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
