"""For which of a vendor's accounts an order was sent, and whether that is the one acted for now.

Asked under another account a vendor does not show the order, and that would pass for "not found".
An account is shown by its last digits alone. An attempt that names none was sent where the vendor
knows one account of the person, or where nobody had chosen one yet: that is no other account.
"""

from __future__ import annotations

import sqlite3

from vendors.contract import ActsFor

TODO = "sign in for that account (L)"


def account_of(client: object) -> str:
    """The account that a vendor's client acts for; empty where it names none."""
    return client.account if isinstance(client, ActsFor) else ""


def ending(account: str) -> str:
    """`…8905`: the last four digits, and never all of them."""
    return f"…{account[1:][-4:]}"


def sent_for(db: sqlite3.Connection, order_id: int) -> str:
    """The account of the attempts that the vendor may know of; empty where none names one."""
    row = db.execute(
        "SELECT account FROM attempt WHERE order_id = ? AND state <> 'not_sent' AND account <> '' "
        "ORDER BY id DESC LIMIT 1",
        (order_id,),
    ).fetchone()
    return "" if row is None else str(row[0])


def not_asked(account: str, acts_for: str) -> str:
    """That the vendor is not asked now about an order `sent_for` an account; else empty.

    What is known of it is what it said last under that account.
    """
    if account in ("", acts_for):
        return ""
    now = f"not asked under {ending(acts_for)}" if acts_for else "not asked under no account"
    return f"of account {ending(account)}: {now}"


def elsewhere(account: str, acts_for: str) -> str:
    """That an order `sent_for` an account is not this one's, to stand behind "was"; else empty."""
    if account in ("", acts_for):
        return ""
    now = ending(acts_for) if acts_for else "no account"
    return f"sent for account {ending(account)}; this session acts for {now}"
