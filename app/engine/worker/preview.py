"""What a chat template makes of messages, for a model of which only the vocabulary is read."""

from pathlib import Path

from app.domain.engine_errors import TemplateFailed
from app.domain.templates.builtin import BUILTIN
from app.domain.templates.rendering import Template
from app.engine.protocol import Preview, Render, Rendered
from app.engine.worker.journal import Journal
from app.engine.worker.native import model as models
from app.engine.worker.preparing import Preparer
from app.engine.worker.reasons import check_file, why_not_loaded
from app.engine.worker.rendering import Renderer

_ROOM = 2**20  # tokens: here nothing is left out


def preview(asked: Preview, journal: Journal) -> Rendered:
    """Raises ModelError, LoadRefused, TemplateFailed (in words of the template language)."""
    path = Path(asked.path)
    check_file(path)
    with journal.listening() as said:
        model = models.load(path, models.Placement(vocabulary_only=True), lambda _: True)
    if model is None:
        raise why_not_loaded(path, said)
    renderer = Renderer()
    try:
        if asked.template not in {"", *(one.name for one in BUILTIN)}:
            renderer.check(Template(asked.template))
        preparer = Preparer(model, context=_ROOM, override=asked.template, renderer=renderer, journal=journal)
        return preparer.rendered(Render(asked.request, asked.prompt))
    except TimeoutError:
        raise TemplateFailed("it does not come to an end") from None
    finally:
        renderer.close()
        model.close()
