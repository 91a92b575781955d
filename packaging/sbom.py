"""Lists what is inside the packages, in a form that scanners for known holes read (CycloneDX 1.6); freeze.py calls it.

It runs in the Python that is frozen, and writes one file for each system beside the packages.
"""

import platform
import sqlite3
import ssl
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from uuid import NAMESPACE_URL, uuid5

import licences
import starter
from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.contact import OrganizationalEntity
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL
from release import DIST, Release, dev, this_release

from app.engine.worker.native.backends import commit

SYSTEMS = {"linux": "linux", "win32": "windows", "darwin": "macos"}


def main() -> None:
    release = this_release()
    target = DIST / f"Maru-{release.version}-{SYSTEMS[sys.platform]}-{platform.machine().lower()}.cdx.json"
    target.write_text(written(release, engine=commit()), encoding="utf-8")


def written(release: Release, *, engine: str) -> str:
    """The same for the same program; engine is llama.cpp's commit."""
    bom = Bom()
    ours = Component(
        name="Maru",
        version=release.version,
        type=ComponentType.APPLICATION,
        bom_ref="maru",
        licenses=[LicenseFactory().make_from_string("Apache-2.0")],
    )
    bom.metadata.component = ours
    bom.metadata.timestamp = datetime.fromtimestamp(release.seconds, UTC)
    parts = list(_parts(engine))
    bom.components.update(parts)
    bom.register_dependency(ours, parts)
    bom.serial_number = uuid5(
        NAMESPACE_URL, "\n".join([release.version, *sorted(part.bom_ref.value for part in parts)])
    )
    return make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=2)


def _parts(engine: str) -> Iterator[Component]:
    source = PackageURL("github", "ggml-org", "llama.cpp", engine or None)
    yield _component("llama.cpp", engine, "MIT", purl=source)
    yield _component("CPython", platform.python_version(), "PSF-2.0", cpe="python:python")
    yield _component("OpenSSL", ssl.OPENSSL_VERSION.split()[1], "Apache-2.0", cpe="openssl:openssl")
    yield _component("SQLite", sqlite3.sqlite_version, "blessing", cpe="sqlite:sqlite")
    yield _component("Qt", version("PySide6-Essentials"), "LGPL-3.0-only", cpe="qt:qt")
    yield _component("PyInstaller bootloader", _freezer(), "GPL-2.0-or-later WITH Bootloader-exception")
    for package in licences.locked():
        name = package.metadata["Name"]
        purl = PackageURL("pypi", None, name.lower().replace("_", "-"), package.version)
        yield _component(name, package.version, licences.of_the_package(package).licence, purl=purl)
    yield _model(starter.read())


def _freezer() -> str:
    """The version of which each program has the beginning."""
    lock = (dev.REQUIREMENTS / "package.txt").read_text(encoding="utf-8")
    return next(line.split()[0].partition("==")[2] for line in lock.splitlines() if line.startswith("pyinstaller=="))


def _component(name: str, number: str, licence: str, *, cpe: str = "", purl: PackageURL | None = None) -> Component:
    """Its cpe is maker and product, as the list of known holes calls them."""
    purl = purl or PackageURL("generic", None, name.lower().replace(" ", "-"), number)
    return Component(
        name=name,
        version=number,
        type=ComponentType.LIBRARY,
        bom_ref=str(purl),
        purl=purl,
        cpe=f"cpe:2.3:a:{cpe}:{number}:*:*:*:*:*:*:*" if cpe else None,
        licenses=[LicenseFactory().make_from_string(licence)],
    )


def _model(model: starter.Starter) -> Component:
    return Component(
        name=model.name,
        type=ComponentType.MACHINE_LEARNING_MODEL,
        bom_ref="starter-model",
        supplier=OrganizationalEntity(name=model.by),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=model.model.sha256)],
        licenses=[LicenseFactory().make_from_string(model.licence)],
        external_references=[ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=XsUri(model.source))],
    )


if __name__ == "__main__":
    main()
