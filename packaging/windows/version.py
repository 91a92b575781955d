"""What Windows shows of maru.exe in its properties and its task manager, in the form that PyInstaller reads."""

import re

ENGLISH, KOREAN = 0x0409, 0x0412
UTF_16 = 1200
DESCRIPTIONS = {ENGLISH: "Maru: chat with language models", KOREAN: "Maru: 언어 모델과 대화하기"}


def resource(version: str, file: str) -> str:
    """The text of a version file for the program of that name; it is read as a Python expression."""
    numbers = (*map(int, re.match(r"(\d+)\.(\d+)\.(\d+)", version).groups()), 0)  # type: ignore[union-attr]  # ours
    tables = ",\n".join(_table(language, version, file) for language in DESCRIPTIONS)
    languages = [each for language in DESCRIPTIONS for each in (language, UTF_16)]
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, OS=0x40004, fileType=1),\n"
        f"kids=[StringFileInfo([\n{tables}]),\nVarFileInfo([VarStruct('Translation', {languages})])])\n"
    )


def _table(language: int, version: str, file: str) -> str:
    said = {
        "CompanyName": "The Maru authors",
        "FileDescription": DESCRIPTIONS[language],
        "FileVersion": version,
        "InternalName": "maru",
        "LegalCopyright": "© The Maru authors. Apache-2.0",
        "OriginalFilename": file,
        "ProductName": "Maru",
        "ProductVersion": version,
    }
    structs = ", ".join(f"StringStruct({name!r}, {text!r})" for name, text in said.items())
    return f"StringTable('{language:04X}{UTF_16:04X}', [{structs}])"
