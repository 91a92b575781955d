"""Whatever a host answers, the child understands it or says that it does not; here in the test's own process."""

import json
from collections.abc import Iterator

import pytest
from huggingface_hub import set_client_factory
from huggingface_hub.utils._http import default_client_factory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.hub import Reason, Repository, Search
from app.domain.network_errors import AnswerNotUnderstood
from app.library.hub.worker.errands import Errands
from app.library.hub.worker.session import errand, open_session
from app.library.network.network import Network
from tests.fakes.hub.content import StoredFile
from tests.fakes.hub.server import Exchange, HubServer

REPO = "maru/Tiny-GGUF"
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.just("2026-13-45T99:99:99.000Z"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
keys = st.sampled_from(
    ["id", "sha", "lastModified", "createdAt", "gated", "downloads", "likes", "tags", "cardData", "gguf", "siblings"]
)

one_liar_for_all = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)


class Liar:
    """A Hub that answers what it is told to."""

    def __init__(self, server: HubServer) -> None:
        server.add(REPO, {"tiny-Q4_0.gguf": b"GGUF", "README.md": b""})
        stored = server.repositories[REPO]
        self.truth = stored.described(stored.newest, blobs=True)
        self.body = b""
        self.errands = Errands(Network(endpoint=server.endpoint))
        server.mischief = self._lie

    def _lie(self, exchange: Exchange, _: StoredFile | None) -> bool:
        exchange.answer(200, self.body, {"Content-Type": "application/json"})
        return True


@pytest.fixture
def liar() -> Iterator[Liar]:
    with HubServer() as server:
        open_session(Network(endpoint=server.endpoint), lambda _: None)
        yield Liar(server)
    set_client_factory(default_client_factory)


@one_liar_for_all
@given(changes=st.dictionaries(keys, anything, max_size=4))
def test_a_page_with_other_things_in_it(liar: Liar, changes: dict[str, object]) -> None:
    liar.body = json.dumps(liar.truth | changes).encode()
    with errand(Reason.LOOK):
        try:
            assert isinstance(liar.errands.look(REPO), Repository)
        except AnswerNotUnderstood:
            assert changes


@one_liar_for_all
@given(entries=anything | st.lists(st.dictionaries(keys, anything, max_size=4), max_size=2))
def test_a_list_with_other_things_in_it(liar: Liar, entries: object) -> None:
    liar.body = json.dumps(entries).encode()
    with errand(Reason.SEARCH):
        try:
            assert isinstance(liar.errands.find(Search()), tuple)
        except AnswerNotUnderstood:
            assert entries != []
