"""What is wrong in a text that somebody wrote by hand, as the end of a sentence: what a colon can stand before."""

from collections import ChainMap

from app.domain.slips import Slip
from app.words.catalog import _


def slip_words(slip: str, detail: str) -> str:
    """In our own words; only what no parser has ever said before stays in the parser's, between quotes."""
    tables = (
        _anywhere(), _in_toml(), _in_json(), _in_expressions(), _in_grammars(),
        _in_schemas(), _more_in_schemas(), _in_values(),
    )  # fmt: skip
    text = ChainMap(*tables).get(slip, "“{detail}”")
    return text.format(detail=_kinds(detail) if slip == Slip.WRONG_TYPE else detail)


def _anywhere() -> dict[str, str]:
    return {
        Slip.TOO_LONG: _("it is longer than {detail} characters"),
        Slip.TOO_DEEP: _("it is nested too deeply"),
        Slip.CUT_SHORT: _("it ends too early"),
        Slip.CONTROL: _("the character {detail} cannot be here"),
        Slip.UNCLOSED_QUOTE: _("a quote is never closed"),
        Slip.UNCLOSED: _("the bracket {detail} is never closed"),
        Slip.UNOPENED: _("the bracket {detail} was never opened"),
        Slip.MEANINGLESS: _("“{detail}” has no meaning here"),
        Slip.MISPLACED: _("“{detail}” cannot be here"),
        Slip.AFTER_VALUE: _("it should end here, but “{detail}” follows"),
        Slip.BAD_NUMBER: _("“{detail}” is no number"),
        Slip.UNQUOTED: _("“{detail}” needs quotes around it"),
    }


def _in_toml() -> dict[str, str]:
    return {
        Slip.NO_STATEMENT: _("this is neither “key = value” nor the [name] of a table"),
        Slip.NO_EQUALS: _("the key has no = after it"),
        Slip.NO_VALUE: _("there is no value after ="),
        Slip.BAD_KEY: _("a key with “{detail}” needs quotes around it"),
        Slip.KEY_TWICE: _("“{detail}” is there already"),
        Slip.BAD_HEADER: _("the name of the table has to end with {detail}"),
        Slip.BAD_BOOLEAN: _("true and false are written in small letters"),
        Slip.BAD_LIST: _("before “{detail}” the list needs a comma, or its end"),
        Slip.BAD_INLINE_TABLE: _("a table between braces has to be on one line, with commas between its keys"),
        Slip.BACKSLASH: _("“{detail}” has no meaning between double quotes; take single quotes, or two backslashes"),
        Slip.NO_QUOTE: _("{detail} is no quote that counts; use \" or '"),
        Slip.QUOTE_INSIDE: _("a text with a quote in it needs quotes around it, and the quote twice"),
    }


def _in_json() -> dict[str, str]:
    return {
        Slip.NO_COMMA: _("a comma is missing before “{detail}”"),
        Slip.NO_COLON: _("a colon is missing before “{detail}”"),
        Slip.COMMA_AT_END: _("there must be no comma before “{detail}”"),
        Slip.NO_DOUBLE_QUOTES: _('“{detail}” needs double quotes (") around it'),
        Slip.NOT_FINITE: _("JSON has no number “{detail}”"),
    }


def _in_expressions() -> dict[str, str]:
    """Patterns and paths."""
    return {
        Slip.NOTHING_TO_REPEAT: _("there is nothing to repeat before “{detail}”"),
        Slip.REPEATED_TWICE: _("“{detail}” repeats what is repeated already"),
        Slip.BAD_REPEAT: _("in “{detail}” the first number is larger than the second"),
        Slip.BAD_RANGE: _("the range “{detail}” runs backwards"),
        Slip.BAD_GROUP_NAME: _("“{detail}” is no name for a group; take letters, digits and _"),
        Slip.NO_GROUP: _("there is no group “{detail}”"),
        Slip.TOO_LARGE: _("with its repetitions written out, it is longer than {detail} characters"),
        Slip.NO_ROOT: _("it has to begin with $"),
        Slip.NO_FUNCTION: _("there is no function “{detail}”"),
        Slip.SPACE_AROUND: _("there must be no space before or after it"),
    }


