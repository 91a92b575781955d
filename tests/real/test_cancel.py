"""An end that is asked for comes at once, wherever the engine is, and harms nobody else."""

import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from app.domain.engine_errors import EngineDied, LoadCancelled
from app.domain.generation import StopReason
from app.domain.loading import LoadSettings
from app.engine.protocol import Evaluated, Load, Loading, Started, Token
from tests.real.conftest import Distance
from tests.real.driver import Engine
from tests.real.test_generation import RIVER, ROUNDING

ENDLESS = RIVER * 120


def test_a_prompt_is_given_up_in_its_middle(starter: Engine) -> None:
    asked = starter.begin_text("One. " + ENDLESS)
    starter.wait(asked, until=lambda: asked.has(Evaluated))
    starter.client.cancel(asked.number)
    starter.wait(asked)
    assert asked.finished.samples[0].stop_reason is StopReason.CANCELLED
    assert asked.finished.usage.completion_tokens == 0


def test_what_was_evaluated_before_the_cancel_is_kept(starter: Engine, starter_model: Path, distance: Distance) -> None:
    prompt = "Two. " + RIVER * 20 + "The mill"
    asked = starter.begin_text(prompt)
    starter.wait(asked, until=lambda: asked.has(Evaluated))
    starter.client.cancel(asked.number)
    starter.wait(asked)
    again = starter.text(prompt)
    assert again.finished.usage.reused_tokens > 0
    assert distance(starter_model, (prompt, again.text())) < ROUNDING


def test_an_answer_is_stopped_and_what_it_said_stays(starter: Engine) -> None:
    asked = starter.begin_text("Three. " + RIVER, max_tokens=3000, samples=2)
    starter.wait(asked, until=lambda: len(asked.came) > 12)
    starter.client.cancel(asked.number)
    starter.wait(asked)
    assert {end.stop_reason for end in asked.finished.samples} == {StopReason.CANCELLED}
    assert asked.finished.usage.completion_tokens >= 10
    assert asked.text(0)


def test_a_cancel_beside_others_does_not_change_what_they_say(
    starter: Engine, starter_model: Path, distance: Distance
) -> None:
    prompt = "Four. " + RIVER + "The mill"
    stays = starter.begin_text(prompt, max_tokens=40)
    starter.wait(stays, until=lambda: stays.has(Token))
    for number in range(3):
        goes = starter.begin_text(f"{number}. " + ENDLESS)
        starter.wait(goes, until=lambda asked=goes: asked.has(Started))  # type: ignore[misc] # a lambda with a default
        starter.client.cancel(goes.number)
        starter.wait(goes)
    starter.wait(stays)
    assert stays.finished.usage.completion_tokens == 40
    assert distance(starter_model, (prompt, stays.text())) < ROUNDING


def _begin_and_cancel(starter: Engine, prompt: str) -> None:
    goes = starter.begin_text(prompt)
    starter.wait(goes, until=lambda: goes.has(Started))
    starter.client.cancel(goes.number)
    starter.wait(goes)


def test_a_cancel_before_anything_began_is_a_cancel(starter: Engine) -> None:
    asked = starter.begin_text("Five. " + ENDLESS)
    starter.client.cancel(asked.number)
    assert starter.wait(asked).finished.samples[0].stop_reason is StopReason.CANCELLED


def test_a_load_is_cancelled(engine: Engine, base_model: Path) -> None:
    settings = LoadSettings(mmap=False)  # read, not mapped: there is something to interrupt
    asked = engine.begin(lambda number: Load(number, str(base_model), settings))
    engine.wait(asked, until=lambda: asked.has(Loading))
    engine.client.cancel(asked.number)
    assert isinstance(engine.wait(asked).error, LoadCancelled)
    assert engine.loaded(base_model).layers == 18


def test_the_child_leaves_at_the_end_of_its_stdin_in_the_middle_of_a_prompt(
    starter_model: Path, engine: Engine
) -> None:
    engine.loaded(starter_model)
    asked = engine.begin_text(ENDLESS)
    engine.wait(asked, until=lambda: asked.has(Evaluated))
    family = [psutil.Process(engine.client.pid), *psutil.Process(engine.client.pid).children(recursive=True)]
    assert len(family) == 2  # the one that renders templates goes too
    engine.close()
    assert isinstance(engine.wait(asked).error, LoadCancelled | EngineDied)
    assert not any(process.is_running() for process in family)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_killed_child_is_told_with_what_it_was_doing(starter_model: Path, engine: Engine) -> None:
    engine.loaded(starter_model)
    asked = engine.begin_text(ENDLESS)
    engine.wait(asked, until=lambda: asked.has(Evaluated))
    os.kill(engine.client.pid, signal.SIGSEGV)
    error = engine.wait(asked).error
    assert isinstance(error, EngineDied)
    assert (error.signal, error.during) == ("SIGSEGV", "evaluating")


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_the_template_process_does_not_outlive_a_killed_child(starter_model: Path, engine: Engine) -> None:
    engine.loaded(starter_model)
    (helper,) = psutil.Process(engine.client.pid).children(recursive=True)
    os.kill(engine.client.pid, signal.SIGKILL)
    helper.wait(timeout=30)
