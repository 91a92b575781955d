"""From a request to an order: render, count, keep within the context, make ready to sample."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from app.domain.control_text import unmarked
from app.domain.errors import PromptTooLong, TemplateFailed
from app.domain.generation import ChatPrompt, InfillPrompt, Limits, Prompt, PromptReport, RawPrompt, RenderedPrompt
from app.domain.message import Message
from app.domain.preset_errors import NoInfill
from app.domain.prompt import fit
from app.domain.reasoning import opening_at_end
from app.domain.template import Template
from app.domain.template_choice import Choice, choose
from app.engine.protocol import Generate, Render, Rendered
from app.engine.worker.answer import Order
from app.engine.worker.journal import Journal
from app.engine.worker.native.model import Model
from app.engine.worker.rendering import Renderer
from app.engine.worker.sampler import Sampler, grammar_text, read_grammar, seed_of
from app.engine.worker.text import Stream

_RESERVE = 512  # tokens for an answer whose length nobody bounds, at most a quarter of the context


@dataclass(frozen=True)
class _Prompt:
    text: str
    tokens: list[int]
    report: PromptReport
    stop: tuple[str, ...] = ()


class Preparer:
    """Works beside the decode loop, on one thread of its own: of the model it reads the vocabulary only."""

    def __init__(self, model: Model, *, context: int, override: str, renderer: Renderer, journal: Journal) -> None:
        self._model = model
        self._context = context
        self._renderer = renderer
        self._journal = journal
        self._vocabulary = Template(
            "", bos=model.text(model.bos), eos=model.text(model.eos), control=frozenset(model.controls.values())
        )
        self.choice = renderer.choose(model.chat_template, override=override, tokens=self._vocabulary)

    def close(self) -> None:
        self._renderer.close()

    def order(self, request: Generate, *, asked: float) -> Order:
        """Raises RequestError."""
        prompt = self._prompt(request)
        grammar = grammar_text(request.limits)
        if grammar:
            read_grammar(self._model, grammar, self._journal).close()  # refused before it waits for its turn
        first = request.sampling.seed
        if first is None:
            first = secrets.randbits(31)
        return Order(
            request=request.request,
            prompt=prompt.tokens,
            report=prompt.report,
            limits=replace(request.limits, stop=(*request.limits.stop, *prompt.stop)),
            samples=request.samples,
            seeds=tuple(seed_of(sample, first) for sample in range(request.samples)),
            chat=request.chat,
            asked=asked,
            make_sampler=partial(self._sampler, request, grammar),
            model=self._model,
            begins_blank=self._model.adds_space
            and isinstance(request.prompt, ChatPrompt)
            and not request.prompt.prefill,
        )

    def rendered(self, request: Render) -> Rendered:
        """The exact prompt, token by token. Raises RequestError."""
        prompt = self._prompt(request)
        stream = Stream()
        pieces = tuple(stream.feed(self._model.piece(token, special=True)) for token in prompt.tokens)
        exact = RenderedPrompt(prompt.text, tuple(prompt.tokens), pieces)
        return Rendered(request.request, exact, prompt.report)

    def _sampler(self, request: Generate, grammar: str, seed: int) -> Sampler:
        rules = read_grammar(self._model, grammar, self._journal) if grammar else None
        return Sampler(self._model, request.sampling, seed=seed, grammar=rules, context=self._context)

    def _prompt(self, request: Generate | Render) -> _Prompt:
        try:
            if isinstance(request.prompt, RawPrompt):
                return self._raw(request.prompt)
            if isinstance(request.prompt, InfillPrompt):
                raise NoInfill
            return self._chat(request.prompt, request)
        except PromptTooLong as error:  # how much more the model could take decides what mends it
            raise replace(error, trained=self._model.trained_context) from None

    def _raw(self, prompt: RawPrompt) -> _Prompt:
        tokens = self._model.tokenize(prompt.text, special=prompt.special, add_special=True)
        tokens = tokens or [max(self._model.bos, self._model.eos, 0)]  # from nothing at all no model can go on
        if len(tokens) >= self._context:
            raise PromptTooLong(len(tokens), self._context)
        return _Prompt(prompt.text, tokens, PromptReport(len(tokens), context=self._context))

    def _chat(self, prompt: ChatPrompt, request: Generate | Render) -> _Prompt:
        drawn: dict[tuple[Message, ...], tuple[str, list[int], Choice]] = {}

        def count(messages: Sequence[Message]) -> int:
            drawn[tuple(messages)] = self._draw(messages, prefill=prompt.prefill)
            return len(drawn[tuple(messages)][1])

        fitted = fit(
            prompt.messages,
            count=count,
            context=self._context,
            reserve=self._reserve(request.limits),
            policy=request.policy,
            kept=prompt.kept,
        )
        text, tokens, choice = drawn[fitted.messages]
        report = PromptReport(
            len(tokens),
            context=self._context,
            left_out=fitted.left_out,
            template=choice.name,
            reasoning_mark=opening_at_end(text),
        )
        return _Prompt(text, tokens, report, choice.stop)

    def _reserve(self, limits: Limits) -> int:
        return max(1, min(limits.max_tokens or _RESERVE, self._context // 4))

    def _draw(self, messages: Sequence[Message], *, prefill: bool) -> tuple[str, list[int], Choice]:
        """Text, tokens and the template that made them. Raises TemplateFailed."""
        choice = self.choice
        try:
            rendered = self._renderer.render(choice.template, messages, prefill=prefill)
        except (TemplateFailed, TimeoutError) as failure:
            if choice.name not in ("model", "override"):
                raise TemplateFailed(str(failure)) from failure
            choice = self._ours()
            if isinstance(failure, TimeoutError):
                self.choice = choice  # nobody waits for the deadline twice
            try:
                rendered = self._renderer.render(choice.template, messages, prefill=prefill)
            except TimeoutError as late:
                raise TemplateFailed("deadline") from late
        return unmarked(rendered), self._tokens(choice.template.split(rendered)), choice

    def _ours(self) -> Choice:
        """The built-in template that the vocabulary suggests."""

        def refuse(template: Template) -> None:
            raise TemplateFailed(template.source)

        own = self._model.chat_template or "broken"
        return choose(own, make=lambda source: replace(self._vocabulary, source=source), check=refuse)

    def _tokens(self, pieces: Sequence[tuple[str, bool]]) -> list[int]:
        """Control tokens only where the template itself wrote them."""
        tokens = [token for text, is_plain in pieces for token in self._model.tokenize(text, special=not is_plain)]
        if self._model.adds_bos and tokens[:1] != [self._model.bos]:
            tokens.insert(0, self._model.bos)
        return tokens


def _begins_anew(prompt: Prompt) -> bool:
    """Whether an answer begins, and no text is continued."""
    return isinstance(prompt, ChatPrompt) and not prompt.prefill
