"""A vendor's text made safe for a screen, a log and a file.

Vendor text is not ours: it can hold escape sequences, right-to-left overrides and invisible
characters. Whatever enters the vocabulary goes through `clean` or `link` first.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit

REPLACEMENT = "\ufffd"

# What separates lines or columns becomes one space; everything else that is invisible, steers the
# terminal or changes the direction of writing becomes U+FFFD, so that a person sees it was there.
_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_UNSAFE = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x9f"  # C0, DEL, C1
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, fillers, marks
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f"  # zero width, bidi, invisible operators
    "\u3164\ufe00-\ufe0f\ufeff\uffa0"  # fillers, variation selectors, byte order mark
    "\ufff0-\ufffc\ufffe\uffff"  # interlinear marks, non-characters
    "\ud800-\udfff"  # halves of surrogate pairs
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # shorthand and music format marks
    "\U000e0000-\U000e0fff"  # tags and further variation selectors
    "]"
)

# A URL's own characters, and % because what is already encoded stays as it is.
_URL_SAFE = "%/:?#[]@!$&'()*+,;=~-._"
_LONGEST_URL = 2000


def clean(text: str | None, limit: int = 300) -> str:
    """`text` on one line, composed (NFC), without anything invisible, at most `limit` characters.

    Control, bidirectional, zero-width and tag characters and lone surrogates become U+FFFD; runs
    of tabs and line ends one space. Cut text ends in an ellipsis. None gives the empty text.
    """
    if not text:
        return ""
    if not (text.isascii() and text.isprintable()):
        # Composing is not linear in the length of a run of marks: cut first, then compose.
        text = _UNSAFE.sub(REPLACEMENT, _BREAKS.sub(" ", text[: 4 * limit]))
        text = unicodedata.normalize("NFC", text)
    text = text.strip()
    return text if len(text) <= limit else text[: limit - 1] + "…"


def link(text: str | None) -> str | None:
    """An https address out of vendor text, or None where it is anything else.

    An address without a scheme (`//host/…`, as vendors write datasheets) is taken as https.
    """
    if not text:
        return None
    text = text.strip()
    if text.startswith("//"):
        text = "https:" + text
    if len(text) > _LONGEST_URL or not text.isprintable() or any(c.isspace() for c in text):
        return None
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() != "https" or not host or not host.isascii() or "@" in parts.netloc:
        return None
    return quote(text, safe=_URL_SAFE)
