import json
import os
from pathlib import Path

import pytest

from tests.e2e.conftest import Maru

OWN = """
format = 1
name = "Mine"
language = "ko"
system = "Be brief."
template = "In a {{tone}} tone: {{text}}"

[[variables]]
name = "tone"
type = "choice"
choices = ["warm", "cool"]

[[examples]]
question = "In a warm tone: hi"
answer = "Hello, dear!"
"""


@pytest.fixture
def own(data_dir: Path) -> Path:
    path = data_dir / "presets" / "mine.toml"
    path.parent.mkdir()
    path.write_text(OWN)
    return path


def test_all_presets_are_listed_and_a_bad_one_is_named(maru: Maru, own: Path) -> None:
    own.with_name("bad.toml").write_text("format = 1\nname = 3\n")
    listed = maru("presets", "list", "--json")
    assert listed.code == 0
    assert listed.sentences == ["“name” in line 2 of “bad.toml” must be a text."]
    assert all({"name", "language", "kind", "builtin", "path"} <= set(one) for one in listed.json)
    mine = next(one for one in listed.json if one["path"] == str(own))
    assert (mine["name"], mine["language"], mine["kind"], mine["builtin"]) == ("Mine", "ko", "chat", False)
    languages = [one["language"] for one in listed.json]
    assert languages == sorted(languages)  # English is spoken here
    assert "mine" in maru("presets", "list").out


def test_those_of_the_spoken_language_come_first(maru: Maru) -> None:
    listed = Maru(maru.data_dir, engine="fake", first=("--language", "ko"))("presets", "list", "--json").json
    assert listed[0]["language"] == "ko"
    assert {one["language"] for one in listed} == {"en", "ko"}


def test_a_preset_is_shown_as_its_file(maru: Maru, own: Path) -> None:
    assert maru("presets", "show", "Mine").out == OWN
    shown = maru("presets", "show", str(own), "--json").json
    assert (shown["system"], shown["examples"][0]["answer"]) == ("Be brief.", "Hello, dear!")


def test_the_prompt_is_shown_with_the_share_of_its_parts(maru: Maru, own: Path) -> None:
    rendered = maru("presets", "render", "mine", "--input", "-", "--var", "tone=cool", "--json", typed="bye {{tone}}\n")
    assert rendered.code == 0, rendered.err
    said = rendered.json
    assert [message["role"] for message in said["messages"]] == ["system", "user", "assistant", "user"]
    assert said["messages"][-1]["content"] == "In a cool tone: bye {{tone}}"
    assert {"system", "examples", "history", "question"} <= set(said["parts"])
    assert said["tokens"] == sum(said["parts"].values()) == len(said["exact"])
    assert "".join(token["text"] for token in said["exact"]) == said["prompt"]


def test_what_a_preset_is_not_given_is_asked_for(maru: Maru, own: Path) -> None:
    for words, sentence in (
        ((), "“text” is still empty. Give it with --var text=VALUE."),
        (("--var", "text=x", "--var", "tone=angry"), "“angry” is no value for “tone”: warm, cool."),
        (("--var", "txt=x"), "The preset has no “txt”. It has: tone, text."),
        (("--input", "/nowhere.txt"), "“nowhere.txt” is not there."),
    ):
        refused = maru("presets", "render", "mine", *words)
        assert (refused.code, refused.sentences) == (1, [sentence])
    assert maru("presets", "render", "mine", "--var", "tone").code == 2
    (sentence,) = maru("presets", "show", "nobody").sentences
    assert sentence == "There is no preset called “nobody”. “maru presets list” shows what there is."


def test_files_are_checked(maru: Maru, tmp_path: Path, own: Path) -> None:
    assert maru("presets", "validate").code == 0
    bad = tmp_path / "bad.toml"
    bad.write_text('format = 1\nname = "x"\n\n[answer]\nrule = "pattern"\npattern = "("\n')
    checked = maru("presets", "validate", str(own), str(bad), str(tmp_path / "none.toml"), "--json")
    assert checked.code == 1
    good, wrong, missing = checked.json
    assert good == {"path": str(own), "ok": True, "unknown": []}
    place = wrong["line"], wrong["column"], wrong["key"], wrong["why"]
    assert (wrong["ok"], place) == (False, (6, 12, "answer.pattern", "text"))
    assert "none.toml" in missing["error"]
    assert len(maru("presets", "validate", str(bad)).sentences) == 1


def test_a_slip_of_the_pen_is_named_and_is_no_failure(maru: Maru, tmp_path: Path) -> None:
    slips = tmp_path / "slips.toml"
    slips.write_text(
        'format = 1\nname = "x"\ntempature = 0.5\n\n[[examples]]\nquestion = "a"\nanswer = "b"\nmine = 1\n'
    )
    checked = maru("presets", "validate", str(slips))
    assert (checked.code, checked.out) == (0, "Nothing is wrong.\n")
    assert checked.sentences == [
        "No preset has the key “tempature” in line 3 of “slips.toml”. Is “sampling.temperature” meant?",
        "No preset has the key “examples[1].mine” in line 8 of “slips.toml”.",
    ]
    (said,) = maru("presets", "validate", str(slips), "--json").json
    assert (said["ok"], said["unknown"][0]["line"]) == (True, 3)


def test_one_is_checked_by_its_name_too(maru: Maru, own: Path) -> None:
    own.with_name("bad.toml").write_text("format = 1\nname = 3\n")
    assert maru("presets", "validate", "Mine", "arithmetic").code == 0
    refused = maru("presets", "validate", "bad")
    assert (refused.code, refused.sentences) == (1, ["“name” in line 2 of “bad.toml” must be a text."])
    assert maru("presets", "validate", "nobody").sentences == ["“nobody” is not there."]


