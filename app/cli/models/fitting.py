"""`models fit`: whether a model fits this computer, here or still on the Hub, with the arithmetic."""

import argparse
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

from app.cli.arguments import whole
from app.cli.house import library_of
from app.cli.launch import Launch
from app.cli.loop import Loop
from app.cli.outcome import DONE
from app.cli.terminal import ProgressLine, complain, printable, show, show_json, show_table
from app.domain.errors import MaruError, NotFound
from app.domain.fit import Fit, Machine
from app.domain.loading import LoadSettings
from app.domain.model_errors import NotAlone, UnknownArchitecture
from app.domain.settings import CacheType
from app.library.fit.rehearsal import Rehearsal
from app.library.headers.architectures import ARCHITECTURES
from app.library.headers.header import Header
from app.library.hub.names import parse
from app.library.hub.offers import choose_offer
from app.library.shelf.catalog import find_model, header_of
from app.wiring import Library
from app.words.catalog import _
from app.words.devices import gpu_words
from app.words.fits import arithmetic, fit_sentence
from app.words.numbers import count


@dataclass(frozen=True)
class Weighed:
    """What is asked about. path is empty for one that is not here."""

    name: str
    path: str
    header: Header


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help=_("a model here, or owner/name:QUANTIZATION of Hugging Face"))
    parser.add_argument("--context", type=whole(0, 16_777_216), metavar="N", help=_("tokens; 0 is all it can"))
    parser.add_argument("--gpu-layers", type=whole(-1, 9999), metavar="N", help=_("-1 is as many as fit"))
    types = [kind.value for kind in CacheType]
    parser.add_argument("--cache-type-k", choices=types, help=_("type of the key cache"))
    parser.add_argument("--cache-type-v", choices=types, help=_("type of the value cache"))


def run(launch: Launch, options: argparse.Namespace) -> int:
    with library_of(launch) as (library, loop), ProgressLine() as line:
        line.show(_("Weighing “{name}”…").format(name=options.name))
        weighed = _weigh(library, loop, options.name)
        machine = loop.wait_for(library.hardware.ask)
        usual = library.settings.running.load_settings()
        settings = library.model_settings.of(weighed.path, usual) if weighed.path else usual
        asked = _as_asked(settings, options)
        fit = _fit(library, loop, weighed, settings=asked, machine=machine)
    if asked.context > fit.context and options.context:
        words = _("This model was trained for {count} tokens of context; more are of no use to it.")
        complain(words.format(count=count(fit.context)))
    if note := gpu_words(fit.gpu_note):
        complain(note)
    if options.json:
        show_json({"name": weighed.name, "path": weighed.path or None, **as_json(fit)})
    else:
        show(printable(fit_sentence(fit)) + "\n\n")
        show_table([(row.what, row.amount, row.why) for row in arithmetic(fit)], right=frozenset({1}))
    return DONE


def as_json(fit: Fit) -> dict[str, object]:
    return {
        "verdict": fit.verdict.value,
        "weights_bytes": fit.weights_bytes,
        "kv_bytes": fit.kv_bytes,
        "compute_bytes": fit.compute_bytes,
        "needed_bytes": fit.needed_bytes,
        "free_bytes": fit.free_bytes,
        "gpu_layers": fit.gpu_layers,
        "layers": fit.layers,
        "context": fit.context,
        "parameters": fit.parameters,
        "bits_per_weight": fit.bits_per_weight,
        "error": fit.error,
        "gpu_note": fit.gpu_note,
        "memory": [asdict(use) for use in fit.memory],
        "sentence": fit_sentence(fit),
        "arithmetic": [asdict(row) for row in arithmetic(fit)],
    }


def _weigh(library: Library, loop: Loop, name: str) -> Weighed:
    """What is here goes before what is on the Hub. Raises ModelError, NotFound, NetworkError."""
    if not _is_remote(name):
        model = find_model(name, library.models())
        return Weighed(model.name, str(model.path), _of_a_model(header_of(model), str(model.path)))
    named = parse(name, endpoint=library.network().endpoint)
    repository = loop.wait_for(partial(library.hub.look, named.repo, revision=named.revision))
    offer = choose_offer(repository, named.wish)
    header = loop.wait_for(partial(library.hub.header, named.repo, repository.revision, offer))
    file = offer.files[0].path
    return Weighed(f"{named.repo}:{offer.quantization or file}", "", _of_a_model(header, file))


def _of_a_model(header: Header, path: str) -> Header:
    """Only what can run can be weighed. Raises ModelError for anything else."""
    if header.is_adapter or header.is_projector:
        raise NotAlone(path, "adapter" if header.is_adapter else "projector")
    if header.architecture not in ARCHITECTURES:
        raise UnknownArchitecture(path, header.architecture)
    return header


def _fit(library: Library, loop: Loop, weighed: Weighed, *, settings: LoadSettings, machine: Machine) -> Fit:
    """Of what is here, as the engine knows it better."""
    if not weighed.path:
        return library.fit(weighed.header, settings, machine)
    rehearsal = Rehearsal(library.start_engine, machine, lambda tried: library.fit(weighed.header, tried, machine))

    def ask(told: Callable[[Fit | MaruError], None]) -> None:
        rehearsal.ask(weighed.path, settings, told)

    try:
        return loop.wait_for(ask)
    finally:
        rehearsal.close()


def _is_remote(name: str) -> bool:
    """It looks like owner/name or an address, and no file is there that is called so."""
    if Path(name).suffix.lower() == ".gguf" and ":" not in name:
        return False
    try:
        parse(name)
    except NotFound:
        return False
    return not Path(name).exists()


def _as_asked(settings: LoadSettings, options: argparse.Namespace) -> LoadSettings:
    names = ("context", "gpu_layers", "cache_type_k", "cache_type_v")
    return replace(settings, **{name: value for name in names if (value := getattr(options, name)) is not None})
