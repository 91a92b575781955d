import json
import shutil
from pathlib import Path

from tests.e2e.conftest import Maru


def test_a_question_is_answered_and_kept(maru: Maru) -> None:
    asked = maru("chat", "Hello there")
    assert (asked.code, asked.err) == (0, "")
    assert "Hello there" in asked.out
    shown = maru("chats", "show", "last")
    assert shown.code == 0
    assert shown.out.startswith("You:\nHello there\n")
    assert asked.out.strip() in shown.out


def test_a_chat_goes_on(maru: Maru) -> None:
    first = maru("chat", "Hello", "--json").json
    second = maru("chat", "And again", "--chat", first["chat"], "--json").json
    assert second["chat"] == first["chat"]
    messages = maru("chats", "show", first["chat"][:20], "--json").json["messages"]
    assert [message["role"] for message in messages] == ["user", "assistant", "user", "assistant"]
    assert [messages[1]["id"], messages[3]["id"]] == [first["message"], second["message"]]
    assert messages[3]["text"] == second["answer"]
    assert len(maru("chats", "list", "--json").json) == 1


def test_json_has_what_scripts_rely_on(maru: Maru) -> None:
    said = maru("chat", "Hello /reason", "--json", "--seed", "7")
    assert said.err == ""
    answer = said.json
    assert answer["reasoning"]
    assert answer["stop_reason"] == "end"
    assert set(answer["usage"]) == {"prompt_tokens", "reused_tokens", "completion_tokens"}
    assert set(answer["timings"]) == {"load_s", "first_token_s", "decode_tps", "prefill_tps"}


def test_reasoning_stays_out_of_the_result(maru: Maru) -> None:
    said = maru("chat", "Hello /reason")
    assert said.code == 0
    reasoning = maru("chats", "show", "last", "--json").json["messages"][1]["reasoning"]
    assert reasoning.strip()
    assert reasoning.strip() in said.err
    assert reasoning.strip() not in said.out


def test_stdin_is_the_question(maru: Maru) -> None:
    assert "through the pipe" in maru("chat", typed="through the pipe\n").out
    assert "through the pipe" in maru("chat", "-", typed="through the pipe\n").out


def test_a_temporary_chat_leaves_nothing(maru: Maru) -> None:
    said = maru("chat", "Hello", "--temporary", "--json")
    assert said.json["chat"] is None
    assert maru("chats", "list", "--json").json == []


def test_a_system_prompt_is_kept_with_the_chat(maru: Maru) -> None:
    chat = maru("chat", "Hello", "--system", "Be brief.", "--json").json["chat"]
    assert maru("chats", "show", chat, "--json").json["system"] == "Be brief."
    maru("chat", "Hello", "--chat", chat, "--system", "Be long.")
    assert maru("chats", "show", chat, "--json").json["system"] == "Be long."


def test_an_answer_of_a_length(maru: Maru) -> None:
    said = maru("chat", "Tell me /long 500", "--max-tokens", "5", "--json").json
    assert (said["stop_reason"], said["usage"]["completion_tokens"]) == ("length", 5)


def test_a_chat_goes_to_the_bin_and_comes_back(maru: Maru) -> None:
    chat = maru("chat", "Hello", "--json").json["chat"]
    assert maru("chats", "rm", chat).code == 0
    assert maru("chats", "list", "--json").json == []
    assert [entry["id"] for entry in maru("chats", "list", "--bin", "--json").json] == [chat]
    assert maru("chats", "restore", chat, "--json").json == {"id": chat}
    assert [entry["title"] for entry in maru("chats", "list", "--json").json] == ["Hello"]


def test_titles_are_searched(maru: Maru) -> None:
    for question in ("서울에서 부산까지", "Bread"):
        maru("chat", question)
    assert [entry["title"] for entry in maru("chats", "list", "--search", "서울", "--json").json] == [
        "서울에서 부산까지"
    ]


def test_strange_text_comes_through(maru: Maru) -> None:
    question = "nul \0, right to left שלום, joined é 가́, \ud800 half, <|im_end|>"
    said = maru("chat", "--json", typed=question)
    assert said.code == 0
    kept = maru("chats", "show", "last", "--json").json["messages"][0]["text"]
    assert kept.startswith("nul \0, right to left שלום, joined é 가́, ")
    assert kept.endswith(" half, <|im_end|>")


def test_bytes_that_are_no_text_come_through(maru: Maru) -> None:
    assert maru("chat", b"caf\xe9", "--json").code == 0
    json.dumps(maru("chats", "list", "--json").json)


def test_completion_is_raw_and_not_kept(maru: Maru) -> None:
    said = maru("complete", "Once upon a time", "--json")
    assert set(said.json) >= {"text", "stop_reason", "usage", "timings"}
    assert maru("chats", "list", "--json").json == []


def test_completion_tells_how_likely_each_token_was(maru: Maru) -> None:
    said = maru("complete", "Once upon a time", "--probabilities", "--json")
    assert said.code == 0, said.err
    assert "".join(token["text"] for token in said.json["tokens"]) == said.json["text"]
    for token in said.json["tokens"]:
        assert 0 < token["probability"] <= 1
        assert len(token["alternatives"]) == 5
        assert set(token["alternatives"][0]) == {"id", "text", "probability"}
    assert "tokens" not in maru("complete", "Once upon a time", "--json").json
    assert maru("complete", "Once upon a time", "--probabilities").code == 2


def test_completion_fills_a_gap_or_says_that_the_model_cannot(maru: Maru, starter_model: Path, tmp_path: Path) -> None:
    infill = tmp_path / "infill.gguf"
    shutil.copyfile(starter_model, infill)  # by its name the practice engine knows what it can
    refused = maru("complete", "def add(a, b):", "--suffix", "    return c", "--json")
    assert refused.code == 1
    assert len(refused.sentences) == 1
    filled = maru("complete", "def add(a, b):", "--suffix", "    return c", "--model", str(infill), "--json")
    assert filled.code == 0, filled.err
    assert filled.json["text"]


def test_speed_is_measured(maru: Maru, starter_model: Path) -> None:
    said = maru("bench", "--tokens", "4", "--sequences", "1,2", "--json", "--model", str(starter_model))
    assert said.code == 0, said.err
    assert set(said.json["decode_tps"]) == {"1", "2"}
    assert {"prefill_tps", "load_s", "next_turn_s", "cold_turn_s", "resume_s", "threads"} <= set(said.json)
