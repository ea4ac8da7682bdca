"""The least Textual program that shows text: what every figure is held against."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Least(App[None]):
    """One line of text."""

    def compose(self) -> ComposeResult:
        yield Static("the least that can be shown")


if __name__ == "__main__":
    Least().run()
