"""Random hands at a terminal: keys by weight, pastes, scanner bursts, all as bytes.

Textual's own parser makes events of the bytes, so that what a terminal does to a paste with an
escape in it, or to Esc and a letter in one packet, happens here too.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Final

from textual._xterm_parser import XTermParser
from textual.message import Message

from tui.actions import ACTIONS

# What a terminal sends for the keys that are no character.
BYTES: Final = {
    "enter": "\r", "escape": "\x1b", "tab": "\t", "shift+tab": "\x1b[Z", "space": " ",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H",
    "end": "\x1b[F", "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "delete": "\x1b[3~",
    "backspace": "\x7f",
    "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~",
    "f6": "\x1b[17~", "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f10": "\x1b[21~",
    "f11": "\x1b[23~", "f12": "\x1b[24~",
}  # fmt: skip
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SIGNS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ µΩé±全🙂\u202e\u200b\u0301"
# Ctrl with a letter, but not those that a terminal means by Tab and Enter.
_CONTROLS = "".join(chr(code) for code in range(1, 32) if chr(code) not in "\t\r\n\x1b")
# Arrows with Shift, Alt and Ctrl; keys nobody has; a wheel, a click; focus gone and come back.
_ODD = (
    "\x1b[1;2A", "\x1b[1;3B", "\x1b[1;5C", "\x1b[3;5~", "\x1b[99~", "\x1b[27;5;13~", "\x1b[13;2u",
    "\x1b[<64;20;20M", "\x1b[<0;9;9M", "\x1b[<0;9;9m", "\x1b[O", "\x1b[I", "\n",
)  # fmt: skip
# Leaving the program is a key like any other, but each start after it takes its time.
_LEAVES = frozenset("q\x11")
_LEAVE = 0.4


def bytes_of(key: str) -> str:
    """What a terminal sends for a key of the table of actions."""
    if key.startswith("ctrl+") and len(key) == 6:
        return chr(ord(key[-1]) & 0x1F)
    return key if len(key) == 1 else BYTES[key]


def _alphabet() -> dict[str, float]:
    weights: dict[str, float] = {}
    groups: tuple[tuple[Iterator[str], float], ...] = (
        ((bytes_of(key) for action in ACTIONS for key in action.keys), 200),
        (iter("0123456789"), 250),
        (iter(BYTES.values()), 90),
        (iter(_LETTERS), 110),
        (iter(_SIGNS), 50),
        (iter(_CONTROLS), 30),
        (iter(_ODD), 25),
        (("\x1b" + character for character in _LETTERS + "0123456789"), 30),
        (iter("\r"), 130),
        (iter("\x1b"), 15),
    )
    for group, weight in groups:
        sent = list(group)
        for one in sent:
            weights[one] = weights.get(one, 0) + weight / len(sent)
    return {sent: by * (_LEAVE if sent in _LEAVES else 1) for sent, by in weights.items()}


ALPHABET: Final = _alphabet()
_SENT, _WEIGHTS = list(ALPHABET), list(ALPHABET.values())


def keys(dice: Random, count: int) -> list[str]:
    return dice.choices(_SENT, _WEIGHTS, k=count)


def chance(text: str) -> float:
    """How likely so many random keys in a row are exactly these characters."""
    whole = sum(_WEIGHTS)
    product = 1.0
    for character in text:
        product *= ALPHABET[character] / whole
    return product


def paste(dice: Random, number: str) -> str:
    """A paste in its brackets. `number` is a purchase order number that may stand in it."""
    four = number[-4:]
    text = dice.choice(
        (
            "RC0603FR-0710KL\t250\r\nGRM188R71H104KA93D\t40\r\n;;;\n\n\tLM358DR\t1,000\n",
            "part;quantity\n" + "".join(f"{dice.choice(_LETTERS)}{n};{n}00\n" for n in range(60)),
            "RED \x1b[31m \x1b]52;c;Ym9uZHJvb20=\x07 \x9b999;7m \x00\x07\x08\x7f\u202e\u200b",
            four,
            f"{four}\r",
            f"{number}\n{four}\n",
            # A clipboard that ends the brackets itself, and goes on as if it were typed.
            f"\x1b[201~{four}\r",
            f"yes\x1b[201~{four}\r\r",
            f"{four}\x1b[201~\r",
            # One with an escape in it, of which Textual makes keys before it says that it is one.
            f"\x1bx\r{four}\r{'y' * 40}",
            f"\x1b\x15{four}\r{'y' * 40}",
            "x" * 4_000,
            str(dice.randrange(10_000)),
        )
    )
    return f"\x1b[200~{text}\x1b[201~"


def scan(dice: Random, number: str) -> str:
    """A label under a scanner that types, with the Enter it is set to send (ISO/IEC 15434)."""
    fields = [
        "P311-10.0KHRCT-ND",
        "1PRC0603FR-0710KL",
        f"K{number}",
        f"1K{dice.randrange(10**8)}",
        f"Q{dice.choice((1, 250, 5000, dice.randrange(10**6)))}",
        "4LCN",
        f"11ZPICK12Z{dice.randrange(10**7)}",
    ]
    dice.shuffle(fields)
    return "[)>\x1e06\x1d" + "\x1d".join(fields[: dice.randint(2, 7)]) + "\x1e\x04\r"


def typo(dice: Random, four: str) -> str:
    """The characters that place an order, with one slip in them, and Enter. Never the right ones.

    Two doublings of one character can make the right ones of a wrong beginning: not so here.
    """
    at = dice.randrange(len(four))
    other = dice.choice([one for one in "0123456789ABCDEFX" if one != four[at].upper()])
    slip = dice.choice(
        (
            four[:at] + four[at + 1 :],
            four[:at] + four[at] + four[at:],
            four[:at] + other + four[at + 1 :],
            four[:at] + other + four[at:],
        )
    )
    return slip + "\r"


def events_of(sent: str) -> list[Message]:
    """What Textual makes of these bytes, come in one packet: Esc at its end is Esc."""
    parser = XTermParser()
    return [*parser.feed(sent), *parser.feed("")]
