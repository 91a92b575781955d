"""What the fake engine says: a friendly echo, or one of a few beautiful answers for screenshots, in two languages."""

import re

AGE_KO = """6살일 때 여동생은 절반인 3살이었으니 나보다 **3살** 어려요. 지금 내가 70살이면 여동생은
70 − 3 = **67살**이에요."""

CODE_KO = '''두 나이의 차이는 변하지 않는다는 점을 그대로 옮기면 돼요.

```python
def sister_age(then: int, now: int) -> int:
    """여동생의 지금 나이. 그때 여동생은 내 나이의 절반이었다."""
    return now - (then - then // 2)

print(sister_age(6, 70))  # 67
```

`then // 2`는 그때 여동생의 나이예요.
'''

AGE_EN = """When you were 6, your sister was half of that, 3, so she is **3 years** younger. Now that you are 70, she is
70 − 3 = **67**."""

CODE_EN = '''The difference between the two ages never changes, so the function is one line:

```python
def sister_age(then: int, now: int) -> int:
    """Your sister's age now. Back then she was half your age."""
    return now - (then - then // 2)

print(sister_age(6, 70))  # 67
```

`then // 2` is her age back then.
'''

RICH_EN = """## Three ways to keep bread fresh

Bread goes stale because its starch **crystallises**, not because it dries out. So:

1. Keep it at room temperature for a day or two, in a paper bag.
2. Freeze what you will not eat by then, *sliced*.
3. Never put it in the fridge: the cold speeds staling up.

| Place | Stays fresh | Crust |
|---|---:|---|
| Paper bag | 2 days | crisp |
| Plastic bag | 3 days | soft |
| Freezer | 3 months | crisp when toasted |

> A slice from the freezer needs two minutes in the toaster, and tastes like the first day.

More at [a baker's page](https://example.com/bread).
"""

RICH_KO = """## 빵을 신선하게 두는 세 가지 방법

빵은 마르기 때문이 아니라 전분이 **다시 굳기** 때문에 딱딱해져요. 그래서 이렇게 하면 좋아요.

1. 하루 이틀은 종이봉투에 넣어 실온에 두세요.
2. 그때까지 먹지 못할 빵은 *썰어서* 얼리세요.
3. 냉장고에는 넣지 마세요. 차가우면 더 빨리 굳어요.

| 두는 곳 | 신선한 기간 | 껍질 |
|---|---:|---|
| 종이봉투 | 2일 | 바삭함 |
| 비닐봉투 | 3일 | 부드러움 |
| 냉동실 | 3개월 | 구우면 바삭함 |

> 얼린 빵은 토스터에 2분만 구우면 첫날 맛이 나요.
"""

SAMPLES = {
    "age-ko": AGE_KO,
    "code-ko": CODE_KO,
    "age-en": AGE_EN,
    "code-en": CODE_EN,
    "rich-en": RICH_EN,
    "rich-ko": RICH_KO,
}
BY_WORD = {
    "여동생": "age-ko",
    "파이썬": "code-ko",
    "빵": "rich-ko",
    "sister": "age-en",
    "Python": "code-en",
    "bread": "rich-en",
}
REASONING_EN = "<think>\nThe question is short. A short answer is best.\n</think>\n\n"
REASONING_KO = "<think>\n질문이 짧다. 짧게 답하는 것이 좋겠다.\n</think>\n\n"
HANGUL = re.compile("[가-힣]")
WORDS = ["a", "quiet", "river", "runs", "past", "the", "mill", "and", "on", "to", "the", "sea"]


STEPS_EN = ("Six years old, half of six is three.", "So she is three years younger.", "Seventy minus three.")
STEPS_KO = ("여섯 살의 절반은 세 살이에요.", "그러니 여동생이 세 살 어려요.", "일흔에서 셋을 빼요.")


AGES = "67 67 35 67 67"
"""What several samples say of the sister's age."""


def answer_to(question: str, *, sample: int = 0, samples: int = 1) -> list[str]:
    """The pieces in which the answer comes; with `/answers A B C` each of several samples has its own."""
    named = re.search(r"/answers((?: [^\s/]+)+)", question)
    is_age = samples > 1 and re.search("여동생|sister", question)
    if named or is_age:
        said = (named[1] if named else AGES).split()
        return _pieces(_path(said[sample % len(said)], sample, is_korean=bool(HANGUL.search(question))))
    return _pieces(_reasoning(question) + _answer(question))


def _pieces(text: str) -> list[str]:
    return re.findall(r"\s*\S{1,5}|\s+", text)


def _path(answer: str, sample: int, *, is_korean: bool) -> str:
    """Steps, of another number for each sample, and the answer in a sentence; "?" states none."""
    steps = " ".join((STEPS_KO if is_korean else STEPS_EN)[: 1 + sample % 3])
    if answer == "?":
        return steps
    return f"{steps} 정답은 {answer}입니다." if is_korean else f"{steps} The answer is {answer}."


def _reasoning(question: str) -> str:
    if "/reason" not in question:
        return ""
    return REASONING_KO if HANGUL.search(question) else REASONING_EN


def _answer(question: str) -> str:
    if named := re.search(r"/sample (\S+)", question):
        return SAMPLES[named[1]]
    if long := re.search(r"/long (\d+)", question):
        return " ".join(WORDS[i % len(WORDS)][:5] for i in range(int(long[1])))
    if word := next((word for word in BY_WORD if word in question), None):
        return SAMPLES[BY_WORD[word]]
    said = " ".join(question.split())[:200]
    if HANGUL.search(question):
        return f"“{said}”라고 하셨네요. 저는 연습용 엔진이라 생각은 하지 못하지만, 화면은 진짜예요."
    return f"You said: “{said}”. I am the practice engine: I cannot think, but everything around me is real."
