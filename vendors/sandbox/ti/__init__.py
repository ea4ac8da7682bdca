"""Texas Instruments' store API v2 in the sandbox, written from its specification and its examples.

What its documents contradict each other in comes up in every way that was met, by the order's own
number, so that the same order always looks the same.
"""
