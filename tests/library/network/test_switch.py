from pathlib import Path

from app.domain import settings
from app.library.network.switch import Switch
from app.library.network.token import Tokens

ENVIRONMENT = {"HF_TOKEN": "hf_ours"}


def test_what_is_set_counts_at_once(tmp_path: Path) -> None:
    network = Switch(settings.Network(), Tokens(tmp_path / "kept", ENVIRONMENT), ENVIRONMENT)
    assert not network().offline
    network.chosen = settings.Network(offline=True)
    assert network().offline


def test_the_token_is_asked_for_only_where_it_may_go(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path / "kept", ENVIRONMENT)
    assert Switch(settings.Network(), tokens, ENVIRONMENT)().token == "hf_ours"
    assert Switch(settings.Network(endpoint="https://mirror.example"), tokens, ENVIRONMENT)().token == ""
    assert Switch(settings.Network(), tokens, ENVIRONMENT, offline=True)().token == ""
