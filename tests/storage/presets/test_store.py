import os
from dataclasses import replace
from pathlib import Path

import pytest

import dev
from app.domain.errors import NotFound
from app.domain.preset import Example, Preset
from app.domain.preset_errors import PresetDamaged, PresetNotWritten, PresetTooLarge, PresetUnreadable
from app.domain.storage_errors import StorageError
from app.storage.presets.names import stem_for
from app.storage.presets.store import Presets

TEXT = '# mine\nformat = 1\nname = "{name}"\nlanguage = "{language}"\n'


@pytest.fixture
def presets(tmp_path: Path) -> Presets:
    for language in ("en", "ko"):
        folder = tmp_path / "builtin" / language
        folder.mkdir(parents=True)
        name = {"en": "Sums", "ko": "덧셈"}[language]
        (folder / "sums.toml").write_text(TEXT.format(name=name, language=language), encoding="utf-8")
        (folder / "talk.toml").write_text(TEXT.format(name="Talk", language=language))
    (tmp_path / "builtin" / "preset.schema.json").write_text("{}")
    return Presets(tmp_path / "own", tmp_path / "builtin")


def keys(presets: Presets, language: str = "") -> list[str]:
    return [stored.key for stored in presets.shelf(language).presets]


def test_those_of_the_language_come_first(presets: Presets) -> None:
    presets.add(Preset("Mine", language="ko"))
    assert keys(presets, "ko") == ["ko/sums", "ko/talk", "Mine", "en/sums", "en/talk"]
    assert [stored.is_builtin for stored in presets.shelf("en").presets] == [True, True, True, True, False]


def test_a_bad_file_hides_no_good_one(presets: Presets) -> None:
    presets.add(Preset("Good"))
    (presets.folder / "bad.toml").write_text('format = 1\n\nname = "')
    (presets.folder / "folder.toml").mkdir()
    (presets.folder / "note.txt").write_text("no preset")
    shelf = presets.shelf()
    assert "Good" in [stored.key for stored in shelf.presets]
    damaged, unreadable = shelf.refused
    assert isinstance(damaged, PresetDamaged)
    assert damaged.line == 3
    assert isinstance(unreadable, PresetUnreadable)


def test_a_file_that_was_changed_outside_counts_at_once(presets: Presets) -> None:
    stored = presets.add(Preset("Mine"))
    presets.shelf()
    stored.path.write_text('format = 1\nname = "Theirs"')
    assert presets.find("Theirs").key == "Mine"
    stored.path.write_text("format = 1")
    assert len(presets.shelf().refused) == 1


def test_a_preset_is_found_by_all_that_it_is_called(presets: Presets, tmp_path: Path) -> None:
    assert presets.find("ko/sums").preset.name == "덧셈"
    assert presets.find("덧셈", "en").key == "ko/sums"
    assert presets.find("sums", "ko").key == "ko/sums"
    assert presets.find("talk", "en").key == "en/talk"
    mine = presets.add(Preset("Sums"))
    assert presets.find("sums", "ko") == mine  # one's own goes first
    elsewhere = tmp_path / "elsewhere.toml"
    elsewhere.write_text(TEXT.format(name="Else", language="en"))
    found = presets.find(str(elsewhere))
    assert (found.preset.name, presets.get(found.key)) == ("Else", found.preset)


def test_a_name_that_several_have_is_not_guessed(presets: Presets) -> None:
    with pytest.raises(NotFound) as refused:
        presets.find("Talk")
    assert (refused.value.kind, refused.value.near) == ("presets", "en/talk\nko/talk")
    for _ in range(2):
        presets.save(presets.add(Preset("Mine")).key, Preset("Ours"))
    with pytest.raises(NotFound) as refused:
        presets.find("ours", "en")
    assert refused.value.near == "Mine\nMine 2"
    assert presets.find("Mine 2").preset.name == "Ours"


def test_a_name_that_nobody_has_is_said_with_those_like_it(presets: Presets) -> None:
    with pytest.raises(NotFound) as refused:
        presets.find("um")
    assert (refused.value.kind, refused.value.near) == ("preset", "en/sums\nko/sums")
    for name, near in (("smus", "en/sums\nko/sums"), ("en/sum5", "en/sums"), ("", ""), ("nobody", "")):
        with pytest.raises(NotFound) as refused:
            presets.find(name)
        assert refused.value.near == near
    (presets.folder).mkdir()
    (presets.folder / "broken.toml").write_text("[")
    with pytest.raises(PresetDamaged):
        presets.find("broken")
    assert presets.get("broken") is None
    for name in ("nobody", "x" * 5000, "a\0b", "../x"):
        assert presets.get(name) is None
        for wanted in (name, f"{name}.toml"):
            with pytest.raises(NotFound):
                presets.find(wanted)
        with pytest.raises(NotFound):
            presets.text_of(name)


