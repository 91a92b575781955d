"""`models tune`: how many threads and how large a batch suit a model here, measured and remembered."""

import argparse
from collections.abc import Iterator
from dataclasses import asdict, replace

from app.cli.arguments import whole
from app.cli.house import engine_of, library_of
from app.cli.launch import Launch
from app.cli.models.progress import in_words
from app.cli.outcome import DONE
from app.cli.terminal import ProgressLine, complain, show, show_json, show_table
from app.domain.loading import Rate, ThreadRates
from app.engine.protocol import FromEngine, Tune, Tuned, Tuning
from app.library.shelf.catalog import find_model
from app.words.catalog import _, n_
from app.words.numbers import rate

BUSY = 0.3
"""Processors; what other programs took of them shows in the figures."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help=_("the model: its name, or the path of a GGUF file"))
    parser.add_argument("--seconds", type=whole(1, 600), default=10, metavar="N", help=_("how long at most (10)"))


def run(launch: Launch, options: argparse.Namespace) -> int:
    """Ctrl-C ends it, and nothing is changed."""
    with library_of(launch) as (library, loop), ProgressLine() as line:
        model = find_model(options.name, library.models())
        usual = library.settings.running.load_settings()
        settings = library.model_settings.of(str(model.path), usual)

        def tell(message: FromEngine) -> None:
            if isinstance(message, Tuning):
                line.show(in_words(message.fraction, _("Measuring")))

        with engine_of(library, loop) as engine:
            engine.load(model.path, replace(settings, threads=0))
            done = engine.ask(lambda number: Tune(number, options.seconds), tell)
        if not isinstance(done, Tuned):
            raise TypeError(done)
        chosen = replace(settings, threads=done.rates.threads, batch=done.rates.batch)
        library.model_settings.keep(str(model.path), chosen, usual=usual)
    if options.json:
        show_json({"path": str(model.path), **asdict(done.rates)})
    else:
        _tell(done.rates)
    return DONE


def _tell(rates: ThreadRates) -> None:
    if rates.busy > BUSY:
        complain(_("Other programs were busy meanwhile. Measure again when they rest."))
    show_table([(_("threads"), _("batch"), _("writes"), _("reads")), *_rows(rates)], right=frozenset({0, 1, 2, 3}))
    text = n_(
        "From now on: {threads} thread and a batch of {batch}.",
        "From now on: {threads} threads and a batch of {batch}.",
        rates.threads,
    )
    show("\n" + text.format(threads=rates.threads, batch=rates.batch) + "\n")


def _rows(rates: ThreadRates) -> Iterator[tuple[str, ...]]:
    """Each trial, what was measured for answers and for prompts side by side."""
    trials = dict.fromkeys((one.threads, one.batch) for one in (*rates.generation, *rates.prompt, *rates.batches))
    for trial in trials:
        yield (
            *map(str, trial),
            _rate(rates.generation, trial),
            _rate((*rates.prompt, *rates.batches), trial),
        )


def _rate(measured: tuple[Rate, ...], trial: tuple[int, int]) -> str:
    found = [one for one in measured if (one.threads, one.batch) == trial]
    return rate(found[0].tokens_per_s) if found else ""
