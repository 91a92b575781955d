"""Builds llama.cpp for Vulkan, once, and proves it on Mesa's software device: `python3 dev.py vulkan`."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
import dev  # noqa: E402 - found only now

SDK = Path(__file__).with_name("vulkan-sdk.sh")


@dataclass(frozen=True)
class VulkanEngine(dev.Engine):
    """The headers and the compiler of the shaders are part of it."""

    def place(self) -> list[str]:
        return [*super().place(), SDK.read_text(encoding="utf-8")]

    def environment(self, scratch: Path) -> dict[str, str]:
        """Where CMake finds Vulkan: the SDK that VULKAN_SDK names already, or else one made of Debian's packages."""
        folder = scratch / "sdk"
        if "VULKAN_SDK" not in os.environ:
            with dev.step("Gathering what building for Vulkan needs", "vulkan-sdk") as go:
                go("sh", SDK, folder)
        sdk = os.environ.get("VULKAN_SDK", str(folder))
        return {"VULKAN_SDK": sdk, "CMAKE_PREFIX_PATH": sdk}


ENGINE = VulkanEngine(("-DGGML_NATIVE=OFF", "-DGGML_BACKEND_DL=ON", "-DGGML_VULKAN=ON"), is_native=False)


def main(arguments: list[str]) -> int:
    """Arguments go to pytest."""
    if sys.platform != "linux":
        raise dev.Stop("Mesa's software device is a Linux driver; on this system the proof needs a graphics card.")
    venv = dev.BUILD / "vulkan-venv"
    dev.require_libraries(*dev.QT_LIBRARIES)
    if not dev.can_load("libvulkan.so.1") or not any(Path("/usr/share/vulkan/icd.d").glob("lvp_icd*.json")):
        dev.require_packages(["libvulkan1", "mesa-vulkan-drivers"], "The proof needs a Vulkan device.")
    dev.prepare("runtime", "dev", venv=venv, engine=ENGINE)
    dev.fetch(dev.STARTER_MODEL, venv=venv)
    return dev.call(dev.python(venv), "-m", "pytest", "-m", "vulkan", "tests/real", *arguments)


if __name__ == "__main__":
    os.chdir(ROOT)
    try:
        sys.exit(main(sys.argv[1:]))
    except dev.Stop as stop:
        sys.exit(f"\n{stop}")
