"""What is said of a model whose chat template is not its own."""

from app.words.catalog import _


def template_words(note: str) -> str:
    """For LoadedModel.template_note; empty where nothing has to be said (a base model has no template to miss)."""
    texts = {
        "broken": _("This model's chat template does not work, so a built-in one is used."),
        "slow": _("This model's chat template takes too long, so a built-in one is used."),
    }
    return texts.get(note, "")
