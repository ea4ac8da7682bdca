"""The figures: `python -m tests.bench` prints them as a table and keeps them as JSON."""
