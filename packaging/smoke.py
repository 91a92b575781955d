"""Lets a frozen program test itself, in a home where nothing of this machine's checkout or cache is: `dev.py smoke`.

Without an argument it is the one in dist/maru.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PROGRAM = ROOT / "dist" / "maru" / ("maru.exe" if sys.platform == "win32" else "maru")
BUILT_IN = ROOT / "resources" / "presets"
LANGUAGES = ("en", "ko")
ANIMAL = """
format = 1
name = "Animal"
max_tokens = 20
[output]
format = "json_schema"
schema = '{"type": "object", "properties": {"animal": {"enum": ["cat", "dog"]}}, "required": ["animal"]}'
[answer]
rule = "json_path"
path = "$.animal"
"""

Run = Callable[..., subprocess.CompletedProcess[str]]


def main(arguments: list[str]) -> str | None:
    """None when every step passed, else what is wrong."""
    program = Path(arguments[0]).absolute() if arguments else PROGRAM
    if not program.is_file():
        return f"{program} is missing: run `python3 dev.py package` first."
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        # An empty home proves that the starter model, the resources and the libraries come from the bundle.
        bare = dict.fromkeys(("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_CACHE_HOME"), home)
        env = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LD_", "VIRTUAL_ENV"))
        }
        run = partial(subprocess.run, env={**env, **bare}, cwd=home, stdout=subprocess.PIPE, text=True, check=False)

        def maru(*words: str, text: str = "") -> subprocess.CompletedProcess[str]:
            return run([program, "--data-dir", Path(home) / "data", *words], input=text, encoding="utf-8")

        for role in ("hub", "download"):  # nobody asks them for anything, but they import all that they need
            if run([program, role], stdin=subprocess.DEVNULL).returncode:
                return f"The child process {role} cannot start."
        return next((wrong for proof in (_window, _presets, _answers) for wrong in proof(maru)), None)


def _window(maru: Run) -> Iterator[str]:
    """The program's own test, which opens every place: each is loaded when it is first wanted."""
    done = maru("self-test", "--window", "--json")
    if done.returncode:
        yield f"The self-test ended with exit code {done.returncode}.\n{done.stdout}"
        return
    report = json.loads(done.stdout)
    for step in report["steps"]:
        _tell(step["name"], f"{step['seconds']:.2f} s", is_ok=step["ok"])
    if not report["ok"]:
        yield "The frozen program does not work."


def _presets(maru: Run) -> Iterator[str]:
    """All of the built-in ones are there, and right."""
    for language in LANGUAGES:
        listed = _read(maru("--language", language, "presets", "list", "--json"))
        found = len([each for each in listed or () if each["builtin"] and each["language"] == language])
        expected = len(list((BUILT_IN / language).glob("*.toml")))
        _tell("list the presets", f"{language}: {found} of {expected}", is_ok=found == expected)
        if found != expected:
            yield f"Of {expected} presets in {language} the program finds {found}."
    done = maru("presets", "validate")
    _tell("check the presets", is_ok=not done.returncode)
    if done.returncode:
        yield f"The program's own presets are not right.\n{done.stdout}"


def _answers(maru: Run) -> Iterator[str]:
    """One that is held to three words, one to a JSON schema, one whose answer is found by a path into JSON."""
    with tempfile.TemporaryDirectory() as folder:
        animal = Path(folder, "animal.toml")
        animal.write_text(ANIMAL, encoding="utf-8")
        asked: dict[str, tuple[str, Callable[[dict[str, Any]], bool]]] = {
            "en/sentiment": ("The food was great.", lambda said: said["answer"] in ("positive", "negative", "neutral")),
            "en/entities": ("Ada lived in London.", lambda said: "people" in said["value"] and not said["problems"]),
            str(animal): ("What barks?", lambda said: said["answer"] in ("cat", "dog")),
        }
        for name, (text, is_right) in asked.items():
            said = _read(maru("run", "--preset", name, "--input", "-", "--json", text=text))
            is_ok = said is not None and is_right(said)
            _tell("answer with a preset", Path(name).stem, is_ok=is_ok)
            if not is_ok:
                yield f"The preset {name} did not work: {said}"


def _read(done: subprocess.CompletedProcess[str]) -> Any:  # noqa: ANN401 - JSON
    """None for a command that failed."""
    return None if done.returncode else json.loads(done.stdout)


def _tell(what: str, more: str = "", *, is_ok: bool) -> None:
    print(f"{'ok ' if is_ok else 'BAD'} {what}{more and f' ({more})'}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