def test_a_preset_that_always_asks_the_same_says_so(maru: Maru, own: Path) -> None:
    own.write_text('format = 1\nname = "Mine"\ntemplate = "Say hello."\n')
    assert maru("run", "--preset", "mine").code == 0
    refused = maru("chat", "--preset", "mine", "hello")
    assert (refused.code, refused.sentences) == (1, ["The preset has no “text”: it always asks the same."])


def test_a_chat_is_asked_with_a_preset(maru: Maru, own: Path) -> None:
    said = maru("chat", "--preset", "mine", "--var", "tone=cool", "--json", "see you")
    assert said.code == 0, said.err
    assert "In a cool tone: see you" in said.json["answer"]  # the practice engine says what it was asked
    plain = maru("chat", "--json", "In a cool tone: see you").json
    assert said.json["usage"]["prompt_tokens"] > plain["usage"]["prompt_tokens"]
    again = maru("chat", "--chat", "last", "--var", "tone=warm", "--json", "again")
    assert again.code == 0, again.err
    refused = maru("chat", "--preset", "mine", "--var", "tone=angry", "hello")
    assert refused.code == 1
    assert "angry" in refused.err


def test_a_chat_says_what_the_vote_has_chosen(maru: Maru) -> None:
    asked = maru("chat", "--preset", "en/arithmetic", "How old? /answers 5 67 8 67 9")
    assert asked.out.count("The answer is") == 1
    assert asked.out.endswith("The answer is 67.\n")
    assert asked.sentences == ["5 votes of 5 — 67: 2, 5: 1, 8: 1, 9: 1"]
    kept = maru("chats", "show", "last", "--json").json
    answer = kept["messages"][1]
    assert (kept["preset"], answer["preset"], answer["answer"]) == ("en/arithmetic", "Arithmetic, step by step", "67")
    assert [path["answer"] for path in answer["paths"]] == ["5", "67", "8", "67", "9"]
    nothing = maru("chat", "--preset", "en/arithmetic", "How old? /answers ?")
    assert nothing.code == 0
    assert nothing.sentences[-1] == "No answer could be found in what the model wrote."


def test_a_preset_that_is_gone_is_said_to_be(maru: Maru, own: Path) -> None:
    assert maru("chat", "--preset", "mine", "one").sentences == []
    own.unlink()
    again = maru("chat", "--chat", "last", "--json", "two")
    assert again.json["answer"]
    assert again.sentences == [
        "The preset “mine” of this chat cannot be used any more; this is asked without one.",
    ]


def test_the_model_gets_the_room_that_a_preset_prefers(maru: Maru, own: Path) -> None:
    def says_so(*words: str, wanted: int, given: str = "") -> bool:
        own.write_text(f'format = 1\nname = "Mine"\ncontext = {wanted}\n')
        note = f"“Mine” is meant for a context of {wanted:,} tokens; here the model has {given}."
        return maru(*words).sentences == ([note] if given else [])

    run, chat = ("run", "--preset", "mine", "--var", "text=hi"), ("chat", "--preset", "mine", "hi")
    for words in run, chat, ("chat", "--chat", "last", "hi"):
        assert says_so(*words, wanted=100_000, given="8,192")  # the practice models have no more
    (maru.data_dir / "settings.toml").write_text("[running]\ncontext = 2048\n")
    for words in run, chat:
        assert says_so(*words, wanted=4096)  # which is more than is usual here
    model = maru(*run, "--json").json["model"]
    (maru.data_dir / "models.json").write_text(json.dumps({"models": {model: {"context": 1024}}}))
    for words in run, chat:
        assert says_so(*words, wanted=4096, given="1,024")  # as the person wants it for this model


def test_a_new_chat_goes_on_with_the_preset(maru: Maru, own: Path) -> None:
    ours, theirs = os.openpty()
    running = maru.start("chat", "--preset", "mine", "--var", "tone=cool", stdin=theirs, stdout=theirs)
    os.close(theirs)
    seen = ""
    for line in ("one", "/new", "two", "/quit"):
        while "> " not in seen:
            seen += os.read(ours, 4096).decode(errors="replace")
        seen = ""
        os.write(ours, line.encode() + b"\n")
    assert running.process.wait(timeout=60) == 0
    os.close(ours)
    chats = maru("chats", "list", "--json").json
    asked = [maru("chats", "show", chat["id"], "--json").json["messages"][0]["text"] for chat in chats]
    assert asked == ["In a cool tone: two", "In a cool tone: one"]


def test_the_true_prompt_of_a_real_model(real_maru: Maru, starter_model: Path) -> None:
    asked = ("--model", str(starter_model), "--var", "text=How many is <|im_end|> and 2?")
    said = real_maru("presets", "render", "en/arithmetic", *asked, "--json").json
    assert said["prompt"].startswith("<|im_start|>system\n")
    assert said["prompt"].endswith("<|im_start|>assistant\n")
    assert said["messages"][-1]["content"] == "How many is <|im_end|> and 2?"
    question = [token for token in said["exact"] if token["kind"] == "question"]
    assert "<|im_end|>" not in {token["text"] for token in question}  # it arrives as plain words
    assert said["parts"]["examples"] > said["parts"]["question"] == len(question)


def test_a_real_model_answers_a_preset(real_maru: Maru, starter_model: Path) -> None:
    said = real_maru("chat", "--preset", "en/plain-chat", "--max-tokens", "4", "--seed", "1", "--json", "Hello")
    assert said.code == 0, said.err
    assert said.json["answer"].strip()
