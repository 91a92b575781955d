"""The role `run`: a preset on an input, with every path, the vote and what it took."""

import argparse
from dataclasses import asdict, fields, replace
from typing import Any, Self

from app.chat.run import Run
from app.cli.arguments import add_generation, add_json, add_model, role_parser, sampling_of, whole
from app.cli.filling import add_filling, values_of
from app.cli.house import chosen_model, complain_of_room, engine_of, library_of, settings_for
from app.cli.launch import Launch
from app.cli.outcome import DONE
from app.cli.terminal import GrowingAnswer, ProgressLine, complain, printable, show, show_json
from app.cli.votes import vote_in_words, vote_so_far
from app.domain.compose import compose, fill
from app.domain.errors import MaruError
from app.domain.generation import CUT_SHORT, ContextPolicy, StopReason
from app.domain.loading import LoadedModel
from app.domain.message import user
from app.domain.outcome import Outcome, SampledPath
from app.domain.preset import MOST_SAMPLES, OutputKind, Preset, RuleKind
from app.domain.sampling import Sampling
from app.domain.structured.output import Validated, validated
from app.domain.task import Task
from app.library.shelf.catalog import ModelFile
from app.storage.presets.store import StoredPreset
from app.words.catalog import _, spoken
from app.words.failures import sentence
from app.words.forms import form_words
from app.words.numbers import count, percent


def run(launch: Launch) -> int:
    options = _parser().parse_args(launch.arguments)
    with library_of(launch) as (library, loop):
        stored = library.presets.find(options.preset, spoken())
        preset = _with_samples(stored.preset, options.samples)
        task = _insisted(compose(preset, [user(fill(preset, values_of(options, preset, loop)))]), options)
        model = chosen_model(options.model, library)
        settings = settings_for(model, preset, library)
        with engine_of(library, loop) as engine, _Watching(options, task) as watching:
            loaded = engine.load(model.path, settings)
            complain_of_room(loaded, preset)
            under_way = Run(task, engine.begin, policy=ContextPolicy(library.settings.chatting.policy))
            watching.watch(under_way)
            outcome = engine.answer(under_way)
    answer = _answer(outcome.path, preset)
    if options.json:
        show_json(_as_json(outcome, stored, model=model, loaded=loaded, answer=answer))
    else:
        text = outcome.path.text if answer is None else answer
        if text and not watching.has_shown:
            show(_ended(text))
        if outcome.vote.expected > 1 and outcome.vote.cast:
            show(vote_in_words(outcome) + "\n")
        if options.paths:
            _show_paths(outcome, has_rule=preset.rule.kind is not RuleKind.NONE)
    _complain_of(outcome.path, preset, answer)
    return DONE


def _complain_of(path: SampledPath, preset: Preset, answer: str | None) -> None:
    """What an answer that was stopped lacks is nobody's fault."""
    if path.stop_reason == StopReason.CANCELLED:
        complain(_("Stopped."))
        return
    if answer is None:
        complain(_("No answer could be found in what the model wrote."))
    for problem in _checked(path, preset).problems:
        complain(form_words(problem))


def _parser() -> argparse.ArgumentParser:
    parser = role_parser("run", _("Ask a model with a preset, and take the answer out of what it writes."))
    parser.add_argument(
        "--preset", required=True, metavar="NAME", help=_("how the model is asked; “maru presets list” has the names")
    )
    add_filling(parser)
    parser.add_argument(
        "--samples", type=whole(1, MOST_SAMPLES), metavar="N", help=_("write N answers and take the majority")
    )
    parser.add_argument("--paths", action="store_true", help=_("show all that was written on the way to the answer"))
    add_model(parser)
    add_json(parser)
    add_generation(parser)
    return parser


def _with_samples(preset: Preset, samples: int | None) -> Preset:
    if samples is None:
        return preset
    return replace(preset, self_consistency=replace(preset.self_consistency, samples=samples))


def _insisted(task: Task, options: argparse.Namespace) -> Task:
    """What was typed goes before what the preset says."""
    names = [item.name for item in fields(Sampling) if getattr(options, item.name, None) is not None]
    given = sampling_of(options)
    sampling = replace(task.sampling, **{name: getattr(given, name) for name in names})
    limits = replace(task.limits, max_tokens=options.max_tokens or task.limits.max_tokens)
    return replace(task, sampling=sampling, limits=limits)


