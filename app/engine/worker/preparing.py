"""From a request to an order: render, count, keep within the context, make ready to sample."""

import secrets
from functools import partial

from app.domain.errors import PromptTooLong
from app.domain.generation import PromptReport, RawPrompt
from app.engine.protocol import Generate, Render
from app.engine.worker.answer import Order
from app.engine.worker.journal import Journal
from app.engine.worker.native.model import Model
from app.engine.worker.sampler import Sampler, grammar_text, read_grammar, seed_of


class Preparer:
    """Works beside the decode loop: it reads the vocabulary only."""

    def __init__(self, model: Model, *, context: int, journal: Journal) -> None:
        self._model = model
        self._context = context
        self._journal = journal

    def order(self, request: Generate, *, asked: float) -> Order:
        """Raises RequestError."""
        tokens, report = self._tokens(request)
        grammar = grammar_text(request.limits)
        if grammar:
            read_grammar(self._model, grammar, self._journal).close()  # refused before it waits for its turn
        first = request.sampling.seed
        if first is None:
            first = secrets.randbits(31)
        return Order(
            request=request.request,
            prompt=tokens,
            report=report,
            limits=request.limits,
            samples=request.samples,
            seeds=tuple(seed_of(sample, first) for sample in range(request.samples)),
            chat=request.chat,
            asked=asked,
            make_sampler=partial(self._sampler, request, grammar),
        )

    def _sampler(self, request: Generate, grammar: str, seed: int) -> Sampler:
        rules = read_grammar(self._model, grammar, self._journal) if grammar else None
        return Sampler(self._model, request.sampling, seed=seed, grammar=rules, context=self._context)

    def _tokens(self, request: Generate | Render) -> tuple[list[int], PromptReport]:
        if not isinstance(request.prompt, RawPrompt):
            raise NotImplementedError("chat prompts")
        tokens = self._raw(request.prompt)
        if len(tokens) >= self._context:
            raise PromptTooLong(len(tokens), self._context)
        return tokens, PromptReport(len(tokens), context=self._context)

    def _raw(self, prompt: RawPrompt) -> list[int]:
        tokens = self._model.tokenize(prompt.text, special=prompt.special, add_special=True)
        return tokens or [max(self._model.bos, self._model.eos, 0)]
