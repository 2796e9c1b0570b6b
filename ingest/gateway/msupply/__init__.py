"""The protocols that mSupply's own clients speak: v3 (mSupply Mobile) and v5 (Open mSupply).

`v3` and `v5` are the endpoints. What they share: `callers` (who calls), `pushes` (rows on their way
in, until a push is complete), `queue` (rows on their way out, one by one), `initialising` (what a
client asks for first) and `spelling` (values as a client wants them, from `client_columns.csv`).
What these clients need and the rule book does not say is done here and nowhere else.
"""