def test_saving_keeps_the_comments(presets: Presets) -> None:
    copy = presets.duplicate("en/sums")
    saved = presets.save(copy.key, replace(copy.preset, system="Be exact."))
    assert presets.text_of(saved.key).startswith('# mine\nformat = 1\nname = "Sums 2"')
    assert presets.find("Sums 2") == saved


def test_what_came_with_the_program_is_not_changed(presets: Presets) -> None:
    for act in (lambda: presets.save("en/sums", Preset("x")), lambda: presets.remove("en/sums")):
        with pytest.raises(PresetNotWritten) as refused:
            act()
        assert refused.value.why == "builtin"


def test_copies_have_names_of_their_own(presets: Presets) -> None:
    names = [presets.duplicate("en/sums").preset.name for _ in range(3)]
    assert names == ["Sums 2", "Sums 3", "Sums 4"]


def test_what_could_not_be_read_again_is_not_written(presets: Presets) -> None:
    stored = presets.add(Preset("Mine"))
    for wrong in (Preset(" "), Preset("x", sampling={"top_p": 2}), Preset("x", max_tokens=-1)):
        with pytest.raises(PresetDamaged):
            presets.save(stored.key, wrong)
    with pytest.raises(PresetTooLarge):
        presets.save(stored.key, Preset("x", examples=(Example("a", "b"),) * 1001))
    with pytest.raises(PresetTooLarge):
        presets.save(stored.key, Preset("x", system="x" * 3_000_000))
    assert presets.find("Mine").preset == Preset("Mine")


def test_a_file_that_was_broken_by_hand_is_not_written_over(presets: Presets) -> None:
    stored = presets.add(Preset("Mine"))
    stored.path.write_text('name = "')
    with pytest.raises(PresetDamaged):
        presets.save(stored.key, Preset("Mine"))
    assert stored.path.read_text() == 'name = "'


def test_a_file_is_imported_and_exported_to_the_letter(presets: Presets, tmp_path: Path) -> None:
    file = tmp_path / "given.toml"
    file.write_text(TEXT.format(name="Given", language="ko") + "theirs = 1\n")
    stored = presets.import_file(file)
    assert stored.path.parent == presets.folder
    presets.export(stored.key, tmp_path / "out" / "again.toml")
    assert (tmp_path / "out" / "again.toml").read_text() == file.read_text()
    file.write_text("no preset")
    with pytest.raises(PresetDamaged):
        presets.import_file(file)


def test_what_is_removed_can_be_brought_back(presets: Presets) -> None:
    stored = presets.duplicate("ko/sums")
    text = presets.text_of(stored.key)
    bring_back = presets.remove(stored.key)
    assert stored.key not in keys(presets)
    with pytest.raises(NotFound):
        presets.save(stored.key, stored.preset)
    assert bring_back() == stored
    assert presets.text_of(stored.key) == text


@pytest.mark.skipif(os.name == "nt" or os.getuid() == 0, reason="needs a folder that refuses")
def test_a_folder_that_refuses_says_so(presets: Presets) -> None:
    presets.folder.mkdir(mode=0o500)
    with pytest.raises(StorageError):
        presets.add(Preset("Mine"))


def test_a_file_in_the_place_of_the_folder_says_so(presets: Presets) -> None:
    presets.folder.write_text("")
    assert keys(presets) == ["en/sums", "en/talk", "ko/sums", "ko/talk"]
    with pytest.raises(StorageError):
        presets.add(Preset("Mine"))


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Word problems", "Word problems"),
        ("단어 문제", "단어 문제"),
        ("단어".encode().decode(), "단어"),
        ("../../etc/passwd", ".. etc passwd"),
        ("a/b\\c:d*e?", "a b c d e"),
        ("CON", "CON_"),
        ("nul.txt", "nul_.txt"),
        ("COM1", "COM1_"),
        ("Console", "Console"),
        ("dots... ", "dots"),
        ("...", "preset"),
        ("\u202etxt", "txt"),
        ("x" * 300, "x" * 80),
    ],
)
def test_every_name_is_a_name_for_a_file(name: str, stem: str) -> None:
    assert stem_for(name, ()) == stem.strip(". ")


def test_no_two_files_are_the_same_to_any_system(presets: Presets) -> None:
    assert stem_for("sums", ["Sums", "SUMS 2"]) == "sums 3"
    assert stem_for("\u1103\u1165\u11ba\u1109\u1166\u11b7", ["덧셈"]) == "덧셈 2"  # as macOS spells it
    for name in ("한글", "CON", "../x", "a" * 200):
        stored = presets.add(Preset(name))
        assert stored.path.parent == presets.folder
        assert presets.find(name) == stored


def test_the_library_that_comes_with_the_program_is_whole(tmp_path: Path) -> None:
    shelf = Presets(tmp_path, dev.ROOT / "resources" / "presets").shelf()
    assert shelf.refused == ()
    assert all(stored.key.startswith(f"{stored.preset.language}/") for stored in shelf.presets)
