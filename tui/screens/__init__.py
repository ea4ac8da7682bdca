"""Sheets: what stands over the desk until it is closed."""
