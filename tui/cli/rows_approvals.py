"""The command that takes back what was approved."""

from __future__ import annotations

from tui.cli.command import Argument, Command, Option

APPROVALS: tuple[Command, ...] = (
    Command(
        ("approvals", "take-back"),
        "Take back an approval that was given, as long as the order was not sent",
        "tui.cli.more_commands:take_back",
        (Argument("request", "its number in the list, or the order's"),),
        (Option("--reason", "TEXT", "why; whoever asked reads it"),),
        ("approvals.take_back",),
    ),
)
