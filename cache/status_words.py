"""The states of an order as they are shown: a glyph and a word, for the screen and for filters."""

from __future__ import annotations

from collections.abc import Sequence

# Ours, until the vendor has a status of its own.
OURS = {
    "reviewed": ("·", "reviewed"),
    "placing": ("…", "placing"),
    "not_sent": ("✕", "not sent"),
    "rejected": ("✕", "rejected"),
    "refused": ("✕", "refused"),
    "unknown": ("?", "unknown"),
    "accepted": ("○", "accepted"),
    "accepted_no_number": ("○", "no number yet"),
    "duplicate": ("!", "ordered twice"),
    "not_placed": ("✕", "not placed"),
    "void": ("–", "void"),
}
# The vendor's own statuses. `Received` means that the vendor has the order, not we the goods;
# its `Unknown` is none of our unknowns.
THEIRS = {
    "Unknown": ("○", "vendor: unlisted"),
    "Received": ("○", "at vendor"),
    "Processing": ("◔", "processing"),
    "Processing3rdParty": ("◔", "at a partner"),
    "ProcessingPartialShipment": ("◐", "part shipped"),
    "ProcessingAwaitingBackorders": ("◔", "backordered"),
    "ProcessingShipBackorder": ("◐", "backorder ships"),
    "ProcessingScheduledShipmentMultipleRelease": ("◔", "scheduled"),
    "ProcessingScheduledShipmentsMultipleRelease": ("◔", "scheduled"),
    "ProcessingScheduledShipmentSingleRelease": ("◔", "scheduled"),
    "ProcessingScheduledShipmentMsc": ("◔", "scheduled"),
    "ProcessingDkAnd3rdParty": ("◔", "part at partner"),
    "ProcessingMultiple3rdParty": ("◔", "at partners"),
    "Shipped": ("●", "shipped"),
    "Delivered": ("✓", "delivered"),
    "GenericDelay": ("!", "delayed"),
    "Canceled": ("✕", "canceled"),
    "Proforma": ("!", "proforma"),
    "ActionRequiredWireTransfer": ("!", "wire transfer"),
    "Submitted": ("○", "submitted"),
    "Created": ("○", "at vendor"),
    "In work": ("◔", "in work"),
    "Complete": ("●", "complete"),
    "On hold": ("!", "on hold"),
    "Payment pending": ("!", "payment pending"),
    "Payment authorized": ("◔", "payment ok"),
    "Payment completed": ("◔", "paid"),
    "Processing error": ("!", "vendor's error"),
    "Compliance review": ("!", "compliance"),
    "Acceptance required": ("!", "to be accepted"),
}


# An order that is there twice, once a person took note of it with a reason.
_NOTED = ("○", "twice (noted)")


def state_words(state: str, status: str, noted: bool = False) -> tuple[str, str]:
    """Glyph and word: the vendor's status once it has taken the order, else what we know.

    `noted`: somebody took note of the alarm that it is there twice.
    """
    if state == "duplicate" and noted:
        return _NOTED
    if state in ("accepted", "accepted_no_number", "vendor") and status:
        return THEIRS.get(status, ("○", f"vendor: {status}"))
    return OURS.get(state, ("○", state))


def sales_orders(numbers: Sequence[str]) -> str:
    """The vendor's numbers by their own name, which is not the number of the order they are of."""
    return f"sales order{'' if len(numbers) == 1 else 's'} {', '.join(numbers)}"


def settled_words(was: str, state: str, vendor: str, numbers: Sequence[str]) -> str:
    """What became of an order behind the back of whoever sent it, fit to stand behind its number.

    Empty where nothing was settled. `vendor` is its name, `numbers` are its sales orders'.
    """
    what = sales_orders(numbers) if numbers else "an order without a number yet"
    match was, state:
        case ("accepted_no_number", "accepted"):
            return f"has its number at {vendor}: {what}"
        case ("unknown" | "not_placed", "accepted" | "accepted_no_number"):
            return f"was found: {vendor} has it as {what}"
        case ("unknown", "not_sent" | "rejected" | "refused"):
            return f"is {OURS[state][1]}: {vendor}'s answer came late; nothing was ordered"
        case ("unknown" | "not_placed" | "accepted" | "accepted_no_number", "duplicate"):
            return f"is at {vendor} twice: {what}"
    return ""
