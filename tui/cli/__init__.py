"""The commands without a screen, and the way to it."""
