"""What this workstation knows and has done: SQLite files and the services over them.

Importing any module of this package imports the standard library and `vendors`' vocabulary, no
more: the first frame is drawn from here. What is heavy is imported where it is used, in a thread.
"""
