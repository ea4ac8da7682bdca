"""What holds for the tests of the cache."""

from hypothesis import settings

# How long an example takes on a busy machine says nothing about the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
