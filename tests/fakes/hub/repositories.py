"""What lies on the fake Hub: repositories with their cards and every commit that they ever had."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.fakes.hub.content import Bytes, Content, StoredFile

Json = dict[str, Any]


@dataclass(frozen=True)
class Card:
    """What a repository says of itself. gated is "", "auto" or "manual"; the last three come from its GGUF header."""

    downloads: int = 0
    likes: int = 0
    trending: int = 0
    updated: str = "2026-01-02T03:04:05.000Z"
    gated: str = ""
    is_private: bool = False
    licence: str = "apache-2.0"
    base_model: str = ""
    tags: tuple[str, ...] = ("gguf",)
    architecture: str = "llama"
    parameters: int = 0
    context_length: int = 0

    @property
    def all_tags(self) -> list[str]:
        said = [f"license:{self.licence}"] if self.licence else []
        base = [f"base_model:{self.base_model}", f"base_model:quantized:{self.base_model}"] if self.base_model else []
        return [*self.tags, *said, *base, "region:us"]


@dataclass
class StoredRepository:
    """commits are named by their hash, the newest last."""

    name: str
    card: Card
    commits: dict[str, dict[str, StoredFile]] = field(default_factory=dict)

    @property
    def newest(self) -> str:
        return next(reversed(self.commits))

    def commit(self, files: Mapping[str, Content | StoredFile | bytes]) -> str:
        stored = {path: _stored(path, content) for path, content in files.items()}
        names = "".join(f"{path} {file.blob_id}\n" for path, file in stored.items())
        number = f"{self.name} {len(self.commits)}\n{names}"
        revision = hashlib.sha1(number.encode(), usedforsecurity=False).hexdigest()
        self.commits[revision] = stored
        return revision

    def at(self, revision: str) -> str | None:
        """The commit that a branch, a short hash or a whole one means."""
        if revision == "main":
            return self.newest
        return next((commit for commit in self.commits if commit.startswith(revision)), None)

    def described(self, revision: str, *, blobs: bool = False) -> Json:
        """As /api/models/{repo} answers."""
        card = self.card
        return {
            "_id": hashlib.md5(self.name.encode(), usedforsecurity=False).hexdigest()[:24],
            "id": self.name,
            "modelId": self.name,
            "author": self.name.split("/")[0],
            "sha": revision,
            "lastModified": card.updated,
            "createdAt": card.updated,
            "private": card.is_private,
            "disabled": False,
            "gated": card.gated or False,
            "downloads": card.downloads,
            "likes": card.likes,
            "trendingScore": card.trending,
            "tags": card.all_tags,
            "pipeline_tag": "text-generation",
            "cardData": {"license": card.licence, "base_model": card.base_model},
            "gguf": {
                "total": card.parameters,
                "architecture": card.architecture,
                "context_length": card.context_length,
            },
            "siblings": [_sibling(file, blobs=blobs) for file in self.commits[revision].values()],
        }

    def tree(self, revision: str, folder: str, *, is_recursive: bool) -> list[Json]:
        """As /api/models/{repo}/tree/{revision}/{folder} answers."""
        prefix = f"{folder}/" if folder else ""
        inside = [file for file in self.commits[revision].values() if file.path.startswith(prefix)]
        folders = {
            prefix + file.path[len(prefix) :].split("/")[0] for file in inside if "/" in file.path[len(prefix) :]
        }
        files = [file for file in inside if is_recursive or "/" not in file.path[len(prefix) :]]
        return [{"type": "directory", "oid": "0" * 40, "size": 0, "path": name} for name in sorted(folders)] + [
            _tree_entry(file) for file in files
        ]


def _stored(path: str, content: Content | StoredFile | bytes) -> StoredFile:
    if isinstance(content, StoredFile):
        return content
    return StoredFile(path, Bytes(content) if isinstance(content, bytes) else content)


def _sibling(file: StoredFile, *, blobs: bool) -> Json:
    if not blobs:
        return {"rfilename": file.path}
    known = {"rfilename": file.path, "blobId": file.blob_id, "size": file.size}
    return known | ({"lfs": {"sha256": file.sha256, "size": file.size, "pointerSize": 135}} if file.is_large else {})


def _tree_entry(file: StoredFile) -> Json:
    known = {"type": "file", "oid": file.blob_id, "size": file.size, "path": file.path}
    return known | ({"lfs": {"oid": file.sha256, "size": file.size, "pointerSize": 135}} if file.is_large else {})


def search(found: Mapping[str, StoredRepository], query: Mapping[str, list[str]]) -> list[Json]:
    """As /api/models answers, all pages together: by filter (tags), search (in the name), author and sort."""
    tags, words = query.get("filter", []), query.get("search", [""])[0].lower()
    fitting = [
        repository
        for repository in found.values()
        if not repository.card.is_private
        and set(tags) <= set(repository.card.all_tags)
        and all(word in repository.name.lower() for word in words.split())
    ]
    key = query.get("sort", ["trendingScore"])[0]
    rows = [repository.described(repository.newest) for repository in fitting]
    rows.sort(key=lambda row: _sortable(row[key]), reverse=True)
    if expand := query.get("expand"):
        return [{name: row[name] for name in ("_id", "id", *expand) if name in row} for row in rows]
    return rows


def _sortable(value: str | float) -> float:
    return datetime.fromisoformat(value).astimezone(UTC).timestamp() if isinstance(value, str) else value
