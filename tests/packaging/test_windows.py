"""What cannot be run here is read: Inno Setup's compiler exists for Windows alone."""

import ast
import importlib
import re
import struct
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtGui import QImage

import app
import dev

PACKAGING = dev.ROOT / "packaging"
SCRIPT = PACKAGING / "windows" / "maru.iss"
NAMES = ("release", "version", "icons", "build")


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, ModuleType]]:
    monkeypatch.syspath_prepend(str(PACKAGING))
    monkeypatch.syspath_prepend(str(PACKAGING / "windows"))
    yield {name: importlib.import_module(name) for name in NAMES}
    for name in NAMES:
        sys.modules.pop(name, None)


def _sections() -> dict[str, list[str]]:
    """Without comments and the preprocessor's lines."""
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in SCRIPT.read_text(encoding="utf-8").splitlines():
        if heading := re.fullmatch(r"\[(\w+)\]", line):
            lines = sections.setdefault(heading[1], [])
        elif line.strip() and line[0] not in ";#":
            lines.append(line)
    return sections


def _setup() -> dict[str, str]:
    return dict(line.split("=", 1) for line in _sections()["Setup"])


def _entries(section: str) -> list[dict[str, str]]:
    parameter = re.compile(r'(\w+): ("(?:[^"]|"")*"|[^;]+)(?:; |$)')
    return [{name: _unquoted(value) for name, value in parameter.findall(line)} for line in _sections()[section]]


def _unquoted(value: str) -> str:
    return value[1:-1].replace('""', '"') if value.startswith('"') else value


def test_nobody_is_asked_for_an_administrator() -> None:
    assert _setup()["PrivilegesRequired"] == "lowest"
    assert "PrivilegesRequiredOverridesAllowed" not in _setup()
    assert {entry["Root"] for entry in _entries("Registry")} == {"HKCU"}


def test_a_newer_version_takes_the_place_of_the_older() -> None:
    assert _setup()["AppId"] == "{{8C1B7C52-63D4-4F0E-9A5E-0B7A1D3E9F64}"  # never to be changed
    assert _entries("InstallDelete") == [{"Type": "filesandordirs", "Name": r"{app}\_internal"}]
    assert _setup()["CloseApplications"] == "yes"


def test_what_the_preprocessor_is_told_is_all_that_it_asks_for(scripts: dict[str, ModuleType]) -> None:
    asked = set(re.findall(r"\{#(\w+)\}", SCRIPT.read_text(encoding="utf-8")))
    told = set(re.findall(r'"(\w+)": ', Path(scripts["build"].__file__ or "").read_text(encoding="utf-8")))
    assert asked == told == {"Version", "Program", "Picture", "Out", "Name"}


def test_models_are_opened_and_toml_files_are_not_taken() -> None:
    registry = _entries("Registry")
    taken = [
        entry for entry in registry if entry["ValueName"] == "" and entry["Subkey"].startswith(r"Software\Classes\.")
    ]
    assert [(entry["Subkey"], entry["Flags"]) for entry in taken] == [
        (r"Software\Classes\.gguf", "createvalueifdoesntexist")
    ]
    opened = {entry["Subkey"]: entry["ValueData"] for entry in registry if entry["Subkey"].endswith("command")}
    assert set(opened.values()) == {r'"{app}\maru.exe" gui "%1"'}
    programs = {subkey.split("\\")[2] for subkey in opened}
    offered = {entry["ValueName"]: entry["Subkey"] for entry in registry if "OpenWithProgids" in entry["Subkey"]}
    assert set(offered) == programs == {"Maru.Model", "Maru.Preset"}
    assert offered["Maru.Preset"].split("\\")[2] == ".toml"


def test_what_was_registered_goes_with_the_program() -> None:
    flags = {entry["Subkey"]: entry.get("Flags", "") for entry in _entries("Registry")}
    owned = [key for key, said in flags.items() if said == "uninsdeletekey"]
    left = [key for key, said in flags.items() if "uninsdelete" not in said and not key.startswith(tuple(owned))]
    assert left == [r"Software\Classes\.gguf"]  # given back by GiveModelsBack, where it is ours still
    assert "GiveModelsBack;" in "\n".join(_sections()["Code"]).rpartition("CurUninstallStepChanged")[2]


