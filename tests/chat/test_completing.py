"""Completion mode with the fake engine: versions, stopping, filling gaps, probabilities, and what is on the disk."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.chat.completing import Completing
from app.domain.engine_errors import EngineDied
from app.domain.errors import MaruError
from app.domain.generation import ScoredToken, TokenChoice
from app.domain.loading import LoadSettings
from app.domain.preset_errors import NoInfill
from app.domain.storage_errors import DiskFailed, FolderReadOnly, WritingDamaged
from app.domain.writing import Terms
from app.wiring import App
from tests.owner import Owner


class Writer:
    """A person before the completion mode."""

    def __init__(self, app: App, owner: Owner) -> None:
        self.completing = Completing(app.model, app.paths.completion, owner.post)
        self.owner = owner
        self.failures: list[MaruError] = []
        self.streamed = ""
        self.scored: list[tuple[int, tuple[ScoredToken, ...]]] = []
        self.completing.failed.connect(self.failures.append)
        self.completing.scored.connect(lambda start, tokens: self.scored.append((start, tokens)))
        self.completing.streamed.connect(self._hear)
        self.completing.settled.connect(self._begin)

    def _begin(self) -> None:
        if self.completing.is_writing:
            self.streamed = ""

    def _hear(self, at: int, text: str) -> None:
        shown = self.completing.writing.shown
        assert shown
        assert at == shown.end + len(self.streamed)
        self.streamed += text

    @property
    def text(self) -> str:
        return self.completing.writing.text

    def until_it_rests(self) -> None:
        self.owner.until(lambda: not self.completing.is_writing)

    def goes_on(self) -> str:
        """What the model wrote."""
        self.completing.write_on()
        self.until_it_rests()
        return self.streamed


@pytest.fixture
def writer(app: App, owner: Owner) -> Iterator[Writer]:
    one = Writer(app, owner)
    yield one
    one.completing.settle()


def test_a_text_is_continued_and_the_go_is_a_version(writer: Writer) -> None:
    writer.completing.edit("The sky is")
    added = writer.goes_on()
    assert added
    assert writer.text == "The sky is" + added
    assert writer.completing.writing.written == ((10, len(writer.text)),)
    assert [version.author for version in writer.completing.writing.versions] == ["", "fake"]
    writer.completing.undo()
    assert writer.text == "The sky is"
    writer.completing.redo()
    assert writer.text == "The sky is" + added


def test_another_version_stands_beside_the_first(writer: Writer) -> None:
    writer.completing.edit("The sky is")
    writer.goes_on()
    writer.completing.write_again()
    writer.until_it_rests()
    assert writer.completing.writing.siblings == (1, 2)
    assert writer.text == "The sky is" + writer.streamed


def test_stopping_keeps_what_came(writer: Writer) -> None:
    writer.completing.edit("/slow 20ms /long 400")
    writer.completing.write_on()
    writer.owner.until(lambda: len(writer.streamed) > 20)
    writer.completing.stop()
    writer.until_it_rests()
    assert writer.text == "/slow 20ms /long 400" + writer.streamed
    assert not writer.failures


def test_stopping_before_the_model_is_loaded_leaves_no_version(writer: Writer, app: App) -> None:
    app.model.choose("/models/slow.gguf", LoadSettings())
    writer.completing.edit("The sky")
    writer.completing.write_on()
    writer.completing.stop()
    writer.until_it_rests()
    assert writer.text == "The sky"
    assert len(writer.completing.writing.versions) == 1
    assert not writer.failures


def test_nothing_is_changed_while_the_model_writes(writer: Writer) -> None:
    writer.completing.edit("/slow 20ms /long 400")
    writer.completing.write_on()
    writer.owner.until(lambda: writer.streamed)
    for deed in (writer.completing.undo, writer.completing.clear, writer.completing.write_on):
        deed()
    writer.completing.edit("something else")
    writer.completing.stop()
    writer.until_it_rests()
    assert writer.text == "/slow 20ms /long 400" + writer.streamed


def test_a_dead_engine_is_said_and_what_came_stays(writer: Writer) -> None:
    writer.completing.edit(f"/die {signal.SIGKILL.name} after 3 tokens")
    writer.completing.write_on()
    writer.until_it_rests()
    assert isinstance(writer.failures[0], EngineDied)
    assert writer.text.endswith(writer.streamed)
    assert writer.streamed


def test_a_new_text_can_be_undone(writer: Writer) -> None:
    writer.completing.edit("The sky is")
    writer.completing.clear()
    assert writer.text == ""
    writer.completing.begin_with("Q: 1 + 1\nA:")
    assert writer.text == "Q: 1 + 1\nA:"
    writer.completing.undo()
    writer.completing.undo()
    assert writer.text == "The sky is"


def test_from_the_caret_on_what_stood_behind_gives_way(writer: Writer) -> None:
    writer.completing.edit("The sky is grey.")
    writer.completing.write_on(at=7)
    writer.until_it_rests()
    assert writer.text == "The sky" + writer.streamed
    writer.completing.undo()
    assert writer.text == "The sky is grey."


def test_terms_are_kept_to(writer: Writer) -> None:
    writer.completing.set_terms(Terms(max_tokens=3, temperature=0.0, stop=("\n",)))
    writer.completing.edit("/long 100")
    writer.goes_on()
    assert len(writer.streamed.split()) <= 3


def test_a_model_without_the_tokens_fills_no_gap(writer: Writer, app: App, owner: Owner) -> None:
    app.model.choose("/models/fake.gguf", LoadSettings())
    writer.completing.edit("The is blue.")
    writer.goes_on()  # so that the model is loaded
    writer.completing.undo()
    writer.completing.fill(4, 4)
    assert isinstance(writer.failures[0], NoInfill)
    assert writer.text == "The is blue."


def test_a_gap_is_filled_where_the_caret_is(writer: Writer, app: App) -> None:
    app.model.choose("/models/infill.gguf", LoadSettings())
    writer.completing.edit("The grass is blue.")
    writer.completing.fill(4, 9)
    writer.until_it_rests()
    assert not writer.failures
    assert writer.text == "The " + writer.streamed + " is blue."
    assert writer.completing.writing.written == ((4, 4 + len(writer.streamed)),)
    writer.completing.write_again()
    writer.until_it_rests()
    assert writer.completing.writing.siblings == (1, 2)
    assert writer.text.endswith(" is blue.")


def test_another_token_leads_to_another_version(writer: Writer) -> None:
    writer.completing.edit("The sky is")
    writer.goes_on()
    first = writer.text
    [(start, end)] = writer.completing.writing.written
    writer.completing.score(start, end)
    writer.owner.until(lambda: writer.scored)
    at, tokens = writer.scored[0]
    assert at == start
    assert "".join(token.text for token in tokens) == first[start:end]
    other = tokens[2].alternatives[1]
    writer.completing.choose(start, tokens, 2, other)
    writer.until_it_rests()
    kept = "The sky is" + tokens[0].text + tokens[1].text + other.text
    assert writer.text.startswith(kept)
    assert writer.completing.writing.siblings == (1, 2)
    assert writer.completing.writing.written == ((10, len(writer.text)),)
    writer.completing.show(1)
    assert writer.text == first


def test_another_token_in_a_gap_keeps_what_stands_behind_it(writer: Writer, app: App) -> None:
    app.model.choose("/models/infill.gguf", LoadSettings())
    writer.completing.edit("The grass is blue.")
    writer.completing.fill(4, 9)
    writer.until_it_rests()
    writer.completing.score(*writer.completing.writing.written[0])
    writer.owner.until(lambda: writer.scored)
    _, tokens = writer.scored[0]
    writer.completing.choose(4, tokens, 1, TokenChoice(7, " green", 0.2))
    writer.until_it_rests()
    assert writer.text.startswith("The " + tokens[0].text + " green")
    assert writer.text.endswith(" is blue.")
    assert writer.text.count(" is blue.") == 1
    assert writer.completing.writing.siblings == (1, 2)


def test_what_was_scored_of_another_text_is_not_told(writer: Writer) -> None:
    writer.completing.edit("The sky is")
    writer.goes_on()
    writer.completing.score(10, len(writer.text))
    writer.completing.edit("Another text")
    writer.completing.score(0, 12)
    writer.owner.until(lambda: writer.scored)
    assert [start for start, _ in writer.scored] == [0]


def test_it_is_there_again_after_a_restart(writer: Writer, app: App, owner: Owner) -> None:
    writer.completing.edit("The sky is")
    added = writer.goes_on()
    writer.completing.set_terms(Terms(max_tokens=5))
    writer.completing.undo()
    writer.completing.settle()
    again = Completing(app.model, app.paths.completion, owner.post)
    assert again.writing == writer.completing.writing
    again.redo()
    assert again.writing.text == "The sky is" + added
    assert again.writing.terms.max_tokens == 5
    again.settle()


def test_a_text_that_grows_is_on_the_disk_before_it_ends(writer: Writer, app: App, owner: Owner) -> None:
    writer.completing.edit("/slow 20ms /long 400")
    writer.completing.write_on()

    def kept() -> str:
        path = app.paths.completion
        return path.read_text(encoding="utf-8") if path.exists() else ""

    owner.until(lambda: '"author":"fake"' in kept() and writer.streamed[:5] in kept())
    assert writer.completing.is_writing


def test_a_damaged_file_is_kept_aside(app: App, owner: Owner) -> None:
    path = app.paths.completion
    path.write_bytes(b'{"writing": {"tip": 7}}')
    completing = Completing(app.model, path, owner.post)
    assert isinstance(completing.notices[0], WritingDamaged)
    assert completing.writing.text == ""
    assert Path(completing.notices[0].aside).read_bytes() == b'{"writing": {"tip": 7}}'
    completing.settle()


def test_a_disk_that_refuses_is_said(writer: Writer, owner: Owner, app: App) -> None:
    app.paths.completion.mkdir()  # a folder stands where the file should
    writer.completing.edit("The sky")
    owner.until(lambda: writer.failures)
    assert isinstance(writer.failures[0], DiskFailed | FolderReadOnly)
    assert writer.text == "The sky"


def test_a_piece_of_a_character_is_no_text_to_go_on_with(writer: Writer) -> None:
    writer.completing.edit("가")
    writer.completing.choose(0, (ScoredToken(1, "가", 0.5),), 0, TokenChoice(2, "\ufffd", 0.1))
    assert not writer.completing.is_writing
