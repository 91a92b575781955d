"""What a face can offer to do about a failure, and what the button for it says."""

from collections.abc import Mapping
from enum import StrEnum

from app.domain.errors import MaruError
from app.words.catalog import _


class Remedy(StrEnum):
    """What a face can offer to do. NONE: nothing but reading the sentence."""

    NONE = ""
    CHOOSE_MODEL = "choose_model"
    FIND_MODEL = "find_model"
    ADD_FOLDER = "add_folder"
    SHOW_FILE = "show_file"
    RETRY = "retry"
    SMALLER_CONTEXT = "smaller_context"
    LARGER_CONTEXT = "larger_context"
    OPEN_LOG = "open_log"
    SHOW_FOLDER = "show_folder"
    FREE_SPACE = "free_space"
    CHANGE_SETTING = "change_setting"
    GO_ONLINE = "go_online"
    OPEN_PAGE = "open_page"
    RESUME_DOWNLOAD = "resume_download"
    FEWER_LAYERS = "fewer_layers"
    USE_CPU = "use_cpu"


ELSEWISE = {Remedy.RESUME_DOWNLOAD: Remedy.SHOW_FILE}
"""What a face offers where it cannot do the first thing: a file that Maru has not downloaded cannot be resumed."""

Words = tuple[str, Remedy]
"""The sentence, with the error's facts in braces."""

Table = Mapping[type[MaruError], Words]


def label(remedy: Remedy) -> str:
    return {
        Remedy.NONE: "",
        Remedy.CHOOSE_MODEL: _("Choose another model"),
        Remedy.FIND_MODEL: _("Find a model"),
        Remedy.ADD_FOLDER: _("Add a model folder"),
        Remedy.SHOW_FILE: _("Show the file"),
        Remedy.RETRY: _("Try again"),
        Remedy.SMALLER_CONTEXT: _("Use a smaller context"),
        Remedy.LARGER_CONTEXT: _("Use a larger context"),
        Remedy.OPEN_LOG: _("Open the log"),
        Remedy.SHOW_FOLDER: _("Show the folder"),
        Remedy.FREE_SPACE: _("Show the folder"),
        Remedy.CHANGE_SETTING: _("Change the setting"),
        Remedy.GO_ONLINE: _("Go online"),
        Remedy.OPEN_PAGE: _("Open its page"),
        Remedy.RESUME_DOWNLOAD: _("Resume the download"),
        Remedy.FEWER_LAYERS: _("Use fewer GPU layers"),
        Remedy.USE_CPU: _("Use the processor"),
    }[remedy]
