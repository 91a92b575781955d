"""Lets the frozen program in dist/maru test itself, in a home where nothing of this machine's checkout or cache is."""

import json
import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

PROGRAM = Path(__file__).parent.parent / "dist" / "maru" / ("maru.exe" if sys.platform == "win32" else "maru")


def main() -> str | None:
    """None when every step passed, else what is wrong."""
    if not PROGRAM.is_file():
        return f"{PROGRAM} is missing: run `python3 dev.py package` first."
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        # An empty home proves that the starter model, the resources and the libraries come from the bundle.
        bare = dict.fromkeys(("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_CACHE_HOME"), home)
        env = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LD_", "VIRTUAL_ENV"))
        }
        run = partial(subprocess.run, env={**env, **bare}, cwd=home, stdout=subprocess.PIPE, text=True, check=False)
        for role in ("hub", "download"):  # nobody asks them for anything, but they import all that they need
            if run([PROGRAM, role], stdin=subprocess.DEVNULL).returncode:
                return f"The child process {role} cannot start."
        done = run([PROGRAM, "--data-dir", Path(home) / "data", "self-test", "--window", "--json"])
    if done.returncode:
        return f"The self-test of {PROGRAM} ended with exit code {done.returncode}.\n{done.stdout}"
    report = json.loads(done.stdout)
    for step in report["steps"]:
        print(f"{'ok ' if step['ok'] else 'BAD'} {step['seconds']:7.2f} s  {step['name']}")
    return None if report["ok"] else "The frozen program does not work."


if __name__ == "__main__":
    sys.exit(main())