def _in_grammars() -> dict[str, str]:
    return {
        Slip.NO_RULE: _("there is no rule “{detail}”"),
        Slip.NO_RULE_NAME: _("a rule has to begin with its name, not with “{detail}”"),
        Slip.NO_RULE_SIGN: _("the name “{detail}” has no ::= after it"),
        Slip.OUTSIDE_RULE: _("“{detail}” belongs to no rule; names are of letters, digits and hyphens"),
        Slip.BAD_TOKEN: _("a token is written <name> or <[id]>"),
        Slip.REPEAT_FORM: _("repetitions are written {{2}}, {{2,}} or {{2,5}}"),
        Slip.TOO_MANY_REPEATS: _("more than {detail} repetitions cannot be read"),
        Slip.LEFT_RECURSION: _("a rule begins with itself"),
        Slip.NO_CHOICES: _("there are no choices"),
    }


def _in_schemas() -> dict[str, str]:
    return {
        Slip.NOT_ENFORCED: _("it is not enforced"),
        Slip.NOT_BESIDE: _("it is not enforced beside “{detail}”"),
        Slip.NO_OBJECT: _("a schema is an object between braces"),
        Slip.NO_TYPE: _("say which type"),
        Slip.NO_TARGET: _("“{detail}” is not there"),
        Slip.OUTSIDE: _("only references inside the schema are followed: #/…"),
        Slip.ENDLESS: _("it refers to itself without an end"),
        Slip.ONLY: _("only {detail} can be enforced"),
        Slip.MOST: _("more than {detail} cannot be enforced"),
        Slip.MOST_INTEGERS: _("a range of more than {detail} integers cannot be enforced"),
        Slip.NO_INTEGER: _("there is no such integer"),
        Slip.BAD_TEXT: _("“{detail}” holds a quote, a backslash, a control character or a rare sign (from U+10000)"),
    }


def _more_in_schemas() -> dict[str, str]:
    return {
        Slip.BAD_VALUES: _("not all of its values fit what stands beside it"),
        Slip.BAD_NAME: _("“{detail}” is a name that the engine needs for itself; call it otherwise"),
        Slip.NO_PROPERTY: _("“{detail}” is not among the properties"),
        Slip.KEY_COULD_REPEAT: _("beside properties a key could come twice; leave it out"),
        Slip.ALWAYS_EMPTY: _("the object would always be empty"),
        Slip.ALL_OF: _("write all that it asks for into one schema"),
        Slip.ONE_OF: _("its alternatives need different types; or use anyOf"),
        Slip.PREFIX_ITEMS: _("an array has as many items as it names, or any number of the same kind"),
        Slip.PATTERN_ENDS: _("it has to describe the whole text, from ^ to $"),
        Slip.PATTERN_BRACKETS: _("alternatives need brackets around them"),
    }


def _in_values() -> dict[str, str]:
    return {
        Slip.WRONG_TYPE: _("it has to be {detail}"),
        Slip.NONE_OF: _("it can only be: {detail}"),
        Slip.MISSING_KEY: _("“{detail}” is missing"),
        Slip.EXTRA_KEY: _("“{detail}” does not belong here"),
        Slip.TOO_FEW_ITEMS: _("its number of items has to be {detail} or more"),
        Slip.TOO_MANY_ITEMS: _("its number of items has to be {detail} or less"),
        Slip.TOO_FEW_LETTERS: _("its length has to be {detail} or more"),
        Slip.TOO_MANY_LETTERS: _("its length has to be {detail} or less"),
        Slip.BELOW: _("it has to be {detail} or more"),
        Slip.ABOVE: _("it has to be {detail} or less"),
        Slip.NOT_LIKE: _("it does not match the pattern {detail}"),
        Slip.NO_ALTERNATIVE: _("it is none of the alternatives"),
        Slip.TWICE: _("something is in it twice"),
    }


def _kinds(names: str) -> str:
    """Types of JSON: integer, null."""
    texts = {
        "string": _("a text"),
        "integer": _("a whole number"),
        "number": _("a number"),
        "boolean": _("true or false"),
        "array": _("a list"),
        "object": _("an object"),
    }
    return " / ".join(texts.get(name, name) for name in names.split(", "))
