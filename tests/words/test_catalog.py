import pytest

from app import paths
from app.words.catalog import _, n_, preferred, speak

TRANSLATIONS = paths.resources() / "translations"


def test_a_language_is_spoken_until_another_is() -> None:
    speak("ko", translations=TRANSLATIONS)
    assert _("Settings") == "설정"
    assert n_("{count} token", "{count} tokens", 1) == n_("{count} token", "{count} tokens", 2) == "토큰 {count}개"
    speak("en", translations=TRANSLATIONS)
    assert _("Settings") == "Settings"
    assert n_("{count} token", "{count} tokens", 1) == "{count} token"


def test_what_has_no_translation_stays_english() -> None:
    speak("ko", translations=TRANSLATIONS)
    assert _("Nobody says this.") == "Nobody says this."


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "ko:en"}, "ko"),
        ({"LANG": ""}, "en"),
    ],
)
def test_the_systems_language_is_preferred(environment: dict[str, str], language: str) -> None:
    assert preferred(environment) == language
