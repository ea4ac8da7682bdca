"""The four panes. None knows another."""
