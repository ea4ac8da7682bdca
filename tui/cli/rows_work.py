"""The commands that change something: drafts, placing, settling, notes, receiving, approvals."""

from __future__ import annotations

from tui.cli.command import Argument, Command, Option
from tui.cli.rows_orders import FIELD, MORE, ORDERS, VALUE

_DRAFT = Argument("draft", "the draft, as D-17")
_LINE = Argument("line", "the number of a line")
_PART = Argument("part", "a part number: the maker's, the vendor's or your own")
_QUANTITY = Argument("quantity", "a number of pieces")
_PACKAGING = Option("--packaging", "WORD", "cut tape, reel, tube, tray, as the vendor sells it")
_VENDOR = Option("--vendor", "NAME", "from whom; nobody is taken unasked")
_BONDED = Option("--bonded", "LOCATION", "from the bonded stock of this location")
_LEGAL = f"A quantity that minimum or multiple forbid is refused with those next to it.\n\n{MORE}"

_DRAFTS: tuple[Command, ...] = (
    Command(
        ("draft", "new"),
        "Begin a draft",
        "tui.cli.draft_commands:new",
        (Argument("name", "what it is called", repeats=True, needed=False),),
        twin_of=("builder.new_draft",),
    ),
    Command(
        ("draft", "add"),
        "Add a line: the part is looked up, and refused where it cannot be bought so",
        "tui.cli.draft_commands:add",
        (_DRAFT, _PART, _QUANTITY),
        (_PACKAGING, _VENDOR, _BONDED),
        (
            *("builder.type_lines", "desk.type_lines", "search.add", "part.add", "ways.add"),
            *("entry.enter", "entry.take", "builder.again", "scanned.add"),
        ),
        more=_LEGAL,
    ),
    Command(
        ("draft", "set"),
        "Change quantity, packaging or vendor of a line; what is not named stays",
        "tui.cli.draft_commands:set_line",
        (_DRAFT, _LINE),
        (Option("--quantity", "PIECES", "how many"), _PACKAGING, _VENDOR, _BONDED),
        ("builder.quantity", "builder.above", "builder.below"),
        more=_LEGAL,
    ),
    Command(
        ("draft", "remove"),
        "Take a line out of a draft",
        "tui.cli.draft_commands:remove",
        (_DRAFT, _LINE),
        twin_of=("builder.remove",),
    ),
    Command(
        ("draft", "undo"),
        "Undo the last change of a draft, within one session",
        "tui.cli.draft_commands:undo",
        (_DRAFT,),
        twin_of=("builder.undo",),
    ),
    Command(
        ("draft", "redo"),
        "Do again what was undone, within one session",
        "tui.cli.draft_commands:redo",
        (_DRAFT,),
        twin_of=("builder.redo",),
    ),
    Command(
        ("draft", "rename"),
        "Name a draft",
        "tui.cli.draft_commands:rename",
        (_DRAFT, Argument("name", "what it is called", repeats=True)),
        twin_of=("builder.rename",),
    ),
    Command(
        ("draft", "ship-to"),
        "Say where lines that are not bonded go",
        "tui.cli.draft_commands:ship_to",
        (_DRAFT, Argument("place", "a code of the address book")),
        twin_of=("builder.ship_to",),
    ),
    Command(
        ("draft", "discard"),
        "Throw a draft away; nothing brings it back",
        "tui.cli.draft_commands:discard",
        (_DRAFT,),
        (Option("--yes", "", "it is meant"),),
        ("builder.discard",),
    ),
    Command(
        ("draft", "take-over"),
        "Take a draft over that another session has open",
        "tui.cli.draft_commands:take_over",
        (_DRAFT,),
        twin_of=("builder.take_over",),
    ),
    Command(
        ("draft", "terms"),
        "The terms of a draft's orders, or of one line: list them, or change one",
        "tui.cli.draft_more:terms",
        (_DRAFT, FIELD, VALUE),
        (Option("--line", "LINE", "of this line: days, schedules, quote, certificates, notes"),),
        (
            *("builder.terms", "builder.line_terms", "entry.entry_terms", "form.edit"),
            *("form.empty", "form_field.take"),
        ),
    ),
    Command(
        ("draft", "advice"),
        "What is said of each line before it costs money, and what mends it",
        "tui.cli.draft_more:advice",
        (_DRAFT,),
        twin_of=("builder.advice",),
    ),
    Command(
        ("draft", "mend"),
        "Take what is said of a line: the cheaper quantity, the packaging, bonded stock",
        "tui.cli.draft_more:mend",
        (_DRAFT, _LINE, Argument("key", "the key that `draft advice` names, as c or p")),
        twin_of=(
            *("builder.split", "builder.cheaper", "builder.packaging", "builder.fewer"),
            "builder.other_vendor",
        ),
    ),
    Command(
        ("release",),
        "Order bonded stock: a line of the row of a part at a location",
        "tui.cli.draft_more:release",
        (_PART, Argument("location", "its code or CustomerId"), _QUANTITY),
        (
            Option("--draft", "D-17", "into this draft; else the one of yours changed last"),
            Option("--split", "", "buy from the catalogue what the reserve lacks"),
        ),
        ("bonded.add", "prompt.split", "entry.entry_split"),
    ),
    Command(
        ("reorder",),
        "Make a new draft of a past order, at the prices of now",
        "tui.cli.draft_more:reorder",
        (Argument("number", "the number of an order"),),
        twin_of=("history.reorder",),
    ),
    Command(
        ("place",),
        "Review a draft and place it: what has to be typed is typed at a terminal",
        "tui.cli.place_command:place",
        (_DRAFT,),
        (
            Option("--show", "", "show what would be sent, and place nothing"),
            Option("--rehearse", "", "have the vendor look at it, where it can; places nothing"),
            Option("--number", "NUMBER", "of your own system, for a draft of one order"),
            Option("--ask-approval", "REASON", "ask for the word an order above a limit needs"),
        ),
        (
            *("builder.place", "desk.place", "commit.commit", "commit.number", "commit.rehearse"),
            *("commit.approval", "approvals.place", "outcome.next", "prompt.enter"),
        ),
        more=(
            "Nothing that is piped in, and no option, places anything: without a terminal it ends "
            "with 2.\n\nstatus: 0 placed, 1 not placed, 2 wrong words or no terminal, 4 it was "
            "sent and nobody knows what became of it: it is not sent again, and `order look` looks "
            "for it"
        ),
    ),
    Command(
        ("watch",),
        "Watch a part: price, stock and lead time over time",
        "tui.cli.more_commands:watch",
        (_PART,),
        (Option("--vendor", "NAME", "whose number it is"),),
        ("part.watch",),
    ),
    Command(
        ("unwatch",),
        "Watch a part no more",
        "tui.cli.more_commands:unwatch",
        (_PART,),
        (Option("--vendor", "NAME", "whose number it is"),),
        ("watched.remove", "part.watch"),
    ),
    Command(
        ("refresh",),
        "Ask the vendors again: for bonded stock, orders, or the prices of a draft",
        "tui.cli.more_commands:refresh",
        (Argument("what", "what is asked for", ("bonded", "orders", "prices")),),
        (Option("--draft", "D-17", "whose prices"),),
        ("any.refresh", "desk.refresh"),
    ),
)

