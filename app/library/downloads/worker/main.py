"""The child of one download: a Fetch on stdin, messages on the first stdout; ends when stdin ends."""

import os
import sys
import threading
import traceback
from collections.abc import Sequence

import msgspec

from app.library.downloads.protocol import FromChild, decode_fetch, encode
from app.library.hub.worker.surroundings import prepare

_OUT, _LOG = 1, 2
_BROKEN = 3


def main(_words: Sequence[str] = ()) -> int:
    """The role `download`. What is on the disk stays there however it ends."""
    protocol = os.dup(_OUT)
    os.dup2(_LOG, _OUT)  # whatever a library prints is for the log
    sys.stdout = sys.stderr
    try:
        code = _work(protocol)
    except Exception:  # noqa: BLE001 - a bug of ours, told in the log
        traceback.print_exc()
        code = _BROKEN
    os._exit(code)  # open connections need no farewell, and must not delay our end


def _work(protocol: int) -> int:
    prepare(os.environ)
    from app.library.downloads.worker.fetching import fetch  # noqa: PLC0415 - huggingface_hub reads its surroundings

    line = sys.stdin.buffer.readline()
    if not line:
        return 0
    try:
        job = decode_fetch(line)
    except msgspec.DecodeError:
        traceback.print_exc()
        return _BROKEN
    threading.Thread(target=_leave_with_stdin, daemon=True).start()

    def say(message: FromChild) -> None:
        try:
            os.write(protocol, encode(message))
        except OSError:
            os._exit(0)  # nobody listens any more

    fetch(job, say)
    return 0


def _leave_with_stdin() -> None:
    """The queue pauses us, or is gone. Every byte that was written is with the system already."""
    while sys.stdin.buffer.read(1):
        pass
    os._exit(0)
