"""The same long chat on every machine: headings, lists, code, tables, about 15 % Korean words, 300 words a message."""

import random
import re

_ENGLISH_TEXT = (
    "the model returns a stream of tokens and each token must be shown without stalling the interface thread so we "
    "batch updates and only lay out the final block while finished blocks stay cached in memory which keeps cost "
    "constant even for very long answers about python parsing latency memory layout scrolling selection and testing"
)
_KOREAN_TEXT = (
    "대화 화면은 토큰이 도착할 때마다 마지막 블록만 다시 배치하고 이미 끝난 블록은 그대로 두어야 합니다 "
    "그래야 긴 답변에서도 화면이 멈추지 않습니다"
)
_ENGLISH, _KOREAN = _ENGLISH_TEXT.split(), _KOREAN_TEXT.split()
_CODE = '''def fib(n: int) -> int:
    """Return the n-th Fibonacci number."""
    a, b = 0, 1
    for i in range(n):
        a, b = b, a + b  # step
    return a


class Node:
    def __init__(self, value, next=None):
        self.value = value
        self.next = next

print([fib(i) for i in range(10)], "done")
'''


def chat(messages: int) -> list[str]:
    """So many messages of about 340 words."""
    return [message(number) for number in range(messages)]


def message(seed: int, *, words: int = 300) -> str:
    """One message; the same seed gives the same text."""
    chance = random.Random(seed)  # noqa: S311  (no secret)
    parts = [f"## Heading {seed}\n"]
    left, paragraphs = words, 0
    while left > 0:
        length = chance.randint(30, 60)
        parts.append(paragraph(chance, length) + "\n")
        left -= length
        paragraphs = paragraphs % 5 + 1
        if paragraphs == 2:
            parts.append("\n".join("- " + paragraph(chance, 8) for _ in range(5)) + "\n")
            left -= 40
        elif paragraphs == 3:
            parts.append(f"```python\n{_CODE}```\n")
            left -= 45
        elif paragraphs == 4 and seed % 3 == 0:
            rows = "\n".join(f"| a{n} | {n * 7} | {chance.choice(_ENGLISH)} |" for n in range(4))
            parts.append(f"| name | value | note |\n|---|---:|---|\n{rows}\n")
            left -= 20
    return "\n".join(parts)


def paragraph(chance: random.Random, words: int) -> str:
    return " ".join(_word(chance) for _ in range(words)).capitalize() + "."


def _word(chance: random.Random) -> str:
    word = chance.choice(_ENGLISH if chance.random() < 0.85 else _KOREAN)
    kind = chance.random()
    if kind < 0.03:
        return f"**{word}**"
    if kind < 0.05:
        return f"`{word}`"
    if kind < 0.06:
        return f"*{word}*"
    return f"[{word}](https://example.com/x)" if kind < 0.065 else word


def answer_tokens(count: int, *, seed: int = 7) -> list[str]:
    """A long answer, cut into pieces of about four characters, as a model emits them."""
    text = ""
    while len(tokens := _cut(text)) < count:
        text += message(seed, words=1000) + "\n"
        seed += 2
    return tokens[:count]


def code_tokens(count: int) -> list[str]:
    """One fenced code block without an end."""
    return _cut("```python\n" + _CODE * (count // 60))[:count]


def paragraph_tokens(count: int) -> list[str]:
    """One paragraph without an end."""
    chance = random.Random(3)  # noqa: S311 - the same text each time
    return _cut(paragraph(chance, count))[:count]


def _cut(text: str) -> list[str]:
    return re.findall(r"\s?\w{1,6}|\s+|[^\w\s]", text)
