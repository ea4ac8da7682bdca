"""What the screen says, for a place without keys and without colour: the same words as text.

Sentences of the screen name the key that comes next. Here there are none, so the command stands
in its place, or where nothing has to be done nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial

from tui.text import safe

# A key of the screen and what is typed here instead; the longer ones first.
_INSTEAD: tuple[tuple[str, str], ...] = (
    (r"press P to try again", "`place` again tries it"),
    (r"press P to review (it|the draft)( again)?", r"`place` reviews \1 again"),
    (r"press P again, or d to open it anew", "try it again"),
    (r"P (tries|places) (it )?again", "`place` tries it again"),
    (r"and P places (it|them) again", r"and `place` places \1 again"),
    (r"\bpress F2 and type another number", "`place --number` gives another one"),
    (r"the number is as it was; F2 tries again", "the number is as it was"),
    (r"r in the history makes a new draft of it", "`reorder` makes a new draft of it"),
    (r"r in the history makes a new (draft|one)", r"`reorder` makes a new \1"),
    (r"press 4 to see it", "`order show` shows it"),
    (r"4 History", "the history"),
    (r"(in )?3 Order\b", r"the draft"),
    (r"\bT in the order pane\b", "`draft terms`"),
    (r"\bF2 on the line\b", "`draft terms --line`"),
    (r"[:;,]? ?\bt takes it over", "; `draft take-over` takes it over"),
    (r"[:;,]? ?\bt takes it back", "; `draft take-over` takes it back"),
    (r"press d for the drafts that are open", "`drafts` lists those that are open"),
    (r"press n for a new draft or d for the open ones", "`drafts` lists the open ones"),
    (r"press d and open it again to see the change", "`draft show` shows it as it is"),
    (r"Press / to find a part and a to add it", "`draft add` adds one"),
    (r"s chooses where this one goes", "`draft ship-to` says where this one goes"),
    (r"press s\b", "`draft ship-to`"),
    (r"(press )?F5 (asks for it|in 1 Bonded asks for it)", "`bonded --refresh` asks for it"),
    (r"(Press|press) F5 to ask", "`orders --refresh` asks"),
    (r"L signs in( anew)?", "`login digikey` signs in"),
    (r"l looks now", "`order look` looks now"),
    (r"c on the line begins anew", "`order change` begins anew"),
    (r"Esc goes back, and P asks again", "begin it again"),
    (r"\bm tells it\b", "`inbound tell` tells it"),
    (r"d opens (its draft|the draft|it)", r"`draft show` shows \1"),
    (r"Enter lists what it could be; ", ""),
    (r"Enter on “put into”", "--place says it"),
    (r"\bs looks for other words", "--search looks for other words"),
    (r"\bx takes it away", "- takes it away"),
    (r"c on the line asks", "`order change` asks"),
    (r" \(y copies what is under the cursor\)|, and y copies what to ask [A-Za-z]+", ""),
    (r"n is for when", "`order not-placed` is for when"),
    (r"F5 asks again", "try it again later"),
    (r"F5 in the history asks", "`orders --refresh` asks"),
    (r"\bF4 asks for approval", "`place --ask-approval` asks for approval"),
    (r"\bw tells\b", "`morning` tells"),
    (r"\bEsc leaves\b", "An empty line leaves"),
    (r"\bs in the order pane and choose one", "`draft ship-to` says one"),
    (r"\bM says it\b", "`inbound names` says it"),
    (r"\bm (then )?tells it\b", r"`inbound tell` \1tells it"),
    (r"(press )?\bEsc, then (?=`)", ""),
)
# In a sheet a sentence goes on in the next line: where it does within what is replaced, the line
# ends behind that.
_KEYS = tuple(
    (re.compile("(?:" + pattern.replace(" ", r"(?:\s+)") + ")(?P<behind> ?)"), words)
    for pattern, words in _INSTEAD
)
_BREAK = re.compile(r"\n *")
# What only says which key does something: behind a colon, a semicolon or a comma.
_ONLY_KEYS = re.compile(
    r"(?:[:;,]| \u2014) (?:or )?(?:↑|↓|Enter|Esc|Tab|F[0-9]{1,2}|Ctrl\+[A-Z]|[a-zA-Z/+!-])"
    r" (?:changes|takes|lists|types|removes|goes back|goes to|opens|searches|brings|mends|splits"
    r"|copies|lists them|says all|narrows|clears|asks|begins)\b[^.;:]*"
)
_GLYPHS = str.maketrans("—–·─│“”‘’▸×●◆✎⚠▴▾✕\xa0•", "----|\"\"''>x***!^vx *") | str.maketrans(
    {"…": "...", "→": "->", "←": "<-", "↑": "up", "↓": "down", "≥": ">=", "≤": "<="}
    | {"○": "", "✓": "ok"}
)


def spoken(text: str) -> str:
    """A sentence of the screen with commands in the place of its keys."""
    return _ONLY_KEYS.sub("", _instead(safe(text))).rstrip()


def in_sheet(lines: Iterable[str]) -> list[str]:
    """The lines of a sheet. What only says which key does something stays: it may be cut there."""
    return [line.rstrip() for line in _instead("\n".join(map(safe, lines))).split("\n")]


def _instead(text: str) -> str:
    for pattern, words in _KEYS:
        text = pattern.sub(partial(_put, words), text)
    return text


def _put(words: str, found: re.Match[str]) -> str:
    broken = _BREAK.search(found[0])
    behind: str = found["behind"]
    said = found.expand(words)
    if found.string[: found.start()].rstrip().endswith("."):
        said = said[:1].upper() + said[1:]
    return said + (broken[0] if broken and behind else behind)


def text_of(line: Iterable[tuple[str, str]]) -> str:
    """A line of a sheet as text."""
    return "".join(text for text, _ in line).rstrip()


def plain(text: str) -> str:
    """`text` as a braille line or a dumb terminal can have it: no sign of ours beyond ASCII.

    Letters of any script stay: they are names.
    """
    return safe(text).replace("○ ", "").translate(_GLYPHS)
