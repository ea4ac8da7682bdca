"""Every theme can be read: contrast by WCAG 2, colour blindness by Machado's matrices.

What is judged is what the terminal is sent: rich maps a style to the colours that there are.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from pathlib import Path

import pytest
from rich.color import Color, ColorSystem
from rich.console import Console
from rich.style import Style
from textual.filter import monochrome_style

from tests.tui.kit import DESK, desk
from tui import settings, themes
from tui.themes import THEMES, fitting, used
from tui.widgets.lines import link_role, strip_of

NAMES = tuple(THEMES)
# Those that say their colours themselves.
OWN_COLOURS = tuple(name for name, theme in THEMES.items() if not theme.own)
LEAST, LEAST_FRAME = 4.5, 3.0
FRAMES = ("frame", "frame-on")
STATES = ("good", "warn", "danger")
# CIE 1976. Two colours that differ by 2 are told apart side by side; here they stand apart.
DIFFERENT = 20.0

RGB = tuple[float, float, float]

# The sixteen of xterm (XTerm-col.ad), of the VGA's text mode, and of Windows' console.
PALETTES = {
    "xterm": (
        "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 "
        "7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff"
    ),
    "VGA": (
        "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa "
        "555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff"
    ),
    "Windows": (
        "0c0c0c c50f1f 13a10e c19c00 0037da 881798 3a96dd cccccc "
        "767676 e74856 16c60c f9f1a5 3b78ff b4009e 61d6d6 f2f2f2"
    ),
}
# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
SIMULATED: dict[str, tuple[RGB, RGB, RGB]] = {
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


@pytest.fixture(autouse=True)
def _dark_again() -> Iterable[None]:
    yield
    themes.use("dark")


def linear(colour: Color) -> RGB:
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (part / 255 for part in colour.get_truecolor())
    )
    return red, green, blue


def times(rows: Iterable[RGB], colour: RGB) -> RGB:
    x, y, z = (sum(k * part for k, part in zip(row, colour, strict=True)) for row in rows)
    return x, y, z


def contrast(one: Color, other: Color) -> float:
    light = sorted(times([(0.2126, 0.7152, 0.0722)] * 3, linear(c))[0] for c in (one, other))
    return (light[1] + 0.05) / (light[0] + 0.05)


def lab(colour: RGB) -> RGB:
    """CIE L*a*b* under D65."""
    to_xyz = (
        (0.4124564, 0.3575761, 0.1804375),
        (0.2126729, 0.7151522, 0.0721750),
        (0.0193339, 0.1191920, 0.9503041),
    )
    within: RGB = tuple(min(1.0, max(0.0, part)) for part in colour)  # type: ignore[assignment]
    x, y, z = (
        part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116
        for part in (
            a / b for a, b in zip(times(to_xyz, within), (0.95047, 1, 1.08883), strict=True)
        )
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def differs(one: Color, other: Color, eyes: str) -> float:
    seen = [lab(times(SIMULATED[eyes], linear(colour))) for colour in (one, other)]
    return float(sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5)


def colours(style: Style, system: ColorSystem = ColorSystem.TRUECOLOR) -> tuple[Color, Color]:
    """Text and ground as a terminal with so many colours is sent them."""
    assert style.color is not None
    assert style.bgcolor is not None
    return style.color.downgrade(system), style.bgcolor.downgrade(system)


# -- the measures themselves, on what is known of them


def test_the_measures_give_what_is_published() -> None:
    black, white = Color.parse("#000000"), Color.parse("#ffffff")
    assert contrast(black, white) == pytest.approx(21)
    assert contrast(Color.parse("#767676"), white) == pytest.approx(4.54, abs=0.01)
    assert lab((1, 1, 1)) == pytest.approx((100, 0, 0), abs=0.02)
    # A grey is a grey to all eyes; red and green are not.
    for rows in SIMULATED.values():
        assert times(rows, (0.5, 0.5, 0.5)) == pytest.approx((0.5, 0.5, 0.5), abs=1e-4)
    red, green = Color.parse("#d05050"), Color.parse("#808000")
    assert differs(red, green, "deuteranopia") < differs(red, green, "tritanopia") / 2


# -- contrast


def test_every_theme_that_can_be_set_is_there_and_has_every_role() -> None:
    assert set(NAMES) == set(settings.THEMES)
    assert {frozenset(theme.roles) for theme in THEMES.values()} == {frozenset(themes.STYLES)}


@pytest.mark.parametrize("system", [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT])
@pytest.mark.parametrize("name", OWN_COLOURS)
def test_text_has_its_contrast_on_its_own_ground(name: str, system: ColorSystem) -> None:
    for role, style in THEMES[name].styles.items():
        if role not in FRAMES:
            assert contrast(*colours(style, system)) >= LEAST, (name, role)


@pytest.mark.parametrize("name", OWN_COLOURS)
def test_text_has_its_contrast_with_no_colour(name: str) -> None:
    for role, style in THEMES[name].styles.items():
        if role not in FRAMES:
            assert contrast(*colours(monochrome_style(style))) >= LEAST, (name, role)


@pytest.mark.parametrize("system", [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT])
@pytest.mark.parametrize("name", OWN_COLOURS)
def test_the_frame_that_has_the_focus_is_seen(name: str, system: ColorSystem) -> None:
    styles = THEMES[name].styles
    on, ground = colours(styles["frame-on"], system)
    off = colours(styles["frame"], system)[0]
    assert contrast(on, ground) >= LEAST_FRAME
    assert contrast(on, off) >= LEAST_FRAME or styles["title-on"].bold != styles["title"].bold


@pytest.mark.parametrize("name", OWN_COLOURS)
def test_in_256_colours_the_row_and_the_field_do_not_melt_into_what_is_around(name: str) -> None:
    styles = THEMES[name].styles
    grounds = {
        role: colours(styles[role], ColorSystem.EIGHT_BIT)[1].number
        for role in ("text", "cursor", "cursor-off", "field", "caret")
    }
    assert len(set(grounds.values())) == len(grounds), grounds


@pytest.mark.parametrize("palette", PALETTES)
def test_the_terminals_own_colours_can_be_read_in_dark_and_in_light(palette: str) -> None:
    """Text is the terminal's own on its own, for which it answers; else colour on colour."""
    sixteen = [Color.parse(f"#{code}") for code in PALETTES[palette].split()]
    for role, style in THEMES["terminal"].styles.items():
        text, ground = colours(style)
        assert (text.is_default, ground.is_default) in ((True, True), (False, False)) or (
            role in FRAMES
        ), role
        if not (text.is_default or ground.is_default):
            assert text.number is not None
            assert ground.number is not None
            assert contrast(sixteen[text.number], sixteen[ground.number]) >= LEAST, role
            # Where bold is drawn bright, black would be a grey.
            assert not style.bold, role


