"""Proves the published build of llama.cpp on Mesa's software device, made once before: `python3 dev.py vulkan`."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import shipped
from shipped import dev


def main(arguments: list[str]) -> int:
    """Arguments go to pytest."""
    if sys.platform != "linux":
        raise dev.Stop("Mesa's software device is a Linux driver; on this system the proof needs a graphics card.")
    venv = dev.BUILD / "vulkan-venv"
    dev.require_libraries(*dev.QT_LIBRARIES)
    if not dev.can_load("libvulkan.so.1") or not any(Path("/usr/share/vulkan/icd.d").glob("lvp_icd*.json")):
        dev.require_packages(["libvulkan1", "mesa-vulkan-drivers"], "The proof needs a Vulkan device.")
    dev.prepare("runtime", "dev", venv=venv, engine=shipped.PUBLISHED)
    dev.fetch(dev.STARTER_MODEL, venv=venv)
    return dev.call(dev.python(venv), "-m", "pytest", "-m", "vulkan", "tests/real", *arguments)


if __name__ == "__main__":
    os.chdir(shipped.ROOT)
    try:
        sys.exit(main(sys.argv[1:]))
    except dev.Stop as stop:
        sys.exit(f"\n{stop}")