_BOOK: tuple[Command, ...] = (
    Command(
        ("book", "show"),
        "A ship-to of the address book, field by field",
        "tui.cli.more_commands:book_show",
        (Argument("code", "its code"), FIELD),
        twin_of=("book.open",),
    ),
    Command(
        ("book", "new"),
        "Begin a ship-to of our own",
        "tui.cli.more_commands:book_new",
        (Argument("code", "its code, as PLANT2"),),
        twin_of=("book.new",),
    ),
    Command(
        ("book", "change"),
        "Change a field of a ship-to",
        "tui.cli.more_commands:book_change",
        (Argument("code", "its code"), FIELD._replace(needed=True), VALUE._replace(needed=True)),
        twin_of=("book.open",),
    ),
    Command(
        ("book", "retire"),
        "Offer a ship-to no more, or again; none is ever deleted",
        "tui.cli.more_commands:book_retire",
        (Argument("code", "its code"),),
        (Option("--back", "", "offer it again"),),
        ("book.remove",),
    ),
)

_PLAIN = Command(
    ("plain",),
    "Line by line, for screen readers, braille lines and terminals that draw nothing",
    "tui.cli.plain:run",
    more="Also as `bondroom --plain`. The same commands, with a current draft and a last list.",
)

WORK: tuple[Command, ...] = (*_DRAFTS, *_BOOK, *ORDERS, _PLAIN)
