"""Which role of the terminal is meant."""

from app.cli import bench, chat, chats, complete, doctor, packs, presets, self_test, update
from app.cli.launch import Launch
from app.cli.models import role as models
from app.cli.run import run as run_preset
from app.cli.self_test import RunWindowTest


def run(launch: Launch, *, test_window: RunWindowTest) -> int:
    """The exit code. Where no window can be opened, `gui` is a chat."""
    if launch.role == "self-test":
        return self_test.run(launch, test_window)
    roles = {
        "gui": chat.run,
        "chat": chat.run,
        "complete": complete.run,
        "models": models.run,
        "chats": chats.run,
        "presets": presets.run,
        "run": run_preset,
        "bench": bench.run,
        "update": update.run,
        "packs": packs.run,
        "doctor": doctor.run,
    }
    return roles[launch.role](launch)
