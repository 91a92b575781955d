"""Several presets and models side by side, with the fake engine: in one batch, one after another, and stopped."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.chat.comparing import Column, ColumnState, Comparison, Others, Question, Stage, Weigh
from app.chat.session import Style
from app.chat.weighing import weigh
from app.domain.engine_errors import OutOfMemory
from app.domain.errors import MaruError
from app.domain.fit import Fit, Verdict
from app.domain.loading import LoadSettings
from app.domain.message import assistant, user
from app.domain.model_errors import ModelMissing
from app.domain.outcome import Outcome
from app.domain.preset import AnswerRule, Preset, RuleKind, SelfConsistency, Variable, VariableType
from app.domain.preset_errors import VariableMissing
from app.wiring import App
from tests.owner import Owner

FAKE, OTHER, THIRD = "/models/fake.gguf", "/models/other.gguf", "/models/third.gguf"
POLITE = Preset("Polite", system="Be polite.", template="{{text}} Please.")
NUMBER = Preset("Number", rule=AnswerRule(RuleKind.LAST_NUMBER), self_consistency=SelfConsistency(3))


def fits(verdict: Verdict = Verdict.CPU) -> Weigh:
    fit = Fit(verdict, (), free_bytes=3 * 10**9, context=8192, gpu_layers=0, layers=30)
    return lambda _path, _settings, then: then(fit)


class Bench:
    """Compares and waits; closed at the end."""

    def __init__(self, app: App, owner: Owner) -> None:
        self.app = app
        self.owner = owner
        self.made: list[Comparison] = []
        self.streamed: dict[int, str] = {}
        self.seen: list[tuple[int, Stage]] = []
        self.ends = 0

    def begin(
        self, *columns: Column, text: str = "Hello", weigh: Weigh | None = None, question: Question | None = None
    ) -> Comparison:
        others = Others(self.app.another_model, lambda _: LoadSettings(), weigh or fits())
        comparison = Comparison(columns, question or Question(text), self.app.model, others)
        self.made.append(comparison)
        comparison.streamed.connect(self._hear)
        comparison.changed.connect(lambda at: self.seen.append((at, comparison.states[at].stage)))
        comparison.finished.connect(self._end)
        comparison.begin()
        return comparison

    def compare(self, *columns: Column, text: str = "Hello", question: Question | None = None) -> Comparison:
        comparison = self.begin(*columns, text=text, question=question)
        self.owner.until(lambda: comparison.is_over)
        return comparison

    def _hear(self, at: int, text: str, _reasoning: str) -> None:
        self.streamed[at] = self.streamed.get(at, "") + text

    def _end(self) -> None:
        self.ends += 1


@pytest.fixture
def bench(app: App, owner: Owner) -> Iterator[Bench]:
    one = Bench(app, owner)
    yield one
    for comparison in one.made:
        comparison.leave()


def outcome(state: ColumnState) -> Outcome:
    assert state.outcome, state.error
    return state.outcome


def test_presets_of_one_model_are_asked_at_once(bench: Bench) -> None:
    comparison = bench.compare(Column(FAKE), Column(FAKE, POLITE))
    assert [state.stage for state in comparison.states] == [Stage.DONE] * 2
    assert "Hello”" in outcome(comparison.states[0]).path.text
    assert "Hello Please.”" in outcome(comparison.states[1]).path.text
    assert bench.streamed == {at: outcome(state).path.text for at, state in enumerate(comparison.states)}
    assert bench.ends == 1
    assert all(state.seconds > 0 for state in comparison.states)


def test_a_vote_and_an_answer_belong_to_their_column(bench: Bench) -> None:
    comparison = bench.compare(Column(FAKE), Column(FAKE, NUMBER), text="How old is my sister? 67")
    assert len(outcome(comparison.states[0]).paths) == 1
    voted = outcome(comparison.states[1])
    assert len(voted.paths) == 3
    assert voted.vote.majority is not None


def test_another_model_comes_afterwards_and_is_gone_at_the_end(bench: Bench) -> None:
    comparison = bench.compare(Column(OTHER), Column(FAKE), Column(OTHER, POLITE), Column(THIRD))
    assert [state.stage for state in comparison.states] == [Stage.DONE] * 4
    ends = [at for at, stage in bench.seen if stage is Stage.DONE]
    assert ends[0] == 1
    assert ends[-1] == 3
    assert (3, Stage.LOADING) in bench.seen
    assert bench.app.model.path == FAKE  # the chats' own stays
    message, call = comparison.answer(2)
    assert (call.model, call.preset) == (OTHER, POLITE)
    assert message.text == outcome(comparison.states[2]).path.text


def test_a_model_that_does_not_fit_is_not_loaded(bench: Bench) -> None:
    comparison = bench.begin(Column(FAKE), Column(OTHER), weigh=fits(Verdict.NO))
    bench.owner.until(lambda: comparison.is_over)
    assert comparison.states[0].stage is Stage.DONE
    assert isinstance(comparison.states[1].error, OutOfMemory)
    assert (1, Stage.LOADING) not in bench.seen


def test_a_model_that_is_missing_fails_alone(bench: Bench) -> None:
    comparison = bench.compare(Column(FAKE), Column("/models/missing.gguf"), Column(OTHER))
    assert [state.stage for state in comparison.states] == [Stage.DONE, Stage.FAILED, Stage.DONE]
    assert isinstance(comparison.states[1].error, ModelMissing)


def test_a_preset_that_lacks_a_value_fails_alone(bench: Bench) -> None:
    lacking = Preset("Lacking", template="{{text}} in {{tongue}}", variables=(Variable("tongue", VariableType.LINE),))
    comparison = bench.compare(Column(FAKE, lacking), Column(FAKE))
    assert isinstance(comparison.states[0].error, VariableMissing)
    assert comparison.states[1].stage is Stage.DONE


def test_what_was_filled_already_is_not_filled_again(bench: Bench) -> None:
    comparison = bench.compare(Column(FAKE, POLITE, is_filled=True), Column(FAKE), text="Hello Please.")
    assert outcome(comparison.states[0]).path.text == outcome(comparison.states[1]).path.text


def test_the_history_of_the_chat_goes_with_the_question(bench: Bench) -> None:
    said = (user("What is bread?"), assistant("Food."))
    with_it = bench.compare(Column(FAKE), Column(FAKE), question=Question("Hello", said, Style(system="Be brief.")))
    without = bench.compare(Column(FAKE), Column(FAKE))
    assert outcome(with_it.states[0]).usage.prompt_tokens > outcome(without.states[0]).usage.prompt_tokens + 3


def test_stopping_ends_all_of_it(bench: Bench) -> None:
    comparison = bench.begin(Column(FAKE), Column(FAKE, POLITE), Column(OTHER), text="/slow 20ms /long 400")
    bench.owner.until(lambda: bench.streamed)
    comparison.stop()
    bench.owner.until(lambda: comparison.is_over)
    assert [state.stage for state in comparison.states] == [Stage.STOPPED] * 3
    assert "".join(bench.streamed.values()) == "".join(outcome(state).path.text for state in comparison.states[:2])
    assert bench.ends == 1


def test_stopping_while_another_model_is_loaded(bench: Bench) -> None:
    comparison = bench.begin(Column(FAKE), Column("/models/slow.gguf"))
    bench.owner.until(lambda: (1, Stage.LOADING) in bench.seen)
    comparison.stop()
    assert comparison.is_over
    assert bench.ends == 1


def test_it_needs_two_columns_and_takes_no_more_than_four(bench: Bench) -> None:
    with pytest.raises(ValueError, match="1"):
        bench.begin(Column(FAKE))
    with pytest.raises(ValueError, match="5"):
        bench.begin(*[Column(FAKE)] * 5)


def test_a_model_is_weighed_beside_the_loaded_one(app: App, owner: Owner, starter_model: Path, tmp_path: Path) -> None:
    told: list[Fit | MaruError] = []

    def ask(path: Path) -> Fit | MaruError:
        told.clear()
        weigh(str(path), LoadSettings(), told.append, hardware=app.hardware, fit=app.fit)
        owner.until(lambda: told)
        return told[0]

    verdict = ask(starter_model)
    assert isinstance(verdict, Fit)
    assert verdict.needed_bytes > starter_model.stat().st_size
    assert isinstance(ask(tmp_path / "absent.gguf"), MaruError)
