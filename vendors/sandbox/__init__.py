"""The vendors as one local service: DigiKey's interfaces over an invented catalogue.

Written from the vendors' documents, in a process of its own, and sharing no code with the
clients, so that the two check each other. Every price, stock figure and order in it is invented.
"""
