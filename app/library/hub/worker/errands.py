"""What the child does for the program at the Hub: search, look into a repository, read a file's header by ranges."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import msgspec
from huggingface_hub import HfApi, ModelCardData, get_session, hf_hub_url
from huggingface_hub.errors import HFValidationError
from huggingface_hub.hf_api import ModelInfo

from app.domain.hub import Entry, RemoteFile, Repository, Search
from app.domain.model_errors import ModelError
from app.domain.network_errors import AnswerNotUnderstood, NotThere
from app.domain.release import Release, ReleaseSource
from app.library import announcement
from app.library.headers.gguf import read_header_from
from app.library.headers.header import Header, joined
from app.library.hub.offers import offers
from app.library.hub.worker.faults import network_error, status_error
from app.library.hub.worker.ranges import Ranges
from app.library.hub.worker.session import read_body
from app.library.network.network import Network, host_of, is_official

T = TypeVar("T", Entry, Repository)


class Errands:
    """Over one network. The session must be open, and each call be inside of an errand. All raise NetworkError."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._api = HfApi(endpoint=network.endpoint, token=False)

    def find(self, search: Search) -> tuple[Entry, ...]:
        """Repositories with GGUF files whose names contain the words."""
        with self._understood():
            found = self._api.list_models(
                filter="gguf",
                search=search.text.strip() or None,
                sort=search.sort.value,
                limit=search.limit,
                expand=["downloads", "likes", "lastModified", "gated", "tags", "gguf", "cardData"],
            )
            return tuple(_declared(_entry(info)) for info in found)

    def look(self, repo: str, revision: str = "") -> Repository:
        """An empty revision is the newest."""
        with self._understood(repo):
            info = self._api.model_info(repo, revision=revision or None, files_metadata=True)
            files = (
                RemoteFile(file.rfilename, int(file.size or 0), file.lfs.sha256 if file.lfs else "")
                for file in info.siblings or ()
            )
            return _declared(
                Repository(
                    entry=_entry(info),
                    revision=info.sha or "",
                    offers=offers(files),
                    base_model=_first(_card(info).get("base_model")),
                    url=self._page(info.id),
                )
            )

    def read_header(self, repo: str, revision: str, files: tuple[RemoteFile, ...]) -> Header:
        """Raises ModelError too, when the file is none that we can read."""
        return joined([self._header(repo, revision, file) for file in files])

    def read_release(self, source: ReleaseSource) -> Release:
        """One GET. Where the host sends us to is nobody that the person agreed to, so nobody goes there.

        Raises SignatureError and ReleaseError too.
        """
        name = source.address.rpartition("/")[2]
        with get_session().stream("GET", source.address, follow_redirects=False) as response:
            if response.status_code != 200:
                host = host_of(source.address)
                raise status_error(response.status_code, response.headers, host=host, name=name)
            document = read_body(response, largest=announcement.LARGEST)
        return announcement.read_announcement(document, source.key, name=name)

    def _header(self, repo: str, revision: str, file: RemoteFile) -> Header:
        url = hf_hub_url(repo, file.path, revision=revision, endpoint=self._network.endpoint)
        with self._understood(repo):
            return read_header_from(Ranges(url).read, file.size_bytes, file.path)

    @contextmanager
    def _understood(self, repo: str = "") -> Iterator[None]:
        """What huggingface_hub raises, also while it reads an answer that has another form than it should."""
        try:
            yield
        except HFValidationError:
            raise NotThere(self._network.host, repo) from None
        except ModelError:
            raise
        except Exception as error:
            fault = network_error(
                error,
                host=self._network.host,
                name=repo,
                url=self._page(repo),
                had_token=self._network.has_token and is_official(self._network.endpoint),
            )
            if fault:
                raise fault from error
            if isinstance(error, ValueError | TypeError | KeyError | AttributeError):
                raise AnswerNotUnderstood(self._network.host, f"{type(error).__name__}: {error}") from error
            raise

    def _page(self, repo: str) -> str:
        return f"{self._network.endpoint}/{repo}" if repo else self._network.endpoint


def _entry(info: ModelInfo) -> Entry:
    header: dict[str, Any] = info.gguf or {}
    tags = tuple(str(tag) for tag in info.tags or ())
    return Entry(
        repo=info.id,
        downloads=int(info.downloads or 0),
        likes=int(info.likes or 0),
        updated=info.last_modified.timestamp() if info.last_modified else 0.0,
        is_gated=bool(info.gated),
        licence=_licence(info, tags),
        architecture=str(header.get("architecture") or ""),
        parameters=int(header.get("total") or 0),
        context_length=int(header.get("context_length") or 0),
        tags=tags,
    )


def _declared(value: T) -> T:
    """The same, if what the Hub said is of the types that we declare; else ValueError."""
    return msgspec.convert(msgspec.to_builtins(value), type(value))


def _licence(info: ModelInfo, tags: tuple[str, ...]) -> str:
    """Its short name; for one of their own the name that the authors gave it."""
    card = _card(info)
    named = next((tag.removeprefix("license:") for tag in tags if tag.startswith("license:")), "")
    licence = named or _first(card.get("license"))
    return _first(card.get("license_name")) or licence if licence in {"", "other"} else licence


def _card(info: ModelInfo) -> dict[str, Any]:
    return dict(vars(info.card_data)) if isinstance(info.card_data, ModelCardData) else {}


def _first(value: object) -> str:
    """Of what may be one name or a list of them."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return value if isinstance(value, str) else ""
