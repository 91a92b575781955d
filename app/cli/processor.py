"""Can this processor run Qt and llama.cpp? Asked before either is loaded, because both end the process where it cannot.

What is needed is the level x86-64-v2 of the psABI (https://gitlab.com/x86-psABIs/x86-64-ABI): Intel has it since 2008,
AMD since 2011. Programs for ARM and all computers that run today's macOS need no question.
"""

import ctypes
import sys
from collections.abc import Callable
from pathlib import Path

from app.cli.notice import has_terminal, show_notice
from app.domain.engine_errors import ProcessorTooOld
from app.words.failures import sentence

CPUINFO = Path("/proc/cpuinfo")
LINUX = {
    "pni": "SSE3",
    "ssse3": "SSSE3",
    "sse4_1": "SSE4.1",
    "sse4_2": "SSE4.2",
    "popcnt": "POPCNT",
    "cx16": "CMPXCHG16B",
    "lahf_lm": "LAHF",
}
"""The kernel's word for each, and that of the processors' makers."""
WINDOWS = {13: "SSE3", 14: "CMPXCHG16B", 36: "SSSE3", 37: "SSE4.1", 38: "SSE4.2"}
"""As IsProcessorFeaturePresent numbers them (winnt.h, PF_…); every processor with SSE4.2 has the other two."""
FIRST_THAT_KNOWS = 19041
"""The build of Windows (version 2004) from which on it can be asked for the last three; before, it says no to them."""


def require_processor(*, for_window: bool, cpuinfo: Path = CPUINFO) -> None:
    """Who started the window without a terminal sees the sentence in a box of the system's.

    Raises:
        ProcessorTooOld: an instruction set is not there, or hidden by a virtual machine.
    """
    if too_old := _here(cpuinfo):
        if for_window and not has_terminal():
            show_notice(sentence(too_old).text)
        raise too_old


def on_linux(cpuinfo: Path) -> ProcessorTooOld | None:
    """None where nothing is missing, also on systems without that file and on processors of other makes."""
    try:
        with cpuinfo.open(encoding="ascii", errors="replace") as lines:
            # The kernel writes as much as is read, and asking a server with 256 of them for all takes long.
            flags = next((set(line.split()) for line in lines if line.startswith("flags")), None)
    except OSError:
        return None
    missing = [name for flag, name in LINUX.items() if flags and flag not in flags]
    return ProcessorTooOld(", ".join(missing), is_virtual="hypervisor" in (flags or ())) if missing else None


def on_windows(build: int, is_present: Callable[[int], int]) -> ProcessorTooOld | None:
    """Of an older build nothing can be told, and nothing is refused."""
    asked = WINDOWS if build >= FIRST_THAT_KNOWS else {}
    missing = [name for feature, name in asked.items() if not is_present(feature)]
    return ProcessorTooOld(", ".join(missing)) if missing else None


def _here(cpuinfo: Path) -> ProcessorTooOld | None:
    if sys.platform == "win32":
        return on_windows(sys.getwindowsversion().build, ctypes.windll.kernel32.IsProcessorFeaturePresent)
    return on_linux(cpuinfo)
