"""One task on its way through the engine: paths grow side by side and vote, drafts are reviewed, an outcome comes out.

The same for a chat's answer, the terminal's `run`, trying a preset and comparing several. Single-threaded: it is told
of the engine's messages on its owner's thread and fires its events there.
"""

from collections.abc import Callable
from dataclasses import replace

from app.chat.growing import GrowingPath
from app.domain.answers.rules import extract, key_of
from app.domain.answers.vote import vote
from app.domain.errors import MaruError
from app.domain.event import Event
from app.domain.fault import Fault
from app.domain.generation import CUT_SHORT, ContextPolicy, Prompt, PromptReport, SampleEnd, StopReason
from app.domain.outcome import Outcome, SampledPath, Vote
from app.domain.preset import RuleKind
from app.domain.second_thought import answer_after, review_of
from app.domain.task import Task
from app.domain.usage import Timings, Usage
from app.engine.protocol import Evaluated, Failed, Finished, FromEngine, Generate, SampleEnded, Started, ToEngine, Token

Ask = Callable[[Callable[[int], ToEngine], Callable[[FromEngine], None]], Callable[[], None]]
"""Sends what is made with the request's number, tells of all that is said to it, returns the way to cancel."""


class Run:
    """begin starts it; finished or failed ends it. What stop leaves is finished too, with its paths marked."""

    def __init__(
        self,
        task: Task,
        ask: Ask,
        *,
        chat: str = "",
        policy: ContextPolicy = ContextPolicy.ROLLING,
        begun: SampledPath | None = None,
    ) -> None:
        """Chat names whose state is worth keeping; begun is the answer that a prefilled prompt ends with."""
        self.reported: Event[[PromptReport]] = Event()
        self.evaluated: Event[[int, int]] = Event()
        self.streamed: Event[[int, str, str]] = Event()
        """Which path, and what comes to its text and to its reasoning; drafts are path 0."""
        self.voted: Event[[Outcome]] = Event()
        """Several paths begin, or one of them has ended."""
        self.stepped: Event[[int]] = Event()
        """Second thought: 1 the review begins, 2 the answer after it."""
        self.troubled: Event[[MaruError]] = Event()
        """The answer rule cannot be used on what was written."""
        self.finished: Event[[Outcome]] = Event()
        self.failed: Event[[Fault, Outcome]] = Event()
        self._task = task
        self._ask = ask
        self._chat = chat
        self._policy = policy
        self._begun = begun
        self._drafts: list[str] = []
        self._growing: list[GrowingPath] = [GrowingPath(begun=begun)]
        self._ended: dict[int, SampledPath] = {}
        self._has_trouble = False
        self._cancel: Callable[[], None] = lambda: None
        self.outcome = Outcome((self._growing[0].path,))

    @property
    def is_drafting(self) -> bool:
        """Whether what comes now is a draft or its review, and not yet the answer."""
        return bool(self._task.checklist) and len(self._drafts) < 2

    @property
    def _is_reviewing(self) -> bool:
        """A review is written freely, whatever form the answer must have."""
        return bool(self._task.checklist) and len(self._drafts) == 1

    def begin(self) -> None:
        self._step(self._task.prompt)

    def stop(self) -> None:
        """End it early; what came stays."""
        self._cancel()

    def so_far(self) -> Outcome:
        """With what is being written now."""
        paths = tuple(self._ended.get(at, growing.path) for at, growing in enumerate(self._growing))
        drafts = (*self._drafts, paths[0].text) if self.is_drafting else tuple(self._drafts)
        return replace(self.outcome, paths=paths, drafts=drafts)

    def _step(self, prompt: Prompt) -> None:
        task = self._task
        samples = 1 if self.is_drafting else task.samples
        self._growing = [GrowingPath(begun=self._begun) for _ in range(samples)]
        self._ended = {}
        chat = "" if self.is_drafting else self._chat
        limits = replace(task.limits, grammar="", json_schema="") if self._is_reviewing else task.limits
        self._cancel = self._ask(
            lambda number: Generate(
                number,
                prompt,
                task.sampling,
                limits=limits,
                policy=self._policy,
                samples=samples,
                chat=chat,
            ),
            self._hear,
        )

    def _hear(self, message: FromEngine) -> None:
        match message:
            case Started(report=report):
                for growing in self._growing:
                    growing.open(report)
                self.outcome = replace(self.outcome, report=report)
                self.reported(report)
                self._begin_vote()
            case Evaluated(done=done, total=total):
                self.evaluated(done, total)
            case Token(sample=sample, text=text):
                self._tell(sample, *self._growing[sample].feed(text))
            case SampleEnded(sample=sample, end=end):
                self._close(sample, end)
                self._count()
            case Finished():
                self._finish(message)
            case Failed(fault=fault):
                for growing in self._growing:
                    growing.finish()
                self.outcome = self.so_far()
                self.failed(fault, self.outcome)

    def _tell(self, sample: int, text: str, reasoning: str) -> None:
        if text or reasoning:
            self.streamed(sample, text, reasoning)

    def _close(self, sample: int, end: SampleEnd) -> None:
        growing = self._growing[sample]
        self._tell(sample, *growing.finish(end))
        path = growing.path
        is_whole = end.stop_reason is not StopReason.CANCELLED and not self.is_drafting
        self._ended[sample] = self._with_answer(path) if is_whole else path

    def _with_answer(self, path: SampledPath) -> SampledPath:
        """What the preset's rule finds; without one, paths agree where their texts do, half a form with none."""
        rule, is_cut = self._task.rule, path.stop_reason in CUT_SHORT
        if rule.kind is RuleKind.NONE:
            is_half = is_cut and bool(self._task.limits.grammar or self._task.limits.json_schema)
            is_vote = self._task.samples > 1 and not is_half
            return replace(path, key=key_of(path.text, rule.type)) if is_vote else path
        try:
            found = extract(rule, path.text, is_cut=is_cut)
        except MaruError as error:
            if not self._has_trouble:
                self._has_trouble = True
                self.troubled(error)
            return path
        return replace(path, answer=found.answer, key=found.key) if found else path

    def _begin_vote(self) -> None:
        if len(self._growing) > 1:
            self.outcome = replace(self.outcome, vote=Vote(expected=len(self._growing)))
            self.voted(self.so_far())

    def _count(self) -> None:
        """The vote of the paths that have ended; the rest is stopped when it can change nothing any more."""
        ended = sorted(self._ended.items())
        tally = vote(
            [path for _, path in ended if path.stop_reason != StopReason.CANCELLED], expected=len(self._growing)
        )
        agreeing = [at for at, path in ended if path.key is not None and path.key == tally.majority]
        is_early = tally.is_decided and tally.cast < tally.expected
        if is_early and not self.outcome.is_early:
            self._cancel()
        self.outcome = replace(
            self.outcome, vote=tally, chosen=agreeing[0] if agreeing else 0, is_early=self.outcome.is_early or is_early
        )
        self.voted(self.so_far())

    def _finish(self, message: Finished) -> None:
        for sample, end in enumerate(message.samples):
            if sample not in self._ended:
                self._close(sample, end)
        self.outcome = replace(
            self.outcome,
            paths=tuple(path for _, path in sorted(self._ended.items())),
            usage=_sum(self.outcome.usage, message.usage),
            timings=_from_the_first(self.outcome.timings, message.timings),
        )
        was_stopped = message.samples[0].stop_reason is StopReason.CANCELLED
        if self.is_drafting and not was_stopped:
            self._think_again()
            return
        if self.is_drafting and self._drafts:  # the draft is whole, its review is not
            self.outcome = replace(self.outcome, paths=(replace(self.outcome.path, text=self._drafts.pop()),))
        self.outcome = replace(self.outcome, drafts=tuple(self._drafts))
        self.finished(self.outcome)

    def _think_again(self) -> None:
        task = self._task
        self._drafts.append(self.outcome.paths[0].text)
        self.stepped(len(self._drafts))
        if len(self._drafts) == 1:
            prompt = review_of(task.prompt, *self._drafts, checklist=task.checklist, language=task.language)
        else:
            prompt = answer_after(task.prompt, *self._drafts, checklist=task.checklist, language=task.language)
        self._step(prompt)


def _sum(before: Usage, now: Usage) -> Usage:
    """The last prompt, and all that was written."""
    return replace(now, completion_tokens=before.completion_tokens + now.completion_tokens)


def _from_the_first(before: Timings, now: Timings) -> Timings:
    return replace(now, first_token_s=before.first_token_s or now.first_token_s)
