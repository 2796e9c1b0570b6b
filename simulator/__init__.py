"""A made-up network: a reference remote site, and a generator of stores and of their work.

For the demo, the load tests and the model tests. The product never imports this room.
"""
