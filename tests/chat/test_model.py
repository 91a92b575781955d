from pathlib import Path

from app.chat.model import BeingLoaded, Broken, Idle, Ready
from app.domain.engine_errors import LoadCancelled, ModelReplaced
from app.domain.fault import from_fault
from app.domain.generation import ChatPrompt, RawPrompt
from app.domain.loading import LoadSettings
from app.domain.message import user
from app.domain.model_errors import NoModels
from app.domain.sampling import Sampling
from app.engine.protocol import Failed, FromEngine, Generate, Render, Rendered, Token
from app.wiring import App
from tests.owner import Owner


def test_choosing_a_model_loads_it(app: App, owner: Owner) -> None:
    seen: list[type] = []
    app.model.changed.connect(lambda: seen.append(type(app.model.state)))
    app.model.load()
    owner.until(lambda: isinstance(app.model.state, Ready))
    assert seen[0] is BeingLoaded


def test_a_request_waits_for_the_model(app: App, owner: Owner) -> None:
    came: list[FromEngine] = []
    app.model.ask(lambda number: Render(number, RawPrompt("Hello")), came.append)
    owner.until(lambda: came)
    assert isinstance(came[0], Rendered)


def test_a_waiting_request_can_be_cancelled(app: App, owner: Owner) -> None:
    came: list[FromEngine] = []
    cancel = app.model.ask(lambda number: Render(number, RawPrompt("Hello")), came.append)
    cancel()
    cancel()
    assert len(came) == 1
    assert isinstance(came[0], Failed)
    assert isinstance(from_fault(came[0].fault), LoadCancelled)


def test_no_model_at_all_is_a_failure_with_a_name(app: App) -> None:
    app.model.choose("", LoadSettings(), load=False)
    came: list[FromEngine] = []
    app.model.ask(lambda number: Render(number, RawPrompt("Hello")), came.append)
    assert isinstance(came[0], Failed)
    assert isinstance(from_fault(came[0].fault), NoModels)
    assert isinstance(app.model.state, Broken)


def test_another_model_takes_the_place_of_the_first(app: App, owner: Owner) -> None:
    app.model.load()
    owner.until(lambda: isinstance(app.model.state, Ready))
    app.model.choose("/models/other.gguf", LoadSettings())
    app.model.choose("/models/third.gguf", LoadSettings())
    owner.until(lambda: isinstance(app.model.state, Ready))
    assert isinstance(app.model.state, Ready)
    assert Path(app.model.state.model.path).name == "third.gguf"


def test_an_answer_that_another_model_interrupts_says_so(app: App, owner: Owner) -> None:
    came: list[FromEngine] = []
    prompt = ChatPrompt((user("/long 500 /slow 20ms"),))
    app.model.ask(lambda number: Generate(number, prompt, Sampling()), came.append)
    owner.until(lambda: any(isinstance(message, Token) for message in came))
    app.model.choose("/models/other.gguf", LoadSettings())
    owner.until(lambda: isinstance(came[-1], Failed))
    assert isinstance(came[-1], Failed)
    error = from_fault(came[-1].fault)
    assert isinstance(error, ModelReplaced)
    assert error.path == "/models/other.gguf"


def test_closing_ends_what_waits(app: App) -> None:
    came: list[FromEngine] = []
    app.model.ask(lambda number: Render(number, RawPrompt("Hello")), came.append)
    app.model.close()
    assert len(came) == 1


def test_closing_leaves_nothing_running(app: App, owner: Owner) -> None:
    app.model.load()
    owner.until(lambda: isinstance(app.model.state, Ready))
    app.model.close()
    assert app.model.state == Idle("/models/fake.gguf")


def test_a_request_waits_while_models_are_looked_for(app: App, owner: Owner) -> None:
    app.model.choose("", LoadSettings(), load=False)
    app.model.await_choice()
    came: list[FromEngine] = []
    app.model.ask(lambda number: Render(number, RawPrompt("Hello")), came.append)
    assert not came
    app.model.choose("/models/fake.gguf", LoadSettings())
    owner.until(lambda: came)
    assert isinstance(came[0], Rendered)


def test_a_request_is_refused_when_no_model_was_found(app: App) -> None:
    app.model.choose("", LoadSettings(), load=False)
    app.model.await_choice()
    came: list[FromEngine] = []
    app.model.ask(lambda number: Render(number, RawPrompt("Hello")), came.append)
    app.model.give_up()
    assert isinstance(came[0], Failed)
    assert isinstance(from_fault(came[0].fault), NoModels)
