"""The catalogue of messages brought up to date with the code: `python -m reporting.messages`.

Messages are what the dashboard and `reporting` mark with `_`, `ngettext`, `N_` or `NN_`; the words
of `sync.words`, of its codes, and of `reporting.rules`, which are shown as they are; and the names
of the reports and of their columns, as dbt describes them, for mails. A translation that is gone
from the code is dropped; a new message waits in the .po files, empty, for its translation.
"""

import ast
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from reporting import rules
from reporting.language import FOLDER, LANGUAGES, LOCALES, SOURCE
from reporting.reports import columns_of, title_of
from reporting.table import Column
from sync import words
from sync.reasons import Reason

ROOT = Path(__file__).parents[1]
ROOMS = ("dashboard", "reporting")
MARKS = {"_": 1, "N_": 1, "ngettext": 2, "NN_": 2}
HEADER = "# Texts of the dashboard and of mails; brought up to date by `make messages`."


def template() -> Catalog:
    """Every message of the code, untranslated, with the files that show it."""
    made = Catalog()
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        for text in marked(path.read_text("utf-8")):
            made.add(text, locations=[(str(path.relative_to(ROOT)), 0)])
    for text in _of_sync():
        made.add(text, locations=[("sync/words.py", 0)])
    for report, columns in reports_described():
        for text in (title_of(report), *(column.label for column in columns)):
            made.add(text, locations=[("dbt_project/models/reports", 0)])
    for text in rules.TEXTS:
        made.add(text, locations=[("reporting/rules.py", 0)])
    return made


def marked(source: str) -> Iterator[str | tuple[str, ...]]:
    """The texts that a module marks: one, or the two forms of one that is counted."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (count := MARKS.get(getattr(node.func, "id", ""))):
            texts = tuple(str(a.value) for a in node.args[:count] if isinstance(a, ast.Constant))
            if len(texts) == count:
                yield texts if count > 1 else texts[0]


def translations(code: str) -> Catalog:
    """What is translated into the language."""
    path = _path(code)
    if not path.exists():
        return Catalog(LOCALES[code], project="Syncline", header_comment=HEADER, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALES[code], charset="utf-8")


def update(code: str) -> int:
    """Write the language's file anew; returns how many messages lack a translation."""
    kept = translations(code)
    kept.update(template(), no_fuzzy_matching=True, update_creation_date=False)
    kept.obsolete.clear()
    _path(code).parent.mkdir(parents=True, exist_ok=True)
    _path(code).write_bytes(_written(kept))
    return sum(not is_translated(message.string) for message in kept if message.id)


def is_translated(string: str | Iterable[str] | None) -> bool:
    return all([string] if isinstance(string, str) else string or [""])


def reports_described() -> Iterator[tuple[str, list[Column]]]:
    """Every report with the columns that a mail of it has."""
    for path in sorted((ROOT / "dbt_project" / "models" / "reports").glob("*.yml")):
        for model in yaml.safe_load(path.read_text("utf-8"))["models"]:
            types = {column["name"]: column["data_type"] for column in model["columns"]}
            types = {name: sql_type.upper() for name, sql_type in types.items()}
            yield model["name"].removeprefix("rpt_"), columns_of(types)


def _of_sync() -> Iterator[str]:
    for reason, told in words.REASONS.items():
        yield Reason(reason).value.replace("_", " ")
        yield from filter(None, (told.meaning, told.remedy))


def _path(code: str) -> Path:
    return FOLDER / code / "LC_MESSAGES" / "syncline.po"


def _written(catalog: Catalog) -> bytes:
    file = BytesIO()
    write_po(file, catalog, sort_output=True, width=100, include_lineno=False)
    return file.getvalue()


if __name__ == "__main__":
    for code in LANGUAGES:
        if code != SOURCE:
            print(f"{code}: {update(code)} messages to translate")
