"""What the page of models says: verdicts, memory, devices, downloads and files in words."""

from app.domain.errors import MaruError
from app.domain.fit import Fit, Machine, Verdict
from app.domain.hub import Entry, Repository
from app.domain.loading import Device, ModelKind
from app.domain.network_errors import NotAllowed
from app.library.packs import Pack
from app.library.shelf.catalog import ModelFile
from app.ui.models.values import Card, DeviceLine, Memory, PackLine, Share
from app.ui.widgets.blank import Blank, WayOut
from app.ui.widgets.chips import Chip, Tone
from app.words.catalog import _, n_
from app.words.devices import gpu_words, why_unused
from app.words.failures import sentence
from app.words.fits import Row, arithmetic, verdict_words
from app.words.numbers import count, parameters, percent, size
from app.words.packs import purpose, why_idle

LANGUAGE_LETTERS = 2
_LEAST_ERROR = 0.01  # nobody believes in less, and tomorrow it is more
"""Tags of the Hub with so many letters are languages."""


def verdict_chip(fit: Fit, machine: Machine) -> Chip:
    has_gpu = any(device.kind != "cpu" and not device.reason for device in machine.devices)
    match fit.verdict:
        case Verdict.PARTLY:
            layers = {"count": fit.gpu_layers, "layers": fit.layers}
            return Chip(_("{count} of {layers} layers on the GPU").format(**layers), Tone.PARTLY)
        case Verdict.CPU if has_gpu:
            return Chip(_("slow: on the processor"), Tone.PARTLY)
        case Verdict.CPU:
            return Chip(_("fits in memory"), Tone.GOOD)
    return Chip(verdict_words(fit.verdict), Tone.GOOD if fit.verdict is Verdict.GPU else Tone.BAD)


def memory_of(fit: Fit, name: str) -> Memory:
    """Name is what is weighed: a model, or one of its quantizations."""
    said = _("{name} with {count} tokens of context").format(name=name, count=count(fit.context))
    return Memory(
        title=_("{what}: {needed} of {free} that are free").format(
            what=said, needed=size(fit.needed_bytes), free=size(fit.free_bytes)
        ),
        weights=Share(_("weights {size}").format(size=size(fit.weights_bytes)), fit.weights_bytes),
        cache=Share(_("KV cache {size}").format(size=size(fit.kv_bytes)), fit.kv_bytes),
        working=Share(_("working memory {size}").format(size=size(fit.compute_bytes)), fit.compute_bytes),
        free_bytes=fit.free_bytes,
        remark=gpu_words(fit.gpu_note) or _accuracy(fit),
        arithmetic="\n".join(map(_line, arithmetic(fit))),
    )


def _accuracy(fit: Fit) -> str:
    if not fit.error:
        return ""
    return _("measured on this machine: ±{percent}").format(percent=percent(max(fit.error, _LEAST_ERROR), 1))


def _line(row: Row) -> str:
    line = f"{row.what} {row.amount}"
    return f"{line} — {row.why}" if row.why else line


def devices_line(machine: Machine) -> str:
    """What is used, with what is free of it; and that a graphics card is there which is not."""
    used = [
        _("{device} {free} of {total} free").format(
            device=_("RAM") if device.kind == "cpu" else f"{_short(device)} ·",
            free=size(device.free_bytes),
            total=size(device.total_bytes),
        )
        for device in sorted(machine.devices, key=lambda one: one.kind == "cpu")
        if not device.reason and device.total_bytes
    ]
    cards = [device.reason for device in machine.devices if device.kind in ("gpu", "igpu")]
    return "  ·  ".join([*used, *([_("GPU not used")] if cards and all(cards) else [])])


def device_lines(machine: Machine) -> tuple[DeviceLine, ...]:
    return tuple(map(_device_line, machine.devices))


def _device_line(device: Device) -> DeviceLine:
    parts = [device.backend]
    if device.total_bytes:
        free = {"free": size(device.free_bytes), "total": size(device.total_bytes)}
        parts.append(_("{free} of {total} free").format(**free))
    unused = why_unused(device)
    return DeviceLine(
        _short(device), " · ".join(filter(None, parts)), _("Not used: {reason}").format(reason=unused) if unused else ""
    )


