"""What a cell is drawn with, and the shortest way from one pen to the next.

Sequences are those of ECMA-48 (SGR) and of the links that terminals agreed on (OSC 8).
"""

from __future__ import annotations

from collections.abc import Iterator

# What ends an attribute. Where one of them is not here, terminals disagree: all is ended at once.
_ENDS = {1: 22, 2: 22, 3: 23, 4: 24, 7: 27, 9: 29}
_KNOWN = frozenset((*_ENDS, 5, 6, 8, 21, 51, 52, 53))
# Seen on a blank too.
_ON_BLANKS = frozenset((4, 7, 9, 21, 51, 52, 53))


class NotUnderstood(Exception):
    """What was written is nothing that the model knows."""


class Pen:
    """Attributes, colours and link of a cell. Each there is exists once: compare with `is`.

    `blank` is equal for two pens whose blanks look alike; `plain` pens have nothing but a
    background to show on a blank, so that an erased cell looks the same.
    """

    __slots__ = ("bg", "blank", "fg", "link", "on", "plain")

    def __init__(self, on: frozenset[int], fg: str, bg: str, link: str) -> None:
        self.on = on
        self.fg = fg
        self.bg = bg
        self.link = link
        self.plain = not link and on.isdisjoint(_ON_BLANKS)
        self.blank: object = bg if self.plain else self


class Pens:
    """Every pen that was used, and what was found out about them."""

    def __init__(self) -> None:
        self._all: dict[tuple[frozenset[int], str, str, str], Pen] = {}
        self._after: dict[tuple[Pen, str], Pen] = {}
        self._switches: dict[tuple[Pen | None, Pen], str] = {}
        self.default = self._pen(frozenset(), "", "", "")

    def _pen(self, on: frozenset[int], fg: str, bg: str, link: str) -> Pen:
        key = on, fg, bg, link
        if key not in self._all:
            self._all[key] = Pen(*key)
        return self._all[key]

    def after(self, pen: Pen, sgr: str) -> Pen:
        """`pen` once the numbers of `sgr` were applied to it. Raises NotUnderstood."""
        found = self._after.get((pen, sgr))
        if found is None:
            found = self._after[pen, sgr] = self._applied(pen, sgr)
        return found

    def linked(self, pen: Pen, link: str) -> Pen:
        """`pen` with another link: `parameters;address`, or nothing."""
        return self._pen(pen.on, pen.fg, pen.bg, link)

    def _applied(self, pen: Pen, sgr: str) -> Pen:
        on, fg, bg = set(pen.on), pen.fg, pen.bg
        codes = iter(int(code or 0) for code in sgr.split(";"))
        for code in codes:
            if code == 0:
                on, fg, bg = set(), "", ""
            elif code in _KNOWN:
                on.add(code)
            elif 30 <= code <= 39 or 90 <= code <= 97:
                fg = _colour(code, codes)
            elif 40 <= code <= 49 or 100 <= code <= 107:
                bg = _colour(code, codes)
            else:
                raise NotUnderstood
        return self._pen(frozenset(on), fg, bg, pen.link)

    def switch(self, old: Pen | None, new: Pen) -> str:
        """What turns `old` into `new`; `old` None may be any."""
        found = self._switches.get((old, new))
        if found is None:
            found = self._switches[old, new] = _link(old, new) + _style(old, new)
        return found


def _colour(code: int, codes: Iterator[int]) -> str:
    """The parameters of a colour; empty for the terminal's own."""
    if code in (39, 49):
        return ""
    if code not in (38, 48):
        return str(code)
    try:
        kind = next(codes)
        if kind == 5:
            return f"{code};5;{next(codes)}"
        if kind == 2:
            return f"{code};2;{next(codes)};{next(codes)};{next(codes)}"
    except StopIteration:
        pass
    raise NotUnderstood


def _link(old: Pen | None, new: Pen) -> str:
    # No link is ever left open; and to who knows none, nothing is said of them.
    if (old.link if old is not None else "") == new.link:
        return ""
    return f"\x1b]8;{new.link or ';'}\x1b\\"


def _style(old: Pen | None, new: Pen) -> str:
    anew = ["" if old is not None else "0", *map(str, sorted(new.on)), new.fg, new.bg]
    whole = ";".join(filter(None, anew))
    if old is None:
        return f"\x1b[{whole}m"
    gone = old.on - new.on
    from_nothing = f"\x1b[0;{whole}m" if whole else "\x1b[m"
    if not gone <= _ENDS.keys():
        return from_nothing
    ends = {_ENDS[code] for code in gone}
    # 22 ends bold and dim alike.
    begun = {code for code in new.on if code not in old.on or _ENDS.get(code) in ends}
    codes = [*map(str, sorted(ends)), *map(str, sorted(begun))]
    if old.fg != new.fg:
        codes.append(new.fg or "39")
    if old.bg != new.bg:
        codes.append(new.bg or "49")
    if not codes:
        return ""
    changed = f"\x1b[{';'.join(codes)}m"
    return min(from_nothing, changed, key=len)
