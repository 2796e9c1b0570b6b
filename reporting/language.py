"""The language of what is said to a person: one catalogue of messages, and each language's numbers.

The source is English. `_("Stock value")` gives the text in the reader's language, and
`_("Data as of {moment}", moment=…)` a whole sentence with its parts filled in: numbers among them
are written as the language writes them (give an id as text). `N_` marks a text that a constant
holds, `NN_` one that is counted; `Said` translates such a text when it is read. Translations are in
`reporting/locale/…/syncline.po`; `make messages` brings them up to date with the code. Days and
amounts are written by `reporting.written`.
"""

import gettext as catalogues
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import parse_pattern

from sync.settings import Settings

LANGUAGES = {"en": "English", "fr": "Français", "ar": "العربية"}
LOCALES = {"en": "en_GB", "fr": "fr", "ar": "ar"}
SOURCE = "en"
FOLDER = Path(__file__).parent / "locale"
NUMBER = parse_pattern("#,##0.##")

_spoken: ContextVar[str | None] = ContextVar("language", default=None)


def _nobody() -> None:
    """Whom nobody has named has no language."""


_of_reader: Callable[[], str | None] = _nobody


def ask(of_reader: Callable[[], str | None]) -> None:
    """From now on, this says which language a reader has; None where nobody reads."""
    global _of_reader
    _of_reader = of_reader


def current() -> str:
    """The code of the language: what is spoken meanwhile, the reader's, the installation's."""
    return _spoken.get() or _of_reader() or default()


@lru_cache
def default(browsers: str | None = None) -> str:
    """Where a reader has chosen none: `SYNCLINE_LANGUAGE`, the browser's, English."""
    wanted = (code for code in (Settings().language, browsers) if code)
    codes = (code.replace("_", "-").split("-")[0].lower() for code in wanted)
    return next((code for code in codes if code in LANGUAGES), SOURCE)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """This language for what is said meanwhile: for files and messages that no page draws."""
    token = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(token)


def locale() -> Locale:
    return Locale.parse(LOCALES[current()])


def is_right_to_left() -> bool:
    return locale().text_direction == "rtl"


def _(message: str, **values: object) -> str:
    """The message in the reader's language, its `{placeholders}` filled in."""
    return _filled(_catalogue(current()).gettext(message), values)


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """The form that the language has for this many; `{count}` is filled in."""
    text = _catalogue(current()).ngettext(one, many, count)
    return _filled(text, {"count": count, **values})


def N_(message: str) -> str:
    """Mark a text to be translated where it is shown."""
    return message


def NN_(one: str, many: str) -> tuple[str, str]:
    """Mark the two forms of a text that is counted where it is shown."""
    return one, many


class Said(Mapping[str, str]):
    """Codes and their words, each translated when it is read."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words

    def __getitem__(self, code: str) -> str:
        return _(self._words[code])

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)


def number(value: float) -> str:
    """`12,345` or `12,345.5`: as many decimals as it has, at most two."""
    return str(NUMBER.apply(value, locale()))


def _filled(text: str, values: Mapping[str, object]) -> str:
    if not values:
        return text
    return text.format_map({name: _written(value) for name, value in values.items()})


def _written(value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(value)
    return value


@lru_cache
def _catalogue(code: str) -> catalogues.NullTranslations:
    if code == SOURCE:
        return catalogues.NullTranslations()
    compiled = BytesIO()
    with (FOLDER / code / "LC_MESSAGES" / "syncline.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=LOCALES[code]))
    compiled.seek(0)
    return catalogues.GNUTranslations(compiled)
