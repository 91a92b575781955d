"""The role `complete`: a model continues a text, as it was trained to, without a chat around it."""

import argparse
import sys
from dataclasses import asdict

from app.cli.arguments import add_generation, add_json, add_model, limits_of, role_parser, sampling_of
from app.cli.house import Engine, chosen_model, engine_of, library_of
from app.cli.launch import Launch
from app.cli.outcome import DONE
from app.cli.terminal import show, show_json
from app.domain.generation import InfillPrompt, Prompt, RawPrompt, ScoredToken
from app.domain.message import clean
from app.engine.protocol import Finished, FromEngine, Generate, Score, Scored, Token
from app.words.catalog import _


def run(launch: Launch) -> int:
    parser = _parser()
    options = parser.parse_args(launch.arguments)
    if options.probabilities and not options.json:
        parser.error(_("--probabilities needs --json"))
    pieces: list[str] = []

    def hear(message: FromEngine) -> None:
        if isinstance(message, Token):
            pieces.append(message.text)
            if not options.json:
                show(message.text)

    with library_of(launch) as (library, loop):
        model = chosen_model(options.model, library)
        settings = library.model_settings.of(str(model.path), library.settings.running.load_settings())
        text = clean(loop.read_all() if options.text == "-" else options.text)
        prompt, sampling, limits = _prompt(text, options), sampling_of(options), limits_of(options)
        with engine_of(library, loop) as engine:
            loaded = engine.load(model.path, settings, state_folder=str(launch.paths.states))
            finished = engine.ask(lambda number: Generate(number, prompt, sampling, limits=limits), hear)
            scored = _scored(engine, prompt, "".join(pieces)) if options.probabilities else None
    if not isinstance(finished, Finished):
        raise TypeError(finished)
    if options.json:
        _show_json("".join(pieces), finished, load_s=loaded.load_s, scored=scored)
    elif sys.stdout.isatty():
        show("\n")
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = role_parser("complete", _("Let a model continue a text, with no chat template around it."))
    parser.add_argument("text", metavar="TEXT", help=_("what is continued; “-” reads it from stdin"))
    parser.add_argument("--special", action="store_true", help=_("read control tokens in TEXT as such"))
    parser.add_argument(
        "--suffix",
        metavar="TEXT",
        default="",
        type=clean,
        help=_("what follows: write only what belongs between, with a model that was trained to"),
    )
    parser.add_argument(
        "--probabilities",
        action="store_true",
        help=_("in the JSON, how likely each token was, and five that might stand in its place"),
    )
    add_model(parser)
    add_json(parser)
    add_generation(parser)
    return parser


def _prompt(text: str, options: argparse.Namespace) -> Prompt:
    return InfillPrompt(text, options.suffix) if options.suffix else RawPrompt(text, special=options.special)


def _scored(engine: Engine, prompt: Prompt, text: str) -> tuple[ScoredToken, ...]:
    """Of a text without a letter nothing can be told."""
    if not text:
        return ()
    answer = engine.ask(lambda number: Score(number, prompt, text))
    if not isinstance(answer, Scored):
        raise TypeError(answer)
    return answer.tokens


def _show_json(text: str, finished: Finished, *, load_s: float, scored: tuple[ScoredToken, ...] | None) -> None:
    show_json(
        {
            "text": text,
            "stop_reason": finished.samples[0].stop_reason.value,
            "usage": asdict(finished.usage),
            "timings": asdict(finished.timings) | {"load_s": load_s},
        }
        | ({} if scored is None else {"tokens": list(map(_plain, scored))})
    )


def _plain(token: ScoredToken) -> dict[str, object]:
    """By names: a TokenChoice travels as a bare list."""
    others = [{"id": one.id, "text": one.text, "probability": one.probability} for one in token.alternatives]
    return asdict(token) | {"alternatives": others}
