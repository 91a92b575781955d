"""Rewrites the snapshots of the library: `python -m tests.presets.rewrite`. Read what `git diff` says afterwards.

No test and no verb of dev.py does this, so that a changed prompt is always seen by somebody.
"""

import os
import sys

from tests.presets.library import SNAPSHOTS, presets, snapshot, snapshot_path


def main() -> None:
    if os.environ.get("CI"):
        sys.exit("Snapshots are rewritten by people, who look at them.")
    wanted = {snapshot_path(language, stem): snapshot(language, stem) for language, stem in presets()}
    for path in set(SNAPSHOTS.rglob("*.txt")) - set(wanted):
        path.unlink()
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
