"""The model that comes inside every package, as starter.toml describes it."""

import hashlib
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
import dev  # noqa: E402 - found only now

DESCRIPTION = Path(__file__).with_name("starter.toml")


@dataclass(frozen=True)
class Starter:
    """licence as SPDX writes it, text what it says."""

    name: str
    by: str
    licence: str
    text: str
    source: str
    model: dev.Model

    def file(self) -> Path:
        """Where it lies on this machine. Raises dev.Stop when it is not there, or is another."""
        path = self.model.path()
        if not path.is_file():
            raise dev.Stop(f"{path} is missing.")
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != self.model.sha256:
                raise dev.Stop(f"{path} is not the file that is described in {DESCRIPTION.name}.")
        return path


def read(description: Path = DESCRIPTION) -> Starter:
    """As a builder has written it down."""
    said = tomllib.loads(description.read_text(encoding="utf-8"))
    text = (description.parent / said.pop("text")).read_text(encoding="utf-8")
    return Starter(model=dev.Model(**said.pop("model")), text=text, **said)
