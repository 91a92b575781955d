import pytest

from app.domain import settings
from app.domain.network_errors import Offline
from app.library.network.network import OFFICIAL, Network, host_of, is_official, network_of, require_online


def test_what_is_set_goes_before_what_the_environment_says() -> None:
    environment = {"HF_ENDPOINT": "https://mirror.example/"}
    assert network_of(settings.Network(), {}).endpoint == OFFICIAL
    assert network_of(settings.Network(), environment).endpoint == "https://mirror.example"
    chosen = settings.Network(endpoint="other.example/hub/ ", proxy=" http://10.0.0.1:3128")
    assert network_of(chosen, environment).endpoint == "https://other.example/hub"
    assert network_of(chosen, environment).proxy == "http://10.0.0.1:3128"


@pytest.mark.parametrize(
    ("offline", "chosen", "variable", "expected"),
    [
        (False, False, "", False),
        (True, False, "0", True),
        (False, True, "0", True),
        (False, False, "1", True),
        (False, False, "TRUE", True),
    ],
)
def test_whoever_says_offline_is_obeyed(*, offline: bool, chosen: bool, variable: str, expected: bool) -> None:
    network = network_of(settings.Network(offline=chosen), {"HF_HUB_OFFLINE": variable}, offline=offline)
    assert network.offline is expected
    if expected:
        with pytest.raises(Offline):
            require_online(network)
    else:
        require_online(network)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://huggingface.co/api/models", True),
        ("https://huggingface.co:443/", True),
        ("https://HuggingFace.co/", True),
        ("http://huggingface.co/", False),
        ("https://huggingface.co:8443/", False),
        ("https://huggingface.co.example.org/", False),
        ("https://cdn.huggingface.co/", False),
        ("https://huggingface.co@example.org/", False),
        ("https://nothuggingface.co/", False),
        ("https://hf-mirror.com/huggingface.co", False),
        ("https://cdn-lfs.hf.co/", False),
        ("https://huggingface.co:99999/", False),
        ("https://[huggingface.co/", False),
    ],
)
def test_a_token_goes_to_the_official_host_only(url: str, *, expected: bool) -> None:
    assert is_official(url) is expected


def test_a_token_is_never_printed() -> None:
    assert "hf_secret" not in repr(Network(token="hf_secret"))


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://huggingface.co/a/b", "huggingface.co"),
        ("http://127.0.0.1:80/x", "127.0.0.1:80"),
        ("nonsense", "nonsense"),
        ("http://[broken/x", "[broken"),
        ("http://a:99999/", "a:99999"),
    ],
)
def test_a_host_has_a_name_whatever_was_written(url: str, host: str) -> None:
    assert host_of(url) == host