def pack_line(pack: Pack, reason: str | None) -> PackLine:
    """Reason as library.packs.idle_reason tells it; None while that is not known."""
    about = pack.about
    return PackLine(
        id=str(pack.folder),
        title=about.title,
        remark=f"{size(pack.size_bytes)} · {purpose(about.name)}",
        is_used=None if reason is None else not reason,
        reason=why_idle(reason, backend=about.backend) if reason else "",
    )


def _short(device: Device) -> str:
    """As people say it: RTX 4060, not NVIDIA GeForce RTX 4060."""
    words = device.description or device.name
    for maker in ("NVIDIA GeForce ", "NVIDIA ", "AMD Radeon ", "(R)", "(TM)", " CPU"):
        words = words.replace(maker, "")
    return words.split(" @ ")[0].strip()


def entry_card(entry: Entry, verdict: Chip | None) -> Card:
    owner, _slash, name = entry.repo.partition("/")
    remarks = [
        owner,
        n_("{count} download", "{count} downloads", entry.downloads).format(count=in_short(entry.downloads)),
    ]
    if entry.context_length:
        remarks.append(_("context {count}").format(count=in_short(entry.context_length, 1024)))
    return Card(entry.repo, name or owner, " · ".join(remarks), tuple(filter(None, (verdict, *_abilities(entry)))))


def _abilities(entry: Entry) -> list[Chip]:
    chips = [Chip(_("asks for consent"), Tone.PARTLY)] if entry.is_gated else []
    tags = set(entry.tags)
    if tags & {"image-text-to-text", "vision", "multimodal", "any-to-any"}:
        chips.append(Chip(_("vision")))
    languages = sorted(tag for tag in tags if len(tag) == LANGUAGE_LETTERS and tag.isalpha())
    if len(languages) > 3:
        chips.append(Chip(n_("{count} language", "{count} languages", len(languages)).format(count=len(languages))))
    else:
        chips.extend(map(Chip, languages))
    return chips


def repository_remark(repository: Repository, number: int) -> str:
    """number: of parameters, as the header says it; 0 while it is not known."""
    entry = repository.entry
    number = number or entry.parameters
    parts = []
    if number:
        parts.append(_("{count} parameters").format(count=parameters(number)))
        parts.append(_("at 16 bits it would need {size}").format(size=size(number * 2)))
    if entry.licence:
        parts.append(_("licence {name}").format(name=entry.licence))
    if entry.is_gated:
        parts.append(_("asks for consent"))
    return " · ".join(parts)


def model_card(model: ModelFile, verdict: Chip | None, *, is_chosen: bool) -> Card:
    chips = [verdict] if verdict else []
    if model.source:
        chips.append(Chip(source_words(model.source)))
    if model.projector:
        chips.append(Chip(_("vision")))
    if model.kind is ModelKind.EMBEDDING:
        chips.append(Chip(_("compares texts")))
    remarks = [size(model.size_bytes), model.quantization]
    if model.parameters:
        remarks.append(parameters(model.parameters))
    if model.context_length:
        remarks.append(_("context {count}").format(count=in_short(model.context_length, 1024)))
    remark = " · ".join(filter(None, remarks))
    return Card(str(model.path), model.name, remark, tuple(chips), is_chosen=is_chosen)


def source_words(source: str) -> str:
    """The program that a model belongs to, as it writes itself."""
    names = {
        "lm studio": "LM Studio",
        "ollama": "Ollama",
        "jan": "Jan",
        "gpt4all": "GPT4All",
        "hugging face": "Hugging Face",
    }
    return names.get(source, source)


def trouble(error: MaruError) -> Blank:
    """The sentence, its button, and a field for the token where a token is wanted."""
    said = sentence(error)
    ways = (WayOut(said.remedy_id, said.remedy_label),) if said.remedy_id and said.remedy_label else ()
    return Blank(said.text, ways, wants_token=isinstance(error, NotAllowed))


def in_short(number: int, thousand: int = 1000) -> str:
    """1.2M, 840k: how many, not exactly."""
    for step, letter in ((thousand**2, "M"), (thousand, "k")):
        if number >= step:
            amount = number / step
            return f"{amount:.1f}{letter}" if amount < 10 and number % step else f"{amount:.0f}{letter}"
    return count(number)
