"""The thin line: only what changed on the screen goes down to the terminal.

Textual draws whatever may have changed in full. `driver` stands in for its driver, keeps what the
terminal shows and sends the difference; what the terminal then shows is the same, cell by cell.
"""

from __future__ import annotations

from collections.abc import Mapping


def wanted(setting: str, environment: Mapping[str, str]) -> bool:
    """Whether the driver of ours draws: `on`, `off`, or with `auto` where the line is SSH's."""
    if setting == "auto":
        return bool(environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"))
    return setting == "on"
