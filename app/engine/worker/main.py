"""The engine's child process: it speaks the protocol on the first stdout, and llama.cpp prints to the log."""

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from app.engine.command import PACKS, PROCESSOR_ONLY
from app.engine.worker.rendering import ROLE
from app.engine.worker.template_process import main as templates

_OUT, _LOG = 1, 2
_BROKEN = 3


def main(argv: Sequence[str]) -> int:
    """The role `engine`; with --templates only the process that renders templates for it. Ends when stdin ends.

    With --cpu no graphics driver is touched; after --packs comes the folder of further backends.
    """
    if ROLE in argv:
        return templates()
    os.environ["GGML_NO_BACKTRACE"] = "1"  # an abort would otherwise start a debugger and take seconds
    protocol = os.dup(_OUT)
    os.dup2(_LOG, _OUT)  # C code prints where it likes; from here on that is the log
    from app.engine.worker.devices import unquote_visible  # noqa: PLC0415 - llama_cpp may be imported only now
    from app.engine.worker.native.backends import Backends  # noqa: PLC0415 - as above
    from app.engine.worker.service import Service  # noqa: PLC0415 - as above

    unquote_visible()
    try:
        packs = Path(argv[argv.index(PACKS) + 1]) if PACKS in argv else None
        backends = Backends(packs, processor_only=PROCESSOR_ONLY in argv)
        code = Service(sys.stdin.buffer, protocol, backends).run()
    except Exception:  # noqa: BLE001 - a bug of ours, told in the log
        traceback.print_exc()
        code = _BROKEN
    os._exit(code)  # native memory and helping threads need no farewell, and must not delay our end