def test_data_are_kept_unless_somebody_says_yes() -> None:
    code = "\n".join(_sections()["Code"])
    asking = code.partition("procedure AskForData")[2].partition("end;")[0]
    assert "MB_YESNO or MB_DEFBUTTON2, IDNO) = IDYES then" in asking
    assert "not UninstallSilent" in asking
    assert code.count("DelTree") == 1


def test_each_text_is_there_in_both_languages() -> None:
    texts = [line.split("=", 1)[0].split(".") for line in _sections()["CustomMessages"]]
    spoken = [entry["Name"] for entry in _entries("Languages")]
    assert spoken == ["en", "ko"]
    names = {name for _, name in texts}
    assert {(language, name) for language in spoken for name in names} == {tuple(text) for text in texts}
    used = set(re.findall(r"\{cm:(\w+)|CustomMessage\('(\w+)'\)", SCRIPT.read_text(encoding="utf-8")))
    assert {first or second for first, second in used} == names | {"CreateDesktopIcon", "LaunchProgram"}


def test_begin_and_end_meet() -> None:
    words = re.findall(r"\b(begin|end)\b", re.sub(r"\{.*?\}|'.*?'", "", "\n".join(_sections()["Code"])))
    assert words.count("begin") == words.count("end") > 0


def test_the_program_says_its_version_in_both_languages(scripts: dict[str, ModuleType]) -> None:
    text = scripts["version"].resource("1.2.3", "maru.exe")
    calls = [node for node in ast.walk(ast.parse(text, mode="eval")) if isinstance(node, ast.Call)]
    said = [[ast.literal_eval(each) for each in call.args] for call in calls if _name(call) == "StringStruct"]
    assert said.count(["FileVersion", "1.2.3"]) == 2
    assert ["FileDescription", "Maru: 언어 모델과 대화하기"] in said
    (fixed,) = [call for call in calls if _name(call) == "FixedFileInfo"]
    assert ast.literal_eval(fixed.keywords[0].value) == (1, 2, 3, 0)
    assert scripts["version"].resource(app.__version__, "maru.exe")


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def test_pictures_are_where_their_list_says(scripts: dict[str, ModuleType]) -> None:
    svg = dev.ROOT / "resources" / "icons" / "maru.svg"
    ico, icns = scripts["icons"].ico(svg), scripts["icons"].icns(svg)
    _, kind, count = struct.unpack_from("<3H", ico)
    assert (kind, count) == (1, len(scripts["icons"].ICO_SIDES))
    for at in range(count):
        side, *_, size, offset = struct.unpack_from("<4B2H2I", ico, 6 + 16 * at)
        image = QImage.fromData(ico[offset : offset + size])
        assert image.width() == (side or 256)
        assert image.pixelColor(image.rect().center()).alpha()
    assert icns[:4] == b"icns"
    assert struct.unpack_from(">I", icns, 4) == (len(icns),)
    at = 8
    while at < len(icns):
        (size,) = struct.unpack_from(">I", icns, at + 4)
        assert QImage.fromData(icns[at + 8 : at + size]).width() == scripts["icons"].ICNS_SIDES[icns[at : at + 4]]
        at += size


def test_the_portable_archive_has_a_place_for_data(
    scripts: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "maru"
    (program / "_internal").mkdir(parents=True)
    (program / "maru.exe").write_bytes(b"MZ")
    (program / "_internal" / "모델.gguf").write_bytes(b"GGUF")
    monkeypatch.setattr(scripts["build"], "PROGRAM", program)
    monkeypatch.setattr(scripts["build"], "DIST", tmp_path)
    release = scripts["release"].Release("1.2.3", 1_000_000_000)
    first = scripts["build"].portable(release).read_bytes()
    archive = scripts["build"].portable(release)
    assert archive.read_bytes() == first
    with zipfile.ZipFile(archive) as opened:
        assert opened.testzip() is None
        assert opened.namelist()[:2] == ["Maru-1.2.3/data/", "Maru-1.2.3/README.txt"]
        assert opened.read("Maru-1.2.3/_internal/모델.gguf") == b"GGUF"
        assert "1.2.3" in opened.read("Maru-1.2.3/README.txt").decode("utf-8-sig")
