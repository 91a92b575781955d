import pytest

from app.words.particles import with_particles


@pytest.mark.parametrize(
    ("words", "name", "said"),
    [
        ("“{name}”은(는) 비어 있어요.", "요약", "“요약”은 비어 있어요."),
        ("“{name}”은(는) 비어 있어요.", "편지 쓰기", "“편지 쓰기”는 비어 있어요."),
        ("{name}은(는) 어시스턴트예요.", "SmolLM2 · Q4_1", "SmolLM2 · Q4_1은 어시스턴트예요."),
        ("배치는 {name}을(를) 써요.", "512", "배치는 512를 써요."),
        ("배치는 {name}을(를) 써요.", "1,000", "배치는 1,000을 써요."),
        ("{name}이(가) 있어요.", "모델", "모델이 있어요."),
        ("{name}(으)로 보관했어요.", "모델", "모델로 보관했어요."),
        ("{name}(으)로 보관했어요.", "책", "책으로 보관했어요."),
        ("{name}(으)로 보관했어요.", "7", "7로 보관했어요."),
        ("{name}와(과) 비교", "책", "책과 비교"),
        ("{name}와(과) 비교", "차", "차와 비교"),
        ("“{name}”을(를) 읽을 수 없어요.", "notes.toml", "“notes.toml”을(를) 읽을 수 없어요."),
        ("“{name}”을(를) 읽을 수 없어요.", "", "“”을(를) 읽을 수 없어요."),
        ("{name}은(는) {{text}}예요.", "은(는) {x} 글", "은(는) {x} 글은 {text}예요."),
    ],
)
def test_a_particle_goes_by_how_the_word_before_it_is_read(words: str, name: str, said: str) -> None:
    assert with_particles(words).format(name=name) == said


def test_what_needs_no_particle_stays_as_it_is() -> None:
    words = "Nothing (or all) of {name}"
    assert with_particles(words) is words
