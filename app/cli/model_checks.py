"""What the doctor says of models: where they lie, whose they are, and where others would come from."""

from collections.abc import Iterator
from pathlib import Path

from app.cli.checks import Finding
from app.domain.model_errors import ModelError
from app.library.shelf.catalog import Shelf, find_models, model_folders
from app.library.shelf.folders import PROGRAMS
from app.library.shelf.looking import is_there
from app.wiring import Library
from app.words.catalog import _, n_
from app.words.failures import sentence


def models(library: Library, shelf: Shelf) -> Iterator[Finding]:
    if not find_models(library.paths.starter_models):
        yield Finding(
            _("The starter model is missing."), _("Install Maru again, or start it with “python3 dev.py run”.")
        )
    count = len(shelf.models)
    yield Finding(
        n_("{count} model is on this computer.", "{count} models are on this computer.", count).format(count=count)
    )
    yield from map(_refused, shelf.refused)
    yield from _folders(library, shelf)


def network(library: Library) -> Iterator[Finding]:
    """Nothing is asked of anybody for this."""
    now = library.network()
    if now.offline:
        yield Finding(_("Maru is offline: no connection is even attempted."))
    elif now.proxy:
        yield Finding(_("Models come from {host}, through the proxy {proxy}.").format(host=now.host, proxy=now.proxy))
    else:
        yield Finding(_("Models come from {host}.").format(host=now.host))
    if count := len(library.connections.read()):
        text = n_("{count} request has gone out so far.", "{count} requests have gone out so far.", count)
        where = _("Each is in the list “{path}”.").format(path=library.paths.connections)
        yield Finding(text.format(count=count) + " " + where)


def _refused(error: ModelError) -> Finding:
    return Finding(sentence(error).text, _("Delete the file, or get it again: {path}").format(path=error.path))


def _folders(library: Library, shelf: Shelf) -> Iterator[Finding]:
    """Those that are there, with what was found in each; one that the person named must be there."""
    chosen = library.settings.models.folder_paths
    for folder in model_folders(library.paths, library.settings.models):
        if not is_there(folder.path):
            if folder.path in chosen:
                text = _("The model folder “{path}” is not there.").format(path=folder.path)
                yield Finding(text, _("Remove it in the settings, or connect the disk that it is on."))
            continue
        count = _count(shelf, folder.path)
        text = n_("{count} model in “{path}”", "{count} models in “{path}”", count).format(
            count=count, path=folder.path
        )
        yield Finding(f"{text} ({PROGRAMS[folder.source]})." if folder.source else f"{text}.")


def _count(shelf: Shelf, folder: Path) -> int:
    return sum(model.path.is_relative_to(folder) for model in shelf.models)
