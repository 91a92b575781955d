"""What an answer has not of the form that it was asked for, in sentences for the window and the terminal."""

from app.domain.structured.output import Lack, Problem
from app.words.catalog import _
from app.words.slips import slip_words


def form_words(problem: Problem) -> str:
    more = slip_words(problem.slip, problem.detail)
    match problem.lack:
        case Lack.NOT_JSON:
            return _("This is no complete JSON: {detail}.").format(detail=more)
        case Lack.NOT_AS_ASKED if problem.path:
            said = _("At {path} this is not what the schema asks for: {detail}.")
            return said.format(path=problem.path, detail=more)
        case Lack.NOT_AS_ASKED:
            return _("This is not what the schema asks for: {detail}.").format(detail=more)
        case Lack.NO_CHOICE:
            return _("This is none of the choices: {choices}.").format(choices=problem.detail)
        case Lack.HALF_CHOICE:
            return _("This was cut short before it was one of the choices: {choices}.").format(choices=problem.detail)
        case Lack.HALF_FORM:
            return _("This was cut short, so it may not be all that the grammar asks for.")
