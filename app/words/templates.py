"""What is said of a model whose chat template is not its own."""

from app.domain.loading import LoadedModel, ModelKind
from app.words.catalog import _


def template_words(model: LoadedModel) -> str:
    """Empty where nothing has to be said: an encoder has no template to miss."""
    texts = {
        "missing": _("This model has no chat template: it continues texts, and a chat model answers better.")
        if model.kind is ModelKind.BASE
        else "",
        "broken": _("This model's chat template does not work, so a built-in one is used."),
        "slow": _("This model's chat template takes too long, so a built-in one is used."),
    }
    return texts.get(model.template_note, "")
