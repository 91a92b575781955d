"""How one answer chooses its tokens: the sampler chain of its settings, in llama.cpp's usual order, and its grammar."""

import json
import re
from collections.abc import Sequence

from llama_cpp.llama_grammar import json_schema_to_gbnf

from app.domain.engine_errors import GrammarInvalid
from app.domain.generation import Limits
from app.domain.sampling import Sampling
from app.domain.slips import Slip
from app.domain.structured.gbnf import check_grammar
from app.engine.worker.journal import Journal
from app.engine.worker.native.context import Context
from app.engine.worker.native.model import Model
from app.engine.worker.native.sampling import Chain, Grammar, open_grammar

_SEEDS = 0xFFFFFFFF  # this value itself means "random" to llama.cpp, so seeds stay below it
_DEEPEST = 200  # nested brackets; llama.cpp's grammar reader calls itself and would run out of stack
_LARGEST = 1_000_000  # characters of a grammar


class Sampler:
    """Chain and grammar of one sample. Ends with `close`."""

    def __init__(self, model: Model, sampling: Sampling, *, seed: int, grammar: Grammar | None, context: int) -> None:
        self._chain = build_chain(model, sampling, seed=seed, context=context)
        self._grammar = grammar
        self._memory = _memory(sampling, context)

    def remember(self, prompt: Sequence[int]) -> None:
        """The end of the prompt, as far back as the penalties look."""
        if self._memory:
            self._chain.accept(prompt[-self._memory :])

    def sample(self, context: Context, index: int) -> int:
        if self._grammar is None:
            return self._chain.sample(context, index)
        return self._grammar.sample(self._chain, context, index)

    def close(self) -> None:
        self._chain.close()
        if self._grammar is not None:
            self._grammar.close()


def _memory(sampling: Sampling, context: int) -> int:
    """How many tokens of the prompt the penalties want to know."""
    spans = []
    if _penalizes(sampling):
        spans.append(sampling.repeat_last_n)
    if sampling.dry_multiplier > 0:
        spans.append(sampling.dry_penalty_last_n)
    return max((context if span < 0 else span for span in spans), default=0)


def _penalizes(sampling: Sampling) -> bool:
    return sampling.repeat_last_n != 0 and (
        sampling.repeat_penalty != 1 or sampling.frequency_penalty != 0 or sampling.presence_penalty != 0
    )


def build_chain(model: Model, sampling: Sampling, *, seed: int, context: int) -> Chain:
    """Stages that would change nothing are left out."""
    chain = Chain(model)
    bias = {token: value for token, value in sampling.logit_bias.items() if 0 <= token < model.size}
    if bias:
        chain.logit_bias(bias)
    if _penalizes(sampling):
        chain.penalties(
            last=context if sampling.repeat_last_n < 0 else sampling.repeat_last_n,
            repeat=sampling.repeat_penalty,
            frequency=sampling.frequency_penalty,
            presence=sampling.presence_penalty,
        )
    if sampling.dry_multiplier > 0:
        chain.dry(
            multiplier=sampling.dry_multiplier,
            base=sampling.dry_base,
            allowed_length=sampling.dry_allowed_length,
            last=context if sampling.dry_penalty_last_n < 0 else sampling.dry_penalty_last_n,
            breakers=sampling.dry_sequence_breakers,
        )
    if sampling.temperature <= 0 and sampling.mirostat == 0:
        chain.greedy()
    elif sampling.mirostat:
        _add_temperature(chain, sampling)
        tau, eta = sampling.mirostat_tau, sampling.mirostat_eta
        chain.mirostat(version=sampling.mirostat, tau=tau, eta=eta, seed=seed)
    else:
        _add_filters(chain, sampling, seed=seed)
        _add_temperature(chain, sampling)
        chain.draw(seed)
    return chain


def _add_filters(chain: Chain, sampling: Sampling, *, seed: int) -> None:
    if sampling.top_n_sigma >= 0:
        chain.top_n_sigma(sampling.top_n_sigma)
    if sampling.top_k > 0:
        chain.top_k(sampling.top_k)
    if sampling.typical_p < 1:
        chain.typical(sampling.typical_p)
    if sampling.top_p < 1:
        chain.top_p(sampling.top_p)
    if sampling.min_p > 0:
        chain.min_p(sampling.min_p)
    if sampling.xtc_probability > 0:
        chain.xtc(probability=sampling.xtc_probability, threshold=sampling.xtc_threshold, seed=seed)


def _add_temperature(chain: Chain, sampling: Sampling) -> None:
    if sampling.temperature != 1 or sampling.dynatemp_range > 0:
        chain.temperature(sampling.temperature, spread=sampling.dynatemp_range, exponent=sampling.dynatemp_exponent)


def seed_of(sample: int, first: int) -> int:
    """A seed of its own for each sample; asking for one sample with it writes that sample again."""
    golden = 0x9E3779B1  # an odd number far from small ones: neighbours do not meet
    return (first + sample * golden) % _SEEDS


def grammar_text(limits: Limits) -> str:
    """The GBNF grammar that the answer must follow; empty for none. Raises GrammarInvalid."""
    text = _converted(limits.json_schema) if limits.json_schema else limits.grammar
    if not text.strip():
        return ""
    if len(text) > _LARGEST:
        raise GrammarInvalid(f"{_LARGEST:,}", slip=Slip.TOO_LONG)
    if _depth(text) > _DEEPEST:
        raise GrammarInvalid(slip=Slip.TOO_DEEP)
    if "\0" in text:
        raise GrammarInvalid("U+0000", slip=Slip.CONTROL)
    if not limits.json_schema:
        check_grammar(text)  # llama.cpp tells no place, and never comes to an end on "a"{2,1}
    return text


def read_grammar(model: Model, text: str, journal: Journal) -> Grammar:
    """Raises GrammarInvalid, mostly with llama.cpp's own words."""
    with journal.listening() as said:
        grammar = open_grammar(model, text)
    if grammar is None:
        words = "\n".join(said)[:2000]
        raise GrammarInvalid(words, slip=Slip.LEFT_RECURSION if "left recursion" in words else Slip.UNKNOWN)
    return grammar


def _converted(schema: str) -> str:
    try:
        _refuse_remote(json.loads(schema))
        converted = json_schema_to_gbnf(schema)
    except GrammarInvalid:
        raise
    except Exception as problem:  # the converter asserts and indexes freely: whatever it raises speaks of the schema
        raise GrammarInvalid(f"{type(problem).__name__}: {problem}"[:2000]) from problem
    return str(converted)


def _refuse_remote(schema: object) -> None:
    """A reference to the network must not make a connection: nothing leaves the computer."""
    if isinstance(schema, dict):
        reference = schema.get("$ref")
        if isinstance(reference, str) and not reference.startswith("#"):
            raise GrammarInvalid(reference, slip=Slip.OUTSIDE)
        for value in schema.values():
            _refuse_remote(value)
    elif isinstance(schema, list):
        for value in schema:
            _refuse_remote(value)


def _depth(text: str) -> int:
    """How deep groups nest outside of literals and character classes."""
    deepest = depth = 0
    for found in re.finditer(r'"(?:\\.|[^"\\\n])*"|\[(?:\\.|[^\]\\\n])*\]|#[^\n]*|([()])', text):
        if found[1]:
            depth += 1 if found[1] == "(" else -1
            deepest = max(deepest, depth)
    return deepest
