#!/usr/bin/env python3
"""The one list of commands for this project (being written)."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

NAME = "maru-chat"


def cache_folder() -> Path:
    """Where wheels and models are kept for all checkouts of this user; app/paths.py follows the same rule."""
    if sys.platform == "win32":
        return Path(os.environ["LOCALAPPDATA"]) / NAME / "Cache"
    if xdg := os.environ.get("XDG_CACHE_HOME", "").strip():
        return Path(xdg) / NAME
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache") / NAME


@dataclass(frozen=True)
class Model:
    """A GGUF file that comes to us inside wheels."""

    file: str
    sha256: str

    def path(self) -> Path:
        return cache_folder() / "models" / self.file


STARTER_MODEL = Model(
    "SmolLM2-135M-Instruct.Q4_1.gguf", "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
)
BASE_MODEL = Model("gemma-3-270m-q4_k_m.gguf", "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818")
