"""What the real processes load, which no contract on our own imports can see: third-party packages import too."""

import json
import re
import subprocess
import sys
from pathlib import Path

import dev


def test_window_never_loads_the_engine(data_dir: Path, starter_model: Path) -> None:
    """The self-test opens the window and holds a whole conversation in it, the engine being a child."""
    done = _run("--data-dir", str(data_dir), "self-test", "--window", "--json")
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)["ok"]
    loaded = _loaded(done.stderr)
    assert "PySide6" in loaded
    assert not loaded & {"llama_cpp", "huggingface_hub", "numpy", "keyring"}


def test_engine_never_loads_the_window() -> None:
    """Its input has ended already, so it says hello and goes."""
    done = _run("engine")
    assert done.returncode == 0, done.stderr
    assert '"Hello"' in done.stdout
    loaded = _loaded(done.stderr)
    assert "llama_cpp" in loaded
    assert not loaded & {"PySide6", "shiboken6", "huggingface_hub"}


def test_hub_child_never_loads_the_window_or_the_engine() -> None:
    done = _run("hub")
    assert done.returncode == 0, done.stderr
    assert '"Hello"' in done.stdout
    loaded = _loaded(done.stderr)
    assert "huggingface_hub" in loaded
    assert not loaded & {"PySide6", "shiboken6", "llama_cpp", "hf_xet"}


def test_the_terminal_loads_what_it_needs(data_dir: Path) -> None:
    """The Hub and the engine are children; the keyring is for those who keep a token there."""
    done = _run("--data-dir", str(data_dir), "models", "list")
    assert done.returncode == 0, done.stdout
    assert not _loaded(done.stderr) & {"PySide6", "llama_cpp", "huggingface_hub", "httpx2", "numpy", "keyring"}


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "importtime", "-m", "app", *words]
    return subprocess.run(
        command, cwd=dev.ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8", check=False
    )


def _loaded(importtime: str) -> set[str]:
    """The top-level packages of `-X importtime`: lines like `import time:  12 |  34 |   package.module`."""
    return set(re.findall(r"^import time: .*\|\s+(\w+)", importtime, re.MULTILINE))
