"""The engine's child process: it speaks the protocol on the first stdout, and llama.cpp prints to the log."""

import os
import sys
from collections.abc import Sequence

_OUT, _LOG = 1, 2


def main(argv: Sequence[str]) -> int:
    """The role `engine`. Ends when stdin ends."""
    del argv
    os.environ["GGML_NO_BACKTRACE"] = "1"  # an abort would otherwise start a debugger and take seconds
    protocol = os.dup(_OUT)
    os.dup2(_LOG, _OUT)  # C code prints where it likes; from here on that is the log
    from app.engine.worker.service import Service  # noqa: PLC0415 - llama_cpp may be imported only now

    return Service(sys.stdin.buffer, protocol).run()
