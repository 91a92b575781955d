"""What macOS knows of Maru.app before it starts it: Info.plist, and its names in Korean."""

from typing import Any

IDENTIFIER = "io.github.maru-chat.Maru"
MODEL = f"{IDENTIFIER}.gguf"
OLDEST = "13.3"
"""Qt 6.11 asks for 13.0, and the engine's Metal (packaging/engine/shipped.py) for this."""
KOREAN = {"ko": {"GGUF model": "GGUF 모델", "Maru preset": "Maru 프리셋"}}
"""macOS looks the names of kinds of documents up here (InfoPlist.strings)."""


def properties(version: str) -> dict[str, Any]:
    """All but what PyInstaller fills in itself."""
    return {
        "CFBundleDisplayName": "Maru",
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": ["en", "ko"],
        "CFBundleShortVersionString": version,
        "CFBundleVersion": version,
        "CFBundleDocumentTypes": [
            {**_documents("GGUF model"), "LSHandlerRank": "Default", "LSItemContentTypes": [MODEL]},
            # On macOS the last part of a name decides, so a preset is any TOML file: offered there, not taken.
            {**_documents("Maru preset"), "LSHandlerRank": "Alternate", "CFBundleTypeExtensions": ["toml"]},
        ],
        "UTImportedTypeDeclarations": [
            {
                "UTTypeIdentifier": MODEL,
                "UTTypeDescription": "GGUF model",
                "UTTypeConformsTo": ["public.data"],
                "UTTypeTagSpecification": {"public.filename-extension": ["gguf"]},
            }
        ],
        "LSApplicationCategoryType": "public.app-category.productivity",
        "LSMinimumSystemVersion": OLDEST,
        "LSArchitecturePriority": ["arm64"],
        "NSHighResolutionCapable": True,
        "NSSupportsAutomaticGraphicsSwitching": True,
        "NSHumanReadableCopyright": "© The Maru authors. Apache-2.0",
    }


def strings(texts: dict[str, str]) -> str:
    """The text of an InfoPlist.strings."""
    return "".join(f'"{english}" = "{other}";\n' for english, other in texts.items())


def _documents(name: str) -> dict[str, Any]:
    return {"CFBundleTypeName": name, "CFBundleTypeRole": "Viewer"}
