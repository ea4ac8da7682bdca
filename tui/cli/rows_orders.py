"""The commands on orders that were sent: settling, changing, the warehouse, approvals."""

from __future__ import annotations

from tui.cli.command import Argument, Command, Option

_NUMBER = Argument("number", "the number of an order")
_REASON = Option("--reason", "TEXT", "why; else it is asked at the terminal")
FIELD = Argument("field", "a field of the list, by its name or how it begins", needed=False)
VALUE = Argument(
    *("value", "what it says from now on; - takes away what it says"), repeats=True, needed=False
)
MORE = "status: 0 done, 1 not done, 2 wrong words, 3 nothing found, others as sysexits.h has them"

_OURS: tuple[Command, ...] = (
    Command(
        ("order", "look"),
        "Look at the vendor for an order of which nobody knows what became of it",
        "tui.cli.order_commands:look",
        (_NUMBER,),
        twin_of=("order.look",),
        more=MORE,
    ),
    Command(
        ("order", "note"),
        "List what differs at the vendor, or take note of one difference",
        "tui.cli.order_commands:note",
        (_NUMBER, Argument("difference", "its number in the list", needed=False)),
        (_REASON,),
        ("order.note", "reason.take"),
    ),
    Command(
        ("order", "not-placed"),
        "Say that an unknown order was not placed, by the vendor's word",
        "tui.cli.order_commands:not_placed",
        (_NUMBER,),
        (_REASON,),
        ("order.not_placed",),
    ),
    Command(
        ("order", "change"),
        "List what can be changed of a line at the vendor, or change it",
        "tui.cli.order_commands:change",
        (
            _NUMBER,
            Argument("line", "the number of a line"),
            Argument("change", "FIELD=VALUE, by the names of the list", repeats=True, needed=False),
        ),
        twin_of=("order.change", "change.review", "change_commit.commit"),
        more=(
            "A change is sent once, after the end of the order's number was typed at a terminal."
            "\n\nstatus: 0 taken, 1 not sent or not taken, 2 wrong words or no terminal, 4 it was "
            "sent and nobody knows what became of it"
        ),
    ),
    Command(
        ("order", "settle"),
        "List the changes of an order, close one by the vendor's word, or read it back",
        "tui.cli.order_commands:settle",
        (_NUMBER, Argument("change", "its number in the list", needed=False)),
        (_REASON, Option("--look", "", "read the line back from the vendor now")),
        ("changed.settle", "changed.look"),
    ),
    Command(
        ("order", "body"),
        "What was sent, without names and addresses",
        "tui.cli.order_commands:body",
        (_NUMBER,),
        twin_of=("order.body",),
    ),
    Command(
        ("order", "wrong"),
        "What can still be changed of an order that was wrong, and how",
        "tui.cli.order_commands:wrong",
        (_NUMBER,),
        twin_of=("order.wrong", "wrong.copy"),
    ),
    Command(
        ("order", "paper"),
        "Save the vendor's own packing list of an order as a PDF; `packing` lists what is in it",
        "tui.cli.order_commands:paper",
        (
            _NUMBER,
            Argument("file", "a new file; without it, one of the invoice's name", needed=False),
        ),
        (Option("--invoice", "NUMBER", "of this invoice, where the order has several"),),
        ("packing.paper",),
        more="One call, always. " + MORE,
    ),
    Command(
        ("seen",),
        "Take every change of every order for seen",
        "tui.cli.order_commands:seen",
        options=(Option("--parts", "", "of the parts that you watch too"),),
        twin_of=("history.seen", "watched.seen"),
    ),
)

_INBOUND: tuple[Command, ...] = (
    Command(
        ("inbound", "show"),
        "What the warehouse knows of an order, as it was read last",
        "tui.cli.inbound_commands:show",
        (_NUMBER,),
        twin_of=("history.inbound", "order.inbound"),
    ),
    Command(
        ("inbound", "tell"),
        "Tell the warehouse of an order, or go on where it stopped",
        "tui.cli.inbound_commands:tell",
        (_NUMBER,),
        twin_of=("inbound.make",),
    ),
    Command(
        ("inbound", "names"),
        "What the warehouse calls supplier, building and parts: list it, or say it",
        "tui.cli.inbound_commands:names",
        (_NUMBER, FIELD, VALUE),
        (
            Option("--search", "WORDS", "look for other words at the warehouse, for FIELD"),
            Option("--exact", "", "take every SKU that is the manufacturer's number"),
        ),
        ("inbound.names", "names.exact", "names.search"),
    ),
    Command(
        ("inbound", "details"),
        "What the warehouse is told besides: payment, days, carrier, a note",
        "tui.cli.inbound_commands:details",
        (_NUMBER, FIELD, VALUE),
        twin_of=("inbound.change",),
    ),
    Command(
        ("inbound", "look"),
        "Ask the warehouse how an order stands",
        "tui.cli.inbound_commands:look",
        (_NUMBER,),
        twin_of=("inbound.look",),
    ),
    Command(
        ("inbound", "receive"),
        "Say what came of an order, and post it once",
        "tui.cli.inbound_commands:receive",
        (_NUMBER, Argument("came", "SKU=PIECES that came", repeats=True, needed=False)),
        (
            Option("--all", "", "everything that is open came"),
            Option("--place", "NAME", "where in the warehouse it is put"),
            Option("--lot", "LOT", "of what came"),
            Option("--expires", "DAY", "of what came"),
            Option("--rejected", "PIECES", "that came and were not kept"),
            Option("--because", "TEXT", "why more came than was ordered"),
            Option("--post", "", "post it; else it is only shown"),
        ),
        ("inbound.receive", "receiving.all", "receiving.post"),
    ),
    Command(
        ("inbound", "papers"),
        "Save the inbound order, or what was received, as a PDF",
        "tui.cli.inbound_commands:papers",
        (_NUMBER, Argument("file", "a new file", needed=False)),
        (Option("--received", "", "what was received"),),
        ("inbound.paper", "inbound.goods_paper"),
    ),
    Command(
        ("inbound", "cancel"),
        "Cancel an order at the warehouse, not at the vendor",
        "tui.cli.inbound_commands:cancel",
        (_NUMBER,),
        (Option("--yes", "", "it is meant"),),
        ("inbound.cancel",),
    ),
    Command(
        ("inbound", "not-made"),
        "Say that it is not at the warehouse, or that a receipt was not taken",
        "tui.cli.inbound_commands:not_made",
        (_NUMBER,),
        (_REASON,),
        ("inbound.not_made",),
    ),
    Command(
        ("inbound", "taken"),
        "Say that the receipt of which nobody knows was taken",
        "tui.cli.inbound_commands:taken",
        (_NUMBER,),
        (_REASON,),
        ("inbound.taken",),
    ),
)

_APPROVALS: tuple[Command, ...] = (
    Command(
        ("approvals",),
        "Orders above a limit: what waits for your word, and for another's",
        "tui.cli.more_commands:approvals",
        twin_of=("desk.approvals", "approvals.open", "approvals.copy"),
        formats=True,
    ),
    Command(
        ("approve",),
        "Approve an order above a limit: the end of its number is typed",
        "tui.cli.more_commands:approve",
        (Argument("request", "its number in the list, or the order's"),),
        twin_of=("approval.commit",),
    ),
    Command(
        ("decline",),
        "Decline an order above a limit, or withdraw your own request, with a reason",
        "tui.cli.more_commands:decline",
        (Argument("request", "its number in the list, or the order's"),),
        (_REASON,),
        ("approval.decline",),
    ),
)

ORDERS: tuple[Command, ...] = (*_OURS, *_INBOUND, *_APPROVALS)
