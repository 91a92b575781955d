"""Locks requirements/*.in into the .txt files, with hashes, for all platforms: `python3 dev.py lock [--upgrade]`."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
import dev  # noqa: E402 - found only now

UV = "uv==0.13.8"  # it writes one lock for all platforms
OPTIONS = [
    "--quiet",
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--strip-extras",
    "--no-emit-index-url",
]
SPECIAL = {"engine": ["--no-deps"], "runtime": ["requirements/engine.in", "--no-emit-package=llama-cpp-python"]}


def main(arguments: list[str]) -> None:
    venv = dev.BUILD / "lock-venv"
    dev.make_venv(venv)
    with dev.step("Fetching the resolver", "lock") as go:
        go(dev.python(venv), "-m", "pip", "install", UV)
    uv = [dev.python(venv).with_name("uv"), "pip", "compile", *OPTIONS]
    uv += ["--custom-compile-command=python3 dev.py lock", *arguments]
    for name in ("engine", "runtime", "dev", "package", "build"):
        files = [f"requirements/{name}.in", "-o", f"requirements/{name}.txt"]
        if dev.call(*uv, *files, *SPECIAL.get(name, [])):
            raise dev.Stop(f"requirements/{name}.in could not be resolved.")


if __name__ == "__main__":
    os.chdir(ROOT)
    try:
        main(sys.argv[1:])
    except dev.Stop as stop:
        sys.exit(f"\n{stop}")
