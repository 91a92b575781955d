"""The main job with real weights: ask, keep, go on, in as many processes as there are steps."""

from pathlib import Path

from tests.e2e.conftest import Maru

PASSAGE = 6 * "The river rises in the hills, turns east at the old mill, and reaches the sea below the town. "


def test_a_conversation_over_two_processes(real_maru: Maru, starter_model: Path) -> None:
    first = real_maru("chat", PASSAGE + "Where does the river rise?", "--max-tokens", "12", "--seed", "1", "--json")
    assert first.code == 0, first.err
    assert first.json["answer"].strip()
    assert first.json["model"] == str(starter_model)
    assert first.json["timings"]["decode_tps"] > 0
    again = real_maru("chat", "And where does it end?", "--chat", "last", "--max-tokens", "12", "--seed", "1", "--json")
    assert again.code == 0, again.err
    assert again.json["chat"] == first.json["chat"]
    assert again.json["usage"]["reused_tokens"] >= first.json["usage"]["prompt_tokens"] // 2
    messages = real_maru("chats", "show", "last", "--json").json["messages"]
    assert [message["text"] for message in messages[1::2]] == [first.json["answer"], again.json["answer"]]


def test_the_same_seed_is_the_same_answer(real_maru: Maru, starter_model: Path) -> None:
    words = ("complete", "The old house", "--model", str(starter_model), "--max-tokens", "8", "--seed", "3", "--json")
    assert real_maru(*words).json["text"] == real_maru(*words).json["text"]


def test_a_base_model_continues_text(real_maru: Maru, base_model: Path) -> None:
    said = real_maru(
        *("complete", "The capital of France is", "--model", str(base_model)),
        *("--max-tokens", "4", "--temperature", "0", "--json"),
    )
    assert said.json["text"].strip()
    assert said.json["usage"]["completion_tokens"] == 4


def test_models_are_listed_and_looked_into(real_maru: Maru, starter_model: Path) -> None:
    listed = {model["path"]: model for model in real_maru("models", "list", "--json").json}
    assert listed[str(starter_model)]["kind"] == "chat"
    info = real_maru("models", "info", str(starter_model), "--json").json
    assert info["metadata"]["general.architecture"] == "llama"
    assert info["parameters"] == 134_515_008


def test_the_doctor_finds_the_processor(real_maru: Maru) -> None:
    said = real_maru("doctor", "--json")
    report = said.json
    assert report["ok"] is (said.code == 0)
    assert [device["used"] for device in report["devices"] if device["backend"] == "CPU"] == [True]
    assert all(problem["remedy"] for problem in report["problems"])


def test_the_program_tests_itself(real_maru: Maru, starter_model: Path) -> None:
    said = real_maru("self-test", "--json")
    assert said.code == 0, said.err
    report = said.json
    assert report["ok"]
    assert all(step["ok"] for step in report["steps"])
    assert report["first_token_s"] > 0
    assert not (real_maru.data_dir / "maru.db").exists(), "it leaves nothing in the person's folder"
