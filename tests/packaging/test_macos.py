"""What cannot be run here is read, and the order of signing is tried on a program that looks like one."""

import importlib
import plistlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import dev

PACKAGING = dev.ROOT / "packaging"
NAMES = ("release", "plist", "sign", "build")
MACH_O = bytes.fromhex("cffaedfe") + bytes(28)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="its paths and links are those of Unix")


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, ModuleType]]:
    monkeypatch.syspath_prepend(str(PACKAGING))
    monkeypatch.syspath_prepend(str(PACKAGING / "macos"))
    yield {name: importlib.import_module(name) for name in NAMES}
    for name in NAMES:
        sys.modules.pop(name, None)


def test_macos_is_told_what_it_asks_for(scripts: dict[str, ModuleType]) -> None:
    said = plistlib.loads(plistlib.dumps(scripts["plist"].properties("1.2.3")))
    assert re.fullmatch(r"[A-Za-z0-9.-]+", scripts["plist"].IDENTIFIER)  # no other letters are allowed
    assert said["CFBundleShortVersionString"] == "1.2.3"
    assert said["CFBundleLocalizations"] == ["en", "ko"]
    shipped = (PACKAGING / "engine" / "shipped.py").read_text(encoding="utf-8")
    assert f"-DCMAKE_OSX_DEPLOYMENT_TARGET={said['LSMinimumSystemVersion']}" in shipped


def test_models_are_ours_to_open_and_toml_files_are_not(scripts: dict[str, ModuleType]) -> None:
    said = scripts["plist"].properties("1.2.3")
    (declared,) = said["UTImportedTypeDeclarations"]
    assert declared["UTTypeTagSpecification"] == {"public.filename-extension": ["gguf"]}
    models, presets = said["CFBundleDocumentTypes"]
    assert models["LSItemContentTypes"] == [declared["UTTypeIdentifier"]]
    assert (models["LSHandlerRank"], presets["LSHandlerRank"]) == ("Default", "Alternate")
    assert presets["CFBundleTypeExtensions"] == ["toml"]


def test_each_kind_of_document_has_its_name_in_korean(scripts: dict[str, ModuleType]) -> None:
    texts = scripts["plist"].KOREAN["ko"]
    kinds = {kind["CFBundleTypeName"] for kind in scripts["plist"].properties("1.2.3")["CFBundleDocumentTypes"]}
    assert kinds == set(texts)
    assert '"GGUF model" = "GGUF 모델";\n' in scripts["plist"].strings(texts)


def test_there_are_no_entitlements(scripts: dict[str, ModuleType]) -> None:
    assert plistlib.loads(scripts["sign"].ENTITLEMENTS.read_bytes()) == {}


def test_what_lies_inside_is_signed_first(scripts: dict[str, ModuleType], tmp_path: Path) -> None:
    app = tmp_path / "Maru.app"
    qt = app / "Contents" / "Frameworks" / "PySide6" / "Qt" / "lib" / "QtCore.framework"
    code = [qt / "Versions" / "A" / "QtCore", app / "Contents" / "Frameworks" / "libpython.dylib"]
    program = app / "Contents" / "MacOS" / "maru"
    for file in (*code, program):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(MACH_O)
    (app / "Contents" / "Info.plist").write_text("<plist/>", encoding="utf-8")
    (qt / "QtCore").symlink_to("Versions/A/QtCore")
    assert list(scripts["sign"].inside_out(app)) == [code[0], qt, code[1], program]


def test_the_hardened_runtime_is_for_what_has_a_key(scripts: dict[str, ModuleType]) -> None:
    trusted = scripts["sign"].command(Path("Maru.app"), "Developer ID Application: Maru (TEAM)")
    assert trusted[trusted.index("--options") + 1] == "runtime"
    assert "--timestamp" in trusted
    assert "--options" not in scripts["sign"].command(Path("Maru.app"), "")
