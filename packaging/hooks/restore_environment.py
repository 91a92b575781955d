"""Runs first in the frozen program: gives the environment back that the user had.

PyInstaller's loader has LD_LIBRARY_PATH point at our libraries and starts the program anew, so this process keeps using
them. What it starts (a browser, a file manager) must not; and our own children come through the loader again.
"""

import os

for name in [name for name in os.environ if name.startswith("_PYI_")]:
    del os.environ[name]
before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
if before is None:
    os.environ.pop("LD_LIBRARY_PATH", None)
else:
    os.environ["LD_LIBRARY_PATH"] = before
