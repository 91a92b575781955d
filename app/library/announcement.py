"""The one file that announces a new version: a signature, and below it the JSON that was signed.

    untrusted comment: …            the four lines of minisign's signature (app/library/signing.py)
    RUQ…
    trusted comment: …
    …
    {"kind": "maru-release", "version": "1.2.0", "date": "2027-01-31", "page": "https://…", "notes": {"en": "…"}}

kind keeps anything else that is signed by the same key from being passed off as an announcement.
"""

from typing import Literal

import msgspec

from app.domain.network_errors import ReleaseUnreadable
from app.domain.release import Release
from app.library.signing import content_of, read_public_key

LARGEST = 64 * 1024
"""Bytes; notes of a version are a page or two."""


class _Announcement(msgspec.Struct, frozen=True):
    kind: Literal["maru-release"]
    version: str
    page: str
    date: str
    notes: dict[str, str]


_decoder = msgspec.json.Decoder(_Announcement)


def read_announcement(document: bytes, key: str, *, name: str) -> Release:
    """Name is the file's. Raises SignatureError, and ReleaseUnreadable for what we have signed and is none."""
    content = content_of(document, read_public_key(key), name=name)
    try:
        said = _decoder.decode(content)
        return Release(said.version, said.page, said.date, said.notes)
    except ValueError as error:  # msgspec's are such
        raise ReleaseUnreadable(name, str(error)) from None
