"""What the Hugging Face Hub says of its models, as values that travel between the child processes and the faces."""

from dataclasses import dataclass
from enum import StrEnum


class Sort(StrEnum):
    """Under the Hub's names."""

    TRENDING = "trending_score"
    DOWNLOADS = "downloads"
    LIKES = "likes"
    UPDATED = "last_modified"


@dataclass(frozen=True)
class Search:
    text: str = ""
    sort: Sort = Sort.TRENDING
    limit: int = 30


@dataclass(frozen=True)
class Entry:
    """A repository in a list of results. updated is in seconds since 1970; parameters and context 0 when not said."""

    repo: str
    """owner/name"""
    downloads: int = 0
    likes: int = 0
    updated: float = 0.0
    is_gated: bool = False
    licence: str = ""
    architecture: str = ""
    parameters: int = 0
    context_length: int = 0
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class RemoteFile:
    """path is inside the repository; sha256 is empty for small files, which the Hub keeps in git."""

    path: str
    size_bytes: int
    sha256: str = ""


@dataclass(frozen=True)
class Offer:
    """One model to fetch: a single file, or the parts of a split one, in order."""

    quantization: str
    files: tuple[RemoteFile, ...]
    kind: str = "model"
    """model, adapter or projector."""

    @property
    def size_bytes(self) -> int:
        return sum(file.size_bytes for file in self.files)


@dataclass(frozen=True)
class Repository:
    """A repository's page at one commit (revision): offers from the smallest file to the largest."""

    entry: Entry
    revision: str
    offers: tuple[Offer, ...]
    base_model: str = ""
    url: str = ""


class Reason(StrEnum):
    """Why a host is asked for something."""

    SEARCH = "search"
    LOOK = "look"
    HEADER = "header"
    DOWNLOAD = "download"
    UPDATE = "update"


@dataclass(frozen=True)
class Connection:
    """One request that was sent to a host: each try, each redirect, and the way to a proxy in between.

    time is in seconds since 1970.
    """

    time: float
    host: str
    reason: Reason


class Why(StrEnum):
    """Why a model is recommended to somebody who does not know which one to take."""

    STRONG = "strong"
    REASONING = "reasoning"
    BALANCED = "balanced"
    QUICK = "quick"
    KOREAN = "korean"
    TINY = "tiny"
