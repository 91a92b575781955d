"""Whether a model fits, in words: a short verdict for lists, a sentence, and the arithmetic behind it."""

from dataclasses import dataclass

from app.domain.fit import Fit, Verdict
from app.words.catalog import _
from app.words.numbers import count, parameters, percent, size


@dataclass(frozen=True)
class Row:
    """One line of the arithmetic: what takes memory, how much, and how that comes."""

    what: str
    amount: str
    why: str = ""


def verdict_words(verdict: Verdict) -> str:
    return {
        Verdict.GPU: _("fits on the GPU"),
        Verdict.PARTLY: _("fits partly on the GPU"),
        Verdict.CPU: _("runs on the processor"),
        Verdict.NO: _("does not fit"),
    }[verdict]


def fit_sentence(fit: Fit) -> str:
    texts = {
        Verdict.GPU: _("It fits on the GPU: {needed} are needed, {free} are free."),
        Verdict.PARTLY: _(
            "{gpu_layers} of {layers} layers fit on the GPU, the processor does the rest: "
            "{needed} are needed, {free} are free."
        ),
        Verdict.CPU: _("It runs on the processor: {needed} are needed, {free} are free."),
        Verdict.NO: _("It does not fit: {needed} are needed, {free} are free."),
    }
    return texts[fit.verdict].format(
        needed=size(fit.needed_bytes), free=size(fit.free_bytes), gpu_layers=fit.gpu_layers, layers=fit.layers
    )


def arithmetic(fit: Fit) -> tuple[Row, ...]:
    """The parts, then their sum, then each device's share when there are several."""
    rows = [
        Row(_("weights"), size(fit.weights_bytes), _weights(fit)),
        Row(_("memory of the chat (KV cache)"), size(fit.kv_bytes), _cache(fit)),
        Row(_("working memory"), size(fit.compute_bytes)),
        Row(_("together"), size(fit.needed_bytes), _error(fit)),
    ]
    if len(fit.memory) > 1:
        rows += [Row(use.device, size(use.weights_bytes + use.kv_bytes + use.compute_bytes)) for use in fit.memory]
    return (*rows, Row(_("free"), size(fit.free_bytes)))


def _weights(fit: Fit) -> str:
    if not fit.parameters or not fit.bits_per_weight:
        return ""
    return _("{parameters} parameters at {bits} bits each; at 16 bits they would need {size}").format(
        parameters=parameters(fit.parameters), bits=f"{fit.bits_per_weight:.1f}", size=size(2 * fit.parameters)
    )


def _cache(fit: Fit) -> str:
    if not fit.kv_bytes or not fit.context:
        return ""
    return _("{tokens} tokens of context, {size} each").format(
        tokens=count(fit.context), size=size(round(fit.kv_bytes / fit.context))
    )


def _error(fit: Fit) -> str:
    if not fit.error:
        return ""
    return _("such estimates were off by {percent} on this computer").format(percent=percent(fit.error, 1))
