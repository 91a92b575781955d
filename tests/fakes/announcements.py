"""What the makers' site says of new versions, signed as it should be or not, and a build that asks there."""

import json
from collections.abc import Mapping
from pathlib import Path

from app.paths import resources
from tests.fakes.hub.content import StoredFile
from tests.fakes.hub.server import Exchange, HubServer
from tests.signer import Signer

MAKERS = Signer(7)
PAGE = "https://maru.example/releases/9.0.0"


def announcement(version: str = "9.0.0", *, signer: Signer = MAKERS, **changes: object) -> bytes:
    """The whole file; changes are other fields, None for one that is left out."""
    notes: Mapping[str, str] = {"en": "Faster.\nQuieter.", "ko": "더 빨라요.\n더 조용해요."}
    said = {"kind": "maru-release", "version": version, "date": "2027-01-31", "page": PAGE, "notes": notes} | changes
    content = json.dumps({name: value for name, value in said.items() if value is not None}).encode()
    return signer.sign(content, comment=f"maru {version}") + content


class Site(HubServer):
    """Answers everything with the same file."""

    def __init__(self) -> None:
        super().__init__()
        self.status = 200
        self.document = announcement()
        self.mischief = self._answer

    @property
    def said(self) -> str:
        """What a build says that asks here."""
        return f'address = "{self.endpoint}/latest.signed"'

    def _answer(self, exchange: Exchange, _file: StoredFile | None) -> bool:
        exchange.answer(self.status, self.document)
        return True


def build_in(folder: Path, said: str) -> Path:
    """Resources like ours, but for what they say of updates, and with our signer's key."""
    folder.mkdir()
    for each in resources().iterdir():
        (folder / each.name).symlink_to(each)
    for name, text in (("updates.toml", said), ("release.pub", MAKERS.public)):
        (folder / name).unlink()
        (folder / name).write_text(text, encoding="utf-8")
    return folder