class _Watching:
    """Says how far it is. One free answer, in which nothing is looked for, is shown while it comes."""

    def __init__(self, options: argparse.Namespace, task: Task) -> None:
        is_free = task.samples == 1 and not task.checklist and task.rule.kind is RuleKind.NONE
        self._is_shown = is_free and not options.json
        self._growing = GrowingAnswer()
        self._progress = ProgressLine()
        self.has_shown = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_args: object) -> None:
        self._progress.clear()
        if self.has_shown:
            show("\n")

    def watch(self, under_way: Run) -> None:
        under_way.evaluated.connect(self._show_evaluation)
        under_way.voted.connect(self._show_vote)
        under_way.stepped.connect(self._show_step)
        under_way.troubled.connect(self._complain)
        under_way.streamed.connect(self._show_piece)

    def _show_evaluation(self, done: int, total: int) -> None:
        self._progress.show(
            _("Reading {count} tokens: {percent}").format(count=count(total), percent=percent(done, total))
        )

    def _show_vote(self, so_far: Outcome) -> None:
        self._progress.show(vote_so_far(so_far.vote))

    def _show_step(self, step: int) -> None:
        self._progress.show(_("Reviewing its own draft") if step == 1 else _("Answering once more"))

    def _complain(self, error: MaruError) -> None:
        self._progress.clear()
        complain(sentence(error).text)

    def _show_piece(self, _path: int, text: str, reasoning: str) -> None:
        if not self._is_shown:
            return
        self._progress.clear()
        self._growing.show(text, reasoning)
        self.has_shown = self.has_shown or bool(text)


def _answer(path: SampledPath, preset: Preset) -> str | None:
    """What the preset's rule found; without a rule all that was written."""
    return path.text if preset.rule.kind is RuleKind.NONE else path.answer


def _show_paths(outcome: Outcome, *, has_rule: bool) -> None:
    for at, text in enumerate(outcome.drafts):
        show("\n— " + (_("review") if at else _("draft")) + "\n" + _ended(text))
    for at, path in enumerate(outcome.paths, 1):
        show("\n— " + _heading(at, path, has_rule=has_rule) + "\n" + _ended(path.text))


def _heading(number: int, path: SampledPath, *, has_rule: bool) -> str:
    words = _("path {number}").format(number=number)
    if not has_rule:
        return words
    return f"{words}: {_('no answer') if path.answer is None else printable(path.answer)}"


def _ended(text: str) -> str:
    return text.rstrip("\n") + "\n"


def _as_json(
    outcome: Outcome, stored: StoredPreset, *, model: ModelFile, loaded: LoadedModel, answer: str | None
) -> dict[str, Any]:
    tally, report = outcome.vote, outcome.report
    return {
        "answer": answer,
        "reasoning": outcome.path.reasoning,
        "text": outcome.path.text,
        "paths": [asdict(path) | {"answer": _answer(path, stored.preset)} for path in outcome.paths],
        "chosen": outcome.chosen,
        "vote": {tally.words[key]: number for key, number in tally.counts.items()},
        "silent": tally.silent,
        "is_tied": tally.is_tied,
        "is_early": outcome.is_early,
        "drafts": outcome.drafts,
        "left_out": report.left_out if report else (),
        "model": str(model.path),
        "preset": stored.preset.name,
        "preset_key": stored.key,
        "usage": asdict(outcome.usage),
        "timings": asdict(outcome.timings) | {"load_s": loaded.load_s},
        **_structure(outcome.path, stored.preset),
    }


def _structure(path: SampledPath, preset: Preset) -> dict[str, Any]:
    """Where the answer must have a form: what it is, and what does not fit."""
    if preset.output.kind is OutputKind.FREE:
        return {}
    checked = _checked(path, preset)
    problems = [{"path": one.path, "lack": one.lack.value, "words": form_words(one)} for one in checked.problems]
    return {"value": checked.value, "problems": problems}


def _checked(path: SampledPath, preset: Preset) -> Validated:
    return validated(path.text, preset.output, is_cut=path.stop_reason in CUT_SHORT)
