"""The builds of llama.cpp that leave this machine; as a program it makes the published one and says where it lies.

One file for all systems, as only flags differ. Those for Windows and macOS have not been run there yet.
"""

import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
import dev  # noqa: E402 - found only now

HERE = Path(__file__).parent
SDK = HERE / "vulkan-sdk.sh"
EPOCH = "315532800"  # 1980, the first date that a zip knows: in the wheel nothing depends on when it was made
VARIANTS = ("-DGGML_BACKEND_DL=ON", "-DGGML_CPU_ALL_VARIANTS=ON", "-DGGML_VULKAN=ON")
FLAGS = {
    "linux": VARIANTS,
    # Microsoft's OpenMP is a library that not every Windows has; ggml's own threads need none.
    "win32": (*VARIANTS, "-DGGML_OPENMP=OFF"),
    # Apple's processors need no variants: M1 is the floor. Notarised programs may not load foreign code anyway.
    "darwin": (
        "-DGGML_METAL=ON",
        "-DGGML_METAL_EMBED_LIBRARY=ON",
        "-DGGML_CPU_ARM_ARCH=armv8.4-a+dotprod+fp16",
        "-DGGML_OPENMP=OFF",
        "-DCMAKE_OSX_ARCHITECTURES=arm64",
        "-DCMAKE_OSX_DEPLOYMENT_TARGET=13.3",
    ),
}


@dataclass(frozen=True)
class Shipped(dev.Engine):
    """A build for processors and cards of others, the same bytes whenever it is made of the same."""

    is_native: bool = False

    def place(self) -> list[str]:
        rules = (HERE / "llama.cmake").read_text(encoding="utf-8")
        sdk = SDK.read_text(encoding="utf-8") if self._makes_sdk() else os.environ.get("VULKAN_SDK", "")
        return [*super().place(), *platform.libc_ver(), rules, sdk]

    def environment(self, scratch: Path) -> dict[str, str]:
        """Where CMake finds Vulkan: the SDK that VULKAN_SDK names already, or else one made of Debian's packages."""
        sdk = os.environ.get("VULKAN_SDK", str(scratch / "sdk"))
        if self._makes_sdk():
            with dev.step("Gathering what building for Vulkan needs", "vulkan-sdk") as go:
                go("sh", SDK, sdk)
        return {"SOURCE_DATE_EPOCH": EPOCH, "VULKAN_SDK": sdk, "CMAKE_PREFIX_PATH": sdk}

    def _makes_sdk(self) -> bool:
        return sys.platform == "linux" and "-DGGML_VULKAN=ON" in self.flags and "VULKAN_SDK" not in os.environ


QUICK = Shipped(("-DGGML_NATIVE=OFF",))  # ggml's default then: AVX2, FMA, F16C, BMI2; no graphics card
PUBLISHED = Shipped(("-DGGML_NATIVE=OFF", *FLAGS[sys.platform]))


if __name__ == "__main__":
    try:
        print(PUBLISHED.wheel())
    except dev.Stop as stop:
        sys.exit(f"\n{stop}")
