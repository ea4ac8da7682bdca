"""What a terminal acts on and we send on purpose: an address to click, a text for the clipboard.

Standard library only: the commands without a screen need it too.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping

# As k9s has it: longer ones are dropped whole by many terminals. Bytes of base64.
_MOST = 74_994
# GNU screen takes so many bytes of a string at once.
_PIECE = 76

_ADDRESS = re.compile(r"https://[!-~]+")


def clipboard(text: str, environment: Mapping[str, str]) -> str:
    """What puts `text` on the terminal's clipboard (OSC 52); empty where it is too long for that.

    Inside tmux it is sent plain and wrapped: which one counts is a matter of tmux's settings
    `set-clipboard` and `allow-passthrough`, and neither harms. Inside GNU screen it is wrapped in
    pieces, because screen drops long strings. No terminal says whether it took it.
    """
    data = base64.b64encode(text.encode("utf-8", "replace")).decode()
    if len(data) > _MOST:
        return ""
    plain = f"\x1b]52;c;{data}\x07"
    if environment.get("TMUX"):
        return f"{plain}\x1bPtmux;\x1b{plain}\x1b\\"
    if environment.get("STY"):
        pieces = [plain[at : at + _PIECE] for at in range(0, len(plain), _PIECE)]
        return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    return plain


# Said of a text that `clipboard` does not send.
TOO_LONG = f"is too long for a terminal's clipboard ({_MOST * 3 // 4 // 1000} kB at most)"


def copied_by(environment: Mapping[str, str]) -> str:
    """Which way a text goes to the clipboard, and what a person may have to set for it."""
    if environment.get("TMUX"):
        return "by the terminal through tmux (OSC 52; tmux needs  set -g set-clipboard on)"
    if environment.get("STY"):
        return "by the terminal through screen (OSC 52)"
    return "by the terminal (OSC 52)"


def cursor_shown(environment: Mapping[str, str]) -> str:
    """What shows the terminal's cursor, as a line that does not blink: a block over our caret,
    which is a reversed cell, would reverse it back. The Linux console has a line of itself."""
    return ("" if environment.get("TERM") == "linux" else "\x1b[4 q") + "\x1b[?25h"


def cursor_given_back(environment: Mapping[str, str]) -> str:
    """What gives it back the form that the person chose."""
    return "" if environment.get("TERM") == "linux" else "\x1b[0 q"


def can_click(address: str) -> bool:
    """Whether `address` may be sent as a link: https, and nothing in it that ends the sequence."""
    return _ADDRESS.fullmatch(address) is not None


def clickable(address: str) -> str:
    """`address` as a link of the terminal (OSC 8); as it is where it may not be one."""
    if not can_click(address):
        return address
    return f"\x1b]8;;{address}\x1b\\{address}\x1b]8;;\x1b\\"


def window_title(text: str) -> str:
    """What names the terminal's window (OSC 2); only printable ASCII goes into it."""
    return "\x1b]2;" + re.sub(r"[^ -~]", "?", text)[:80] + "\x07"
