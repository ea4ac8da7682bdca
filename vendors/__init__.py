"""What the outside world says and takes: one package a vendor, one vocabulary for all.

Importing this package costs nothing; a vendor's client, and with it the HTTP library, is
imported by whoever needs it, after the screen stands.
"""
