"""The Hub's child process: it speaks the protocol on the first stdout; whatever a library prints goes to the log."""

import argparse
import os
import sys
import traceback
from collections.abc import Sequence

from app.library.hub.worker.surroundings import prepare

_OUT, _LOG = 1, 2
_BROKEN = 3
IDLE_S = 60.0


def main(words: Sequence[str] = ()) -> int:
    """The role `hub`. Ends when stdin ends, or when nobody has asked for so many seconds (--idle)."""
    parser = argparse.ArgumentParser(prog="hub")
    parser.add_argument("--idle", type=float, default=IDLE_S)
    idle_s: float = parser.parse_args(words).idle
    protocol = os.dup(_OUT)
    os.dup2(_LOG, _OUT)
    sys.stdout = sys.stderr
    prepare(os.environ)
    from app.library.hub.worker.service import Service  # noqa: PLC0415 - huggingface_hub may be imported only now

    try:
        code = Service(sys.stdin.buffer, protocol, idle_s=idle_s).run()
    except Exception:  # noqa: BLE001 - a bug of ours, told in the log
        traceback.print_exc()
        code = _BROKEN
    os._exit(code)  # a host that is slow to answer must not delay our end
