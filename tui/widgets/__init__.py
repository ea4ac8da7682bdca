"""What panes and sheets are made of."""
