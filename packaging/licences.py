"""Gathers who made what is in the frozen program, under which licence, with the texts of all of them.

maru.spec calls it, in the Python of the environment that is frozen.
"""

import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import starter

ROOT = Path(__file__).resolve().parent.parent
TEXTS = Path(__file__).with_name("licences")
IS_LICENCE = re.compile(r"^(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
UNSAID = {"Jinja2": "BSD-3-Clause", "mdurl": "MIT", "tomli_w": "MIT", "socksio": "MIT"}
"""Where the text says it and the fields do not."""
LEFT_OUT = {"hf-xet"}
"""Locked with what needs it, and kept out by maru.spec."""


@dataclass(frozen=True)
class Work:
    """One thing that we pass on, and the texts that must come with it."""

    name: str
    licence: str
    texts: tuple[str, ...]


def gather(system_libraries: Iterable[Path] = ()) -> list[Work]:
    """The program itself, what is locked for it, and the libraries of the machine that froze it."""
    works = [
        Work("Maru", "Apache-2.0", (_text(ROOT / "LICENSE"),)),
        Work("llama.cpp and ggml", "MIT", (_text(TEXTS / "llama.cpp.txt"),)),
        Work(f"Python {sys.version.split()[0]}", "PSF-2.0", (_text(_python_licence()),)),
        of_the_model(starter.read()),
    ]
    works += [of_the_package(each) for each in locked()]
    return works + list(_host_works(system_libraries))


def of_the_model(model: starter.Starter) -> Work:
    return Work(f"{model.name}, the built-in model, by {model.by}", model.licence, (model.text.strip(),))


def written(works: Iterable[Work]) -> str:
    """First who, then the texts, each of them once."""
    works = list(works)
    lines = ["Maru contains the following works. The texts of their licences stand below.", ""]
    lines += [f"- {work.name}: {work.licence}" for work in works]
    owners: dict[str, list[str]] = {}
    for work in works:
        for text in work.texts:
            owners.setdefault(text.strip(), []).append(work.name)
    for text, names in owners.items():
        lines += ["", "=" * 78, ", ".join(dict.fromkeys(names)), "=" * 78, "", text]
    return "\n".join(lines) + "\n"


def locked_names(lock: str) -> list[str]:
    """The names in a file of locked requirements."""
    return re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)


def locked() -> Iterator[Distribution]:
    """What of it is inside on this system."""
    for file in ("engine.txt", "runtime.txt"):
        for name in locked_names((ROOT / "requirements" / file).read_text(encoding="utf-8")):
            if name in LEFT_OUT:
                continue
            try:
                yield distribution(name)
            except PackageNotFoundError:  # for another system
                continue


def of_the_package(package: Distribution) -> Work:
    said = package.metadata.get("License-Expression") or package.metadata.get("License") or ""
    classes = [each.split(" :: ")[-1] for each in package.metadata.get_all("Classifier") or () if "License ::" in each]
    name = package.metadata["Name"]
    texts = [_text(file) for file in map(Path, map(str, _licence_files(package)))]
    if name.lower().startswith(("pyside6", "shiboken6")):  # their packages come without the texts
        texts += [_text(TEXTS / "LGPL-3.0.txt"), _text(TEXTS / "GPL-3.0.txt")]
    if not said or said == "UNKNOWN" or "\n" in said:
        said = UNSAID.get(name) or ", ".join(classes) or "see below"
    return Work(f"{name} {package.version}", said, tuple(texts))


def _licence_files(package: Distribution) -> Iterator[Path]:
    for file in package.files or ():
        if ".dist-info" in str(file) and IS_LICENCE.match(file.name):
            yield Path(str(package.locate_file(file)))


def _python_licence() -> Path:
    return next(
        file
        for folder in (sysconfig.get_path("stdlib"), sys.base_prefix)
        if (file := Path(folder, "LICENSE.txt")).is_file()
    )


def _host_works(libraries: Iterable[Path]) -> Iterator[Work]:
    """What came from Debian's packages; on another system there is nobody to ask."""
    packages = set()
    for library in (each.resolve() for each in libraries if each.resolve().is_relative_to("/usr/lib")):
        found = _said("dpkg-query", "--search", str(library)) or _said("dpkg-query", "--search", f"*/{library.name}")
        packages |= {line.split(":")[0] for line in found.splitlines() if not line.startswith("diversion")}
    for package in sorted(packages):
        file = Path("/usr/share/doc", package, "copyright")
        if file.is_file():
            yield Work(f"{package} {_said('dpkg-query', '-W', '-f=${Version}', package)}", "see below", (_text(file),))


def _said(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    except FileNotFoundError:
        return ""


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace").strip()
