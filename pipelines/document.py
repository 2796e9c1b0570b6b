"""The dictionary of columns, from what stands beside the models: `python -m pipelines.document`.

What analysts may build on: the reports, and the marts that are no steps on the way (`int_`).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from pipelines.dbt_environment import PROJECT

HEAD = """# Reports and marts, column by column

Generated from the descriptions beside the dbt models (`make docs`). Columns of `reports` and
`marts` keep their names and meanings within a major version of Syncline: new ones are added at
the end, and one that has to go is announced in the CHANGELOG a version before. `staging` and
`marts.int_…` are steps on the way and may change at any time.
"""
SCHEMAS = {"reports": "rpt_", "marts": ""}


def dictionary() -> str:
    """The page, as Markdown."""
    parts = [HEAD]
    for schema, prefix in SCHEMAS.items():
        parts.append(f"## `{schema}`\n")
        parts += [_section(schema, prefix, model) for model in _models(schema)]
    return "\n".join(parts)


def _models(schema: str) -> Iterator[dict[str, Any]]:
    for path in sorted((Path(PROJECT) / "models" / schema).glob("*.yml")):
        if not path.stem.startswith("int_"):
            yield from yaml.safe_load(path.read_text(encoding="utf-8"))["models"]


def _section(schema: str, prefix: str, model: dict[str, Any]) -> str:
    rows = "\n".join(
        f"| `{column['name']}` | {column['data_type']} | {column['description']} |"
        for column in model["columns"]
    )
    name = model["name"].removeprefix(prefix)
    return (
        f"### `{schema}.{name}`\n\n{model['description'].strip()}\n\n"
        f"| column | type | meaning |\n|---|---|---|\n{rows}\n"
    )


if __name__ == "__main__":
    print(dictionary(), end="")