def test_the_terminals_own_tells_by_attributes_what_the_others_tell_by_colour() -> None:
    styles = THEMES["terminal"].styles

    def drawn(role: str) -> str:
        return styles[role].render("x", color_system=ColorSystem.STANDARD)

    for one, other in (
        ("text", "strong"),
        ("cursor", "cursor-off"),
        ("cursor-off", "text"),
        ("frame", "frame-on"),
        ("title", "title-on"),
        ("field", "caret"),
        ("badge", "badge-danger"),
        *itertools.combinations(STATES, 2),
    ):
        assert drawn(one) != drawn(other), (one, other)


# -- eyes


@pytest.mark.parametrize("system", [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT])
@pytest.mark.parametrize(
    ("name", "eyes"),
    [
        ("deuteranopia", "deuteranopia"),
        ("deuteranopia", "protanopia"),
        ("tritanopia", "tritanopia"),
    ],
)
def test_the_states_differ_to_the_eyes_they_are_for(
    name: str, eyes: str, system: ColorSystem
) -> None:
    styles = THEMES[name].styles
    for one, other in itertools.combinations((*STATES, "text"), 2):
        pair = (colours(styles[role], system)[0] for role in (one, other))
        assert differs(*pair, eyes) >= DIFFERENT, (one, other)


def test_the_dark_theme_alone_would_not_do() -> None:
    styles = THEMES["dark"].styles
    pair = (colours(styles[role])[0] for role in ("good", "danger"))
    assert differs(*pair, "deuteranopia") < DIFFERENT


# -- which one is drawn


@pytest.mark.parametrize(
    ("environment", "few"),
    [
        ({"TERM": "xterm"}, True),
        ({"TERM": "linux"}, True),
        ({"TERM": "screen"}, True),
        ({"TERM": "rxvt-16color"}, True),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "tmux-256color"}, False),
        ({"TERM": "xterm-kitty"}, False),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, False),
        ({"TERM": "linux", "COLORTERM": "24bit"}, False),
        ({"TERM": "xterm", "COLORTERM": "yes"}, True),
    ],
)
def test_sixteen_colours_get_the_terminals_own(environment: dict[str, str], few: bool) -> None:
    system = Console(_environ=environment, force_terminal=True).color_system
    assert (system == "standard") is few, "rich counts otherwise"
    assert fitting("light", environment) == ("terminal" if few else "light")


def test_a_theme_that_is_not_there_is_an_error_and_changes_nothing() -> None:
    with pytest.raises(KeyError):
        themes.use("pink")
    assert used() is THEMES["dark"]


def test_a_theme_is_drawn_in_wherever_styles_were_imported() -> None:
    role = link_role("https://www.digikey.com/")
    for name in NAMES:
        themes.use(name)
        accent = THEMES[name].styles["accent"]
        (drawn,) = strip_of([("x", role)], 1)
        assert drawn.style == accent + Style(link="https://www.digikey.com/")


@pytest.mark.parametrize("name", NAMES)
async def test_nothing_on_the_desk_is_drawn_in_another_theme(tmp_path: Path, name: str) -> None:
    themes.use(name)
    theme = THEMES[name]
    grounds = {colours(style)[1] for style in theme.styles.values()}
    texts = {colours(style)[0] for style in theme.styles.values()}
    async with desk(tmp_path, DESK) as it:
        await it.press("2", "down", "a", "40", "enter", "i", "RC0")
        strips = it.app.screen._compositor.render_strips()
        styles = {segment.style for strip in strips for segment in strip if segment.style}
        assert {style.bgcolor for style in styles} <= grounds
        assert {style.color for style in styles} <= texts
        assert it.app.native_ansi_color is theme.own
