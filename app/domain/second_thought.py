"""Second thought: the prompts by which a model reviews its own draft and answers again (after Madaan et al. 2023).

A model says what comes first and does not think again by itself; asked to check its words, it often finds mistakes.
"""

from collections.abc import Sequence

from app.domain.generation import ChatPrompt, Prompt, RawPrompt
from app.domain.message import assistant, user

_REVIEW = {
    "en": "Check your answer point by point and name every mistake that you find:\n{points}",
    "ko": "방금 쓴 답을 아래 항목에 따라 하나씩 살펴보고, 틀린 곳을 모두 말해 주세요.\n{points}",
}
_AGAIN = {
    "en": "Now write the answer once more, without these mistakes. Write only the answer.",
    "ko": "이제 그 잘못을 고쳐서 답을 다시 써 주세요. 답만 써 주세요.",
}


def review_of(prompt: Prompt, draft: str, *, checklist: Sequence[str], language: str) -> Prompt:
    """The prompt for the review of a draft that was written to prompt."""
    points = "\n".join(f"- {point}" for point in checklist)
    return _said(prompt, draft, _in(_REVIEW, language).format(points=points))


def answer_after(prompt: Prompt, draft: str, review: str, *, checklist: Sequence[str], language: str) -> Prompt:
    """The prompt for the answer that takes the review to heart."""
    return _said(review_of(prompt, draft, checklist=checklist, language=language), review, _in(_AGAIN, language))


def _said(prompt: Prompt, answer: str, request: str) -> Prompt:
    if isinstance(prompt, ChatPrompt):
        return ChatPrompt((*prompt.messages, assistant(answer), user(request)), kept=prompt.kept, spans=prompt.spans)
    if isinstance(prompt, RawPrompt):
        return RawPrompt(f"{prompt.text}{answer}\n\n{request}\n", special=prompt.special, spans=prompt.spans)
    return prompt  # a gap in a text is not reviewed


def _in(texts: dict[str, str], language: str) -> str:
    return texts.get(language, texts["en"])
