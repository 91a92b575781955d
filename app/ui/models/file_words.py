"""What a model file says of itself, in words."""

from app.domain.loading import ModelKind
from app.library.headers.header import Header, Skipped, Value
from app.library.shelf.catalog import ModelFile
from app.ui.header.model_words import remark_of
from app.ui.models.values import Facts, ModelPage, Named
from app.ui.models.words import source_words
from app.ui.widgets.chips import Chip, Tone
from app.words.catalog import _, n_
from app.words.numbers import count, percent, size

FULL = frozenset({"F32", "F16", "BF16"})
"""What a model may be quantized from."""


def page_of(model: ModelFile, verdict: Chip | None, *, is_part: bool) -> ModelPage:
    """is_part: it belongs to another model."""
    chips = [verdict] if verdict else []
    if not model.can_run:
        chips.append(Chip(_("of a kind that this program cannot run yet"), Tone.BAD))
    if model.projector:
        chips.append(Chip(_("vision")))
    if model.kind is ModelKind.EMBEDDING:
        chips.append(Chip(_("compares texts")))
    return ModelPage(
        path=str(model.path),
        name=model.name,
        remark=remark_of(model),
        chips=tuple(chips),
        can_talk=model.can_run and not is_part and model.kind is not ModelKind.EMBEDDING,
        can_quantize=model.quantization in FULL and not is_part,
        has_settings=not is_part,
        blocked=_blocked(model),
    )


def facts_of(model: ModelFile, header: Header) -> Facts:
    layers = header.number(f"{header.architecture}.block_count")
    files = n_("{count} file", "{count} files", len(model.parts)).format(count=len(model.parts))
    facts = (
        (_("Name in the file"), header.name),
        (_("Architecture"), header.architecture),
        (_("Parameters"), count(header.parameters) if header.parameters else ""),
        (_("Layers"), count(layers) if layers else ""),
        (_("Context"), _("{count} tokens").format(count=count(model.context_length)) if model.context_length else ""),
        (_("Quantization"), model.quantization),
        (_("Size"), f"{size(model.size_bytes)}, {files}" if len(model.parts) > 1 else size(model.size_bytes)),
        (_("Belongs to"), source_words(model.source)),
        (_("File"), str(model.path)),
    )
    whole = sum(header.bytes_by_type.values())
    types = sorted(header.bytes_by_type.items(), key=lambda item: -item[1])
    return Facts(
        facts=tuple((name, value) for name, value in facts if value),
        tensor_types=tuple((name, f"{percent(bytes_, whole)} · {size(bytes_)}") for name, bytes_ in types),
        template=header.chat_template,
        licence=" · ".join(filter(None, (header.text("general.license"), header.text("general.license.link")))),
        keys=tuple((key, value_words(value)) for key, value in sorted(header.metadata.items())),
    )


def value_words(value: Value) -> str:
    if isinstance(value, Skipped):
        return n_("a list of {count} value", "a list of {count} values", value.items).format(count=count(value.items))
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value)


def adapters_of(adapters: tuple[ModelFile, ...], model: ModelFile) -> tuple[Named, ...]:
    """Those made for the same kind of network."""
    return tuple(Named(str(one.path), one.name) for one in adapters if one.architecture == model.architecture)


def _blocked(model: ModelFile) -> str:
    if model.is_ours:
        return ""
    if model.source:
        program = source_words(model.source)
        return _("It belongs to {program}: delete it there.").format(program=program)
    return _("It came with Maru and stays.")
