"""A task on its way through the (practice) engine: votes, early ends, second thought, failures."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.chat.run import Run
from app.domain.engine_errors import EngineDied
from app.domain.errors import MaruError
from app.domain.fault import Fault, from_fault
from app.domain.generation import ChatPrompt, Limits, SampleEnd, StopReason
from app.domain.message import user
from app.domain.outcome import Outcome
from app.domain.preset import AnswerRule, AnswerType, RuleKind
from app.domain.preset_errors import PatternTooSlow
from app.domain.task import Task
from app.domain.usage import Timings, Usage
from app.engine.protocol import Finished, FromEngine, Generate, ToEngine
from app.wiring import App
from tests.owner import Owner

THE_ANSWER_IS = AnswerRule(RuleKind.PATTERN, pattern=r"The answer is (?P<answer>.+?)\.", type=AnswerType.NUMBER)


def task(question: str, *, samples: int = 1, rule: AnswerRule = THE_ANSWER_IS, checklist: tuple[str, ...] = ()) -> Task:
    return Task(ChatPrompt((user(question),)), samples=samples, rule=rule, checklist=checklist)


class Heard:
    """All that a run says until its end."""

    def __init__(self, run: Run) -> None:
        self.pieces: dict[int, str] = {}
        self.votes: list[Outcome] = []
        self.steps: list[int] = []
        self.trouble: list[MaruError] = []
        self.ended: list[Outcome] = []
        self.faults: list[Fault] = []
        run.streamed.connect(self._note)
        run.voted.connect(self.votes.append)
        run.stepped.connect(self.steps.append)
        run.troubled.connect(self.trouble.append)
        run.finished.connect(self.ended.append)
        run.failed.connect(self._fail)

    def _note(self, path: int, text: str, _reasoning: str) -> None:
        self.pieces[path] = self.pieces.get(path, "") + text

    def _fail(self, fault: Fault, outcome: Outcome) -> None:
        self.faults.append(fault)
        self.ended.append(outcome)


def run_of(app: App, owner: Owner, asked: Task) -> Heard:
    run = Run(asked, app.model.ask)
    heard = Heard(run)
    run.begin()
    owner.until(lambda: heard.ended)
    return heard


def test_one_path_has_its_answer(app: App, owner: Owner) -> None:
    heard = run_of(app, owner, task("How old? /answers 67"))
    outcome = heard.ended[0]
    assert outcome.path.text == heard.pieces[0]
    assert (outcome.path.answer, outcome.path.key) == ("67", "67")
    assert outcome.path.stop_reason == StopReason.END
    assert outcome.report
    assert not heard.votes


def test_an_answer_that_is_not_stated_is_none(app: App, owner: Owner) -> None:
    assert run_of(app, owner, task("How old? /answers ?")).ended[0].path.answer is None


def test_the_majority_stands_for_all(app: App, owner: Owner) -> None:
    heard = run_of(app, owner, task("How old? /answers 35 67 sixty-seven ? 67", samples=5))
    outcome = heard.ended[0]
    assert dict(outcome.vote.counts) == {"67": 3, "35": 1}
    assert (outcome.vote.silent, outcome.vote.expected) == (1, 5)
    assert outcome.path.key == "67"
    assert [len(vote.paths) for vote in heard.votes] == [5] * len(heard.votes)
    assert heard.votes[0].vote.cast == 0
    assert len(heard.votes) > 5
    assert heard.pieces == {at: path.text for at, path in enumerate(outcome.paths)}


def test_what_can_change_nothing_any_more_is_not_awaited(app: App, owner: Owner) -> None:
    """Paths 0, 3 and 6 of nine have one step, the others more: three equal ones do not decide, five do."""
    heard = run_of(app, owner, task("How old? /slow 80ms /answers 67 67 67", samples=9))
    outcome = heard.ended[0]
    assert outcome.is_early
    assert outcome.vote.counts["67"] > outcome.vote.expected / 2
    assert outcome.vote.cast < 9
    cut = [path for path in outcome.paths if path.stop_reason == StopReason.CANCELLED]
    assert cut
    assert all(path.answer is None for path in cut)


def test_without_a_rule_whole_texts_vote(app: App, owner: Owner) -> None:
    outcome = run_of(app, owner, task("Say the same", samples=3, rule=AnswerRule())).ended[0]
    assert list(outcome.vote.counts.values()) == [3] or outcome.is_early
    assert outcome.path.answer is None


def test_half_a_form_is_no_vote(app: App, owner: Owner) -> None:
    whole = task("Say the same", samples=3, rule=AnswerRule())
    cut = replace(whole, limits=Limits(max_tokens=2, grammar="root ::= [a-z ]+"))
    vote = run_of(app, owner, cut).ended[0].vote
    assert (dict(vote.counts), vote.silent) == ({}, 3)
    assert run_of(app, owner, replace(cut, limits=Limits(max_tokens=2))).ended[0].vote.counts


def test_a_draft_is_reviewed_and_written_again(app: App, owner: Owner) -> None:
    heard = run_of(app, owner, task("Why is the sea salty?", checklist=("Is it true?", "Is it short?")))
    outcome = heard.ended[0]
    assert heard.steps == [1, 2]
    draft, review = outcome.drafts
    assert "Why is the sea salty?" in draft
    assert "- Is it true? - Is it short?" in review
    assert "once more" in outcome.path.text
    assert heard.pieces[0] == draft + review + outcome.path.text
    assert outcome.usage.completion_tokens > outcome.path.tokens


def test_a_draft_whose_review_is_stopped_is_the_answer(app: App, owner: Owner) -> None:
    asked = task("Why? /slow 5ms", checklist=("Is it true?", "/slow 20ms /long 500"))
    run = Run(asked, app.model.ask)
    heard = Heard(run)
    run.streamed.connect(lambda *_: run.stop() if heard.steps else None)
    run.begin()
    owner.until(lambda: heard.ended)
    outcome = heard.ended[0]
    assert "Why?" in outcome.path.text
    assert outcome.path.stop_reason == StopReason.CANCELLED
    assert outcome.drafts == ()


def test_a_review_is_free_of_the_form_of_the_answer() -> None:
    asked = replace(task("?", checklist=("Is it true?",)), limits=Limits(grammar='root ::= "yes"'))
    grammars: list[str] = []

    def ask(make: Callable[[int], ToEngine], hear: Callable[[FromEngine], None]) -> Callable[[], None]:
        asked_for = make(1)
        assert isinstance(asked_for, Generate)
        grammars.append(asked_for.limits.grammar)
        hear(Finished(1, (SampleEnd(StopReason.END),), Usage(), Timings()))
        return lambda: None

    Run(asked, ask).begin()
    assert grammars == ['root ::= "yes"', "", 'root ::= "yes"']


def test_a_pattern_without_end_is_said_once_and_costs_no_text(app: App, owner: Owner) -> None:
    hopeless = AnswerRule(RuleKind.PATTERN, pattern=r"(?P<answer>(.+)+(.+)+)\1\1q")
    heard = run_of(app, owner, task("/long 400", samples=3, rule=hopeless))
    assert [type(error) for error in heard.trouble] == [PatternTooSlow]
    assert all(path.text for path in heard.ended[0].paths)


def test_a_crash_leaves_what_had_come(app: App, owner: Owner) -> None:
    heard = run_of(app, owner, task("/die SIGKILL after 3 tokens"))
    assert isinstance(from_fault(heard.faults[0]), EngineDied)
    assert heard.ended[0].path.text == heard.pieces[0] != ""


@pytest.mark.parametrize("samples", [1, 4])
def test_stopping_keeps_every_path(app: App, owner: Owner, samples: int) -> None:
    run = Run(task("/slow 20ms /long 300", samples=samples), app.model.ask)
    heard = Heard(run)
    run.begin()
    owner.until(lambda: len(heard.pieces) == samples)
    run.stop()
    owner.until(lambda: heard.ended)
    assert not heard.ended[0].is_early
    assert [path.text for path in heard.ended[0].paths] == [heard.pieces[at] for at in range(samples)]
