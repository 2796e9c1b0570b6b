"""What the cycle costs beside bare DuckDB, and on a long history.

`workload` makes the files, `floor` is the bare engine, `catchup` and `smallcycle` time the
product, `run` prints the table and writes `RESULTS.md`. Nothing here is imported by the product.
"""
