"""From a request to an order: render, count, keep within the context, make ready to sample."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from app.domain.engine_errors import PromptTooLong, TemplateFailed
from app.domain.generation import (
    ChatPrompt,
    ContextPolicy,
    InfillPrompt,
    Limits,
    PartKind,
    Prompt,
    PromptReport,
    RawPrompt,
    RenderedPrompt,
)
from app.domain.message import Message
from app.domain.prompt import fit
from app.domain.prompt_parts import Run, kinds_of, parts_of_chat, parts_of_text
from app.domain.reasoning import opening_at_end
from app.domain.templates.choice import Choice, choose
from app.domain.templates.control_text import unmarked
from app.domain.templates.rendering import Template
from app.engine.protocol import Generate, Render, Rendered, Score
from app.engine.worker.answer import Order
from app.engine.worker.infill import read_gap
from app.engine.worker.journal import Journal
from app.engine.worker.native.model import Model
from app.engine.worker.rendering import Renderer
from app.engine.worker.sampler import Sampler, grammar_text, read_grammar, seed_of
from app.engine.worker.scoring import Inquiry
from app.engine.worker.text import Stream

_RESERVE = 512  # tokens for an answer whose length nobody bounds, at most a quarter of the context


@dataclass(frozen=True)
class _Prompt:
    """template: what rendered it. runs: what its text is made of, where that is known without rendering it again."""

    text: str
    tokens: list[int]
    report: PromptReport
    stop: tuple[str, ...] = ()
    template: Template | None = None
    runs: tuple[Run, ...] = ()


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
        prompt = self._prompt(request.prompt, request.policy, reserve=self._reserve(request.limits))
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
            begins_blank=self._model.adds_space and _begins_anew(request.prompt),
        )

    def rendered(self, request: Render) -> Rendered:
        """The exact prompt, token by token. Raises RequestError."""
        prompt = self._prompt(request.prompt, request.policy, reserve=self._reserve(request.limits))
        stream = Stream()
        raw = [self._model.piece(token, special=True) for token in prompt.tokens]
        kinds = tuple(
            PartKind.CONTROL if self._model.is_control(token) else kind
            for token, kind in zip(prompt.tokens, kinds_of(raw, self._runs(request.prompt, prompt)), strict=True)
        )
        exact = RenderedPrompt(prompt.text, tuple(prompt.tokens), tuple(map(stream.feed, raw)), kinds)
        return Rendered(request.request, exact, prompt.report)

    def inquiry(self, request: Score) -> Inquiry:
        """Raises RequestError."""
        asked, special = request.prompt, request.special
        begins = _begins_anew(asked)
        tokenize = self._model.tokenize if begins else self._model.tokenize_on
        text = tokenize(request.text, special=special)
        prompt = self._prompt(asked, request.policy, reserve=max(self._reserve(Limits()), len(text)))
        if len(prompt.tokens) + len(text) > self._context:
            raise PromptTooLong(len(prompt.tokens) + len(text), self._context, self._model.trained_context)
        return Inquiry(
            request.request,
            tokens=[*prompt.tokens, *text],
            start=len(prompt.tokens),
            alternatives=request.alternatives,
            report=prompt.report,
            model=self._model,
            begins_blank=self._model.adds_space and begins,
        )

    def _sampler(self, request: Generate, grammar: str, seed: int) -> Sampler:
        rules = read_grammar(self._model, grammar, self._journal) if grammar else None
        if rules and not rules.follow(self._model.tokenize_on(request.limits.begun, special=False)):
            rules.close()
            rules = None
        return Sampler(self._model, request.sampling, seed=seed, grammar=rules, context=self._context)

    def _prompt(self, prompt: Prompt, policy: ContextPolicy, *, reserve: int) -> _Prompt:
        """reserve: tokens that must be left for what comes after it."""
        try:
            match prompt:
                case RawPrompt():
                    return self._raw(prompt)
                case InfillPrompt():
                    return self._gap(prompt, policy, reserve=reserve)
                case ChatPrompt():
                    return self._chat(prompt, policy, reserve=reserve)
        except PromptTooLong as error:  # how much more the model could take decides what mends it
            raise replace(error, trained=self._model.trained_context) from None

    def _raw(self, prompt: RawPrompt) -> _Prompt:
        tokens = self._model.tokenize(prompt.text, special=prompt.special, add_special=True)
        tokens = tokens or [max(self._model.bos, self._model.eos, 0)]  # from nothing at all no model can go on
        if len(tokens) >= self._context:
            raise PromptTooLong(len(tokens), self._context)
        return _Prompt(prompt.text, tokens, PromptReport(len(tokens), context=self._context))

    def _gap(self, prompt: InfillPrompt, policy: ContextPolicy, *, reserve: int) -> _Prompt:
        room = self._context - reserve
        gap = read_gap(self._model, prompt, room=room, policy=policy, context=self._context)
        report = PromptReport(len(gap.tokens), context=self._context, left_out=gap.left_out)
        return _Prompt("".join(text for text, _ in gap.runs), gap.tokens, report, runs=gap.runs)

    def _chat(self, prompt: ChatPrompt, policy: ContextPolicy, *, reserve: int) -> _Prompt:
        drawn: dict[tuple[Message, ...], tuple[str, list[int], Choice]] = {}

        def count(messages: Sequence[Message]) -> int:
            drawn[tuple(messages)] = self._draw(messages, prefill=prompt.prefill)
            return len(drawn[tuple(messages)][1])

        fitted = fit(
            prompt.messages,
            count=count,
            context=self._context,
            reserve=reserve,
            policy=policy,
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
        return _Prompt(text, tokens, report, choice.stop, choice.template)

    def _runs(self, asked: Prompt, prompt: _Prompt) -> tuple[Run, ...]:
        """What the prompt's text is made of."""
        if isinstance(asked, RawPrompt):
            return parts_of_text(asked)
        if isinstance(asked, InfillPrompt) or prompt.template is None:
            return prompt.runs
        template = prompt.template

        def draw(messages: Sequence[Message]) -> str:
            try:
                return self._renderer.render(template, messages, prefill=asked.prefill)
            except TimeoutError as late:
                raise TemplateFailed("deadline") from late

        return parts_of_chat(prompt.text, asked, draw, left_out=prompt.report.left_out)

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
