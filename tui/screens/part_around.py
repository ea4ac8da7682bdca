"""The tabs that each cost a call when they are opened: relatives, documents, change notices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cache import part_details
from cache.purchase_orders import vendor_name
from tui.screens.part_tab import DETAILS, Rows, Tab
from tui.screens.sheet import paragraph
from tui.text import UNKNOWN, day, fit, pieces, unit_price, width_of
from tui.widgets.lines import Line, link_role
from tui.widgets.table import Column, Table
from vendors.details import Document

if TYPE_CHECKING:
    from cache.part_details import Known
    from tui.screens.part import PartSheet
    from vendors.details import ChangeNotice, Related


class AskedTab(Tab):
    """What one call tells. `of` is the tab of the service behind it."""

    of: part_details.Tab[Any]

    async def here(self) -> None:
        teller = self.sheet.teller
        if teller is not None:
            self.take(await self.sheet.room.services.parts.have(self.of, *teller))

    async def ask(self, anew: bool) -> None:
        teller = self.sheet.teller
        if teller is not None:
            self.take(await self.sheet.room.services.parts.ask(self.of, *teller, anew=anew))

    def status(self) -> str:
        teller = self.sheet.teller
        if teller is None:
            return f"only {vendor_name(DETAILS)} tells this, and no offer of its is known here"
        return self.said_by(teller[0])

    def take(self, known: Known[Any]) -> None:
        self.at, self.old = known.at, known.old
        self.show(known.facts, [_name(one, at) for at, one in enumerate(known.facts)])


class RelatedTab(AskedTab):
    """Other parts, and how each stands to this one. Enter opens the sheet of one."""

    opens = True
    columns: tuple[Column, ...] = (
        Column("how", 12, 2),
        Column("part", 18),
        Column("number", 18, 5),
        Column("maker", 10, 3, grow=True),
        Column("stock", 10, 1, right=True),
        Column("each", 10, right=True),
        Column("", 3, 1),
        Column("description", 20, 4, grow=True),
    )

    def cells(self, one: Related) -> Sequence[str]:
        return (
            one.kind or one.relation,
            one.part or one.number or UNKNOWN,
            one.number or UNKNOWN,
            one.maker,
            pieces(one.stock),
            unit_price(one.unit_price),
            one.currency,
            one.description,
        )

    def foot(self, width: int) -> Sequence[Line]:
        one: Related | None = self.current
        if one is None:
            return ()
        words = " · ".join(
            word for word in (str(one.relation), one.number, one.maker, one.description) if word
        )
        return [[("─" * width, "frame")], *paragraph(words, width, "text")[:3]]

    def copied(self) -> str:
        one: Related | None = self.current
        return self.sheet.number if one is None else one.number or one.part

    def why_not_open(self) -> str | None:
        one: Related | None = self.current
        if one is None:
            return "there is no part here to open"
        return None if one.number or one.part else "the vendor names no number of it"

    def open(self) -> None:
        from tui.screens.part_opening import open_part

        one: Related = self.current
        teller = self.sheet.teller or (self.sheet.vendor, "")
        open_part(
            self.sheet.room,
            number=one.number or one.part,
            part=one.part,
            maker=one.maker,
            vendor=teller[0],
        )

    why_not_add = why_not_open

    def add(self) -> None:
        """Its packagings have to be seen first: only they have minimum and multiple."""
        self.open()
        self.sheet.room.say("a adds the packaging under the cursor; Esc comes back")


# "how" gives way first where it is the tab's own word, the number last.
_ALIKE = tuple(
    one._replace(
        rank={"how": 9, "number": 0, "maker": 6}.get(one.head, one.rank),
        width=22 if one.head == "number" else one.width,
    )
    for one in RelatedTab.columns
)


class SubstitutesTab(RelatedTab):
    word, key, of = "substitutes", "3", part_details.SUBSTITUTES


class OtherPackagingsTab(RelatedTab):
    word, key, of = "other packagings", "4", part_details.PACKAGINGS
    short = "other packs"
    # Of the same part, and all of them in the same relation: only their numbers differ.
    columns = _ALIKE


class AssociatedTab(RelatedTab):
    word, key, of = "goes with", "5", part_details.ASSOCIATED


class RecommendedTab(RelatedTab):
    word, key, of = "recommended", "6", part_details.RECOMMENDED
    columns = _ALIKE


class LinksTab(AskedTab):
    """Titles that the terminal opens where it can, and the address under the cursor, whole."""

    def __init__(self, sheet: PartSheet) -> None:
        super().__init__(sheet)
        self.table = Table((), lambda row: ())

    # What stands before the title, in the head.
    before = ""

    def head_of(self, one: Any) -> str:
        """What stands before the title of a row."""
        raise NotImplementedError

    def _wide(self, width: int) -> int:
        heads = (self.before, *(self.head_of(row) for row in self._rows))
        return min(width // 3, max(width_of(head) for head in heads))

    def heads(self, width: int) -> list[Line]:
        if self.empty:
            return []
        return [[(fit(f" {fit(self.before, self._wide(width))}  title", width), "head")]]

    def lines(self, width: int) -> Sequence[Line]:
        wide = self._wide(width)
        return Rows(len(self.table), lambda at: self._line(at, wide, width))

    @property
    def _rows(self) -> list[Any]:
        return [self.table.rows.row(at) for at in range(len(self.table))]

    def _line(self, at: int, wide: int, width: int) -> Line:
        one = self.table.rows.row(at)
        here = at == self.table.cursor
        head = f"{'▸' if here else ' '}{fit(self.head_of(one), wide)}  "
        title = fit(one.title or one.url or "without a title", width - wide - 3).rstrip()
        role = link_role(one.url) if one.url else "dim"
        return [(head, "cursor" if here else "text"), (title, role)]

    def foot(self, width: int) -> Sequence[Line]:
        one = self.current
        if one is None:
            return ()
        lines: list[Line] = [[("─" * width, "frame")]]
        if not one.url:
            return [*lines, [("without an address that may be opened (https)", "dim")]]
        # One and the same link on each piece: the terminal takes them for one.
        pieces_of = [one.url[at : at + width] for at in range(0, len(one.url), width)][:3]
        return lines + [[(fit(piece, width).rstrip(), link_role(one.url))] for piece in pieces_of]

    def copied(self) -> str:
        one = self.current
        return (one.url or "") if one is not None else ""

    def why_not_open(self) -> str | None:
        return "nothing is opened from here: click the title, or y copies its address"


class DocumentsTab(LinksTab):
    """Data sheets, drawings, models, pictures. What product details named needs no call."""

    word, key, of = "documents", "7", part_details.DOCUMENTS
    before = "kind"

    def take(self, known: Known[Any]) -> None:
        part = self.sheet.part
        named = (
            ()
            if part is None
            else (
                ("data sheet", part.datasheet),
                ("page", part.url),
                ("picture", part.photo),
                ("film", part.video),
            )
        )
        title = "" if part is None else part.number
        told = [Document(kind, title, url) for kind, url in named if url]
        addresses = {one.url for one in known.facts}
        both = [*(one for one in told if one.url not in addresses), *known.facts]
        self.at, self.old = known.at, known.old
        self.show(both, [_name(one, at) for at, one in enumerate(both)])

    def head_of(self, one: Document) -> str:
        return one.kind


class NoticesTab(LinksTab):
    """What the maker said of changes to the part, and of its end."""

    word, key, of = "change notices", "8", part_details.NOTICES
    short = "changes"
    before = f"{'on':<11}  kind"

    def head_of(self, one: ChangeNotice) -> str:
        today = self.sheet.room.now().date()
        return f"{fit(day(one.on, today), 11)}  {one.kind}"


def _name(one: Any, at: int) -> tuple[str, ...]:
    """By what a row is known again when others have come."""
    if isinstance(one, Document):
        return (one.url or str(at),)
    return (getattr(one, "number", "") or getattr(one, "part", "") or one.url or str(at), one.kind)
