"""The list of what is inside, held to its schema."""

import importlib
import json
import sys
from collections.abc import Iterator
from types import ModuleType

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

import dev

PACKAGING = dev.ROOT / "packaging"
NAMES = ("release", "starter", "licences", "sbom")


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, ModuleType]]:
    monkeypatch.syspath_prepend(str(PACKAGING))
    yield {name: importlib.import_module(name) for name in NAMES}
    for name in NAMES:
        sys.modules.pop(name, None)


def test_everything_is_listed_as_the_schema_wants(scripts: dict[str, ModuleType]) -> None:
    release = scripts["release"].Release("1.2.3", 1_000_000_000)
    text = scripts["sbom"].written(release, engine="0c1e57098")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert text == scripts["sbom"].written(release, engine="0c1e57098")
    said = json.loads(text)
    parts = {part["name"]: part for part in said["components"]}
    locked = [
        name
        for file in ("engine", "runtime")
        for name in scripts["licences"].locked_names((dev.REQUIREMENTS / f"{file}.txt").read_text(encoding="utf-8"))
    ]
    assert {"CPython", "OpenSSL", "SQLite", "Qt", "llama.cpp"} < set(parts)
    purls = {
        part["purl"].split("/", 1)[1].split("@")[0].replace(".", "-")
        for part in parts.values()
        if "pypi" in part.get("purl", "")
    }
    assert {"pyside6-essentials", "llama-cpp-python", "pynacl"} <= purls <= set(locked)
    assert all(part["licenses"] for part in parts.values())
    model = parts["SmolLM2-135M-Instruct"]
    assert model["hashes"] == [{"alg": "SHA-256", "content": dev.STARTER_MODEL.sha256}]
    assert said["metadata"]["component"]["version"] == "1.2.3"
