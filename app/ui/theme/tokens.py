"""The colours and sizes of the look; every widget takes them from here and from nowhere else."""

from dataclasses import dataclass, replace
from typing import Final

# Text sizes in px at 100 %; a view multiplies them with the text scale the person chose.
TEXT_TINY: Final = 11.5
TEXT_SMALL: Final = 12.5
TEXT_BODY: Final = 14.0
TEXT_LARGE: Final = 18.0
TEXT_TITLE: Final = 26.0
TEXT_CODE: Final = 13.0

# Weights of the variable range of QFont: 400 for text, 550 to 600 for what leads.
WEIGHT_TEXT: Final = 400
WEIGHT_TITLE: Final = 600

# Height of a line of reading text, as a multiple of its font size.
LINE_HEIGHT: Final = 1.6

# The 4 px grid.
SPACE_1: Final = 4
SPACE_2: Final = 8
SPACE_3: Final = 12
SPACE_4: Final = 16
SPACE_5: Final = 20
SPACE_6: Final = 24

CONTROL_HEIGHT: Final = 32
LIST_ROW_HEIGHT: Final = 34
HEADER_HEIGHT: Final = 52
SIDEBAR_WIDTH: Final = 256
PANEL_WIDTH: Final = 420
READING_WIDTH: Final = 720
BUBBLE_WIDTH: Final = 560
# Below this window width the sidebar is a drawer.
DRAWER_BELOW: Final = 700
# Below this one the panel at the right lies over the chat.
PANEL_OVER_BELOW: Final = 1000

RADIUS_SMALL: Final = 6
RADIUS_CONTROL: Final = 8
RADIUS_FOLD: Final = 10
RADIUS_CARD: Final = 12
RADIUS_BUBBLE: Final = 14
# The one corner of a bubble that points at its writer.
RADIUS_BUBBLE_TAIL: Final = 4

MOTION_MS: Final = 120


@dataclass(frozen=True)
class Theme:
    """One complete set of colours, each ``#RRGGBB`` (``shadow``: ``#AARRGGBB``).

    Meaning is never carried by a colour alone. ``ink_third`` is for what may be overlooked; text that
    matters uses ``ink`` or ``ink_second``, which keep a contrast of 4.5 on every ground.
    """

    name: str
    is_dark: bool
    is_high_contrast: bool
    paper: str
    surface: str
    sidebar: str
    line: str
    hover: str
    """Ground of a bare button under the pointer, of one that cannot be pressed, and of a bar that fills."""
    ink: str
    ink_second: str
    ink_third: str
    accent: str
    accent_soft: str
    on_accent: str
    warm: str
    warm_soft: str
    amber: str
    amber_soft: str
    code: str
    bubble: str
    selection: str
    on_selection: str
    found: str
    found_current: str
    on_found: str
    focus: str
    shadow: str
    code_keyword: str
    code_string: str
    code_number: str
    code_comment: str
    part_history: str


LIGHT: Final = Theme(
    name="light",
    is_dark=False,
    is_high_contrast=False,
    paper="#FBF9F5",
    surface="#FFFFFF",
    sidebar="#F3EFE7",
    line="#E4DDD0",
    hover="#E4DDD0",
    ink="#26221C",
    ink_second="#6B6358",
    ink_third="#9A9184",
    accent="#2C6E5A",
    accent_soft="#E3EFEA",
    on_accent="#FFFFFF",
    warm="#B4532A",
    warm_soft="#F8E9E0",
    amber="#A9761B",
    amber_soft="#F7EED9",
    code="#F5F1EA",
    bubble="#F1ECE2",
    selection="#C6E0D6",
    on_selection="#26221C",
    found="#F7E3AE",
    found_current="#F0BD55",
    on_found="#26221C",
    focus="#2C6E5A",
    shadow="#143C2D14",
    code_keyword="#8A3FA0",
    code_string="#2C6E5A",
    code_number="#B4532A",
    code_comment="#7A7266",
    part_history="#85600C",
)

DARK: Final = Theme(
    name="dark",
    is_dark=True,
    is_high_contrast=False,
    paper="#1D1B18",
    surface="#262320",
    sidebar="#181613",
    line="#37322C",
    hover="#37322C",
    ink="#EDE7DC",
    ink_second="#A89F91",
    ink_third="#7C7468",
    accent="#6DB79C",
    accent_soft="#22352E",
    on_accent="#10201A",
    warm="#E08A5E",
    warm_soft="#3A2A21",
    amber="#D9AE5F",
    amber_soft="#372E1C",
    code="#211F1B",
    bubble="#2E2A25",
    selection="#2F5547",
    on_selection="#F6F2EA",
    found="#5A4A22",
    found_current="#D9AE5F",
    on_found="#1D1B18",
    focus="#6DB79C",
    shadow="#4D000000",
    code_keyword="#C99BD8",
    code_string="#8CCBB3",
    code_number="#E0A07E",
    code_comment="#968D80",
    part_history="#D9AE5F",
)

LIGHT_HIGH_CONTRAST: Final = replace(
    LIGHT,
    name="light-high-contrast",
    is_high_contrast=True,
    paper="#FFFFFF",
    sidebar="#FFFFFF",
    line="#4A443A",
    hover="#E8E3DA",
    ink="#000000",
    ink_second="#2B261F",
    ink_third="#4A443A",
    accent="#0B4A38",
    accent_soft="#DDEFE8",
    warm="#7E2E0C",
    amber="#604000",
    code="#FFFFFF",
    bubble="#F4F1EA",
    selection="#0B4A38",
    on_selection="#FFFFFF",
    found="#FFE27A",
    found_current="#FFB300",
    on_found="#000000",
    focus="#000000",
    code_keyword="#5E1675",
    code_string="#0B4A38",
    code_number="#7E2E0C",
    code_comment="#4A443A",
    part_history="#604000",
)

DARK_HIGH_CONTRAST: Final = replace(
    DARK,
    name="dark-high-contrast",
    is_high_contrast=True,
    paper="#000000",
    surface="#0D0C0A",
    sidebar="#000000",
    line="#B8AF9F",
    hover="#2E2B26",
    ink="#FFFFFF",
    ink_second="#E4DDCF",
    ink_third="#C4BBAC",
    accent="#8FE0C0",
    accent_soft="#10281F",
    on_accent="#000000",
    warm="#FFB38C",
    amber="#FFD68A",
    code="#000000",
    bubble="#1C1A17",
    selection="#8FE0C0",
    on_selection="#000000",
    found="#6B5300",
    found_current="#FFD68A",
    on_found="#000000",
    focus="#FFFFFF",
    code_keyword="#EBC2F7",
    code_string="#A8EBD2",
    code_number="#FFC2A1",
    code_comment="#C4BBAC",
    part_history="#FFD68A",
)


def theme_for(*, is_dark: bool, is_high_contrast: bool) -> Theme:
    """The one of the four themes that fits both wishes."""
    if is_high_contrast:
        return DARK_HIGH_CONTRAST if is_dark else LIGHT_HIGH_CONTRAST
    return DARK if is_dark else LIGHT
