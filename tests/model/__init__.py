"""The model: the rule book in plain dictionaries, and histories that hold the engine to it.

`reference` judges a cycle, with `network`, `values`, `kinds`, `rights` and `entitled` beside it;
`histories` makes seeded networks and batches; `test_engine_equals_model` compares. Nothing here
may import the engine's decisions (`sync.cycle`, `sync.ownership`, `sync.routing`, `sync.kinds`).
"""
