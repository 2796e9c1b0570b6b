"""The language of what is shown: one catalogue of messages, and numbers as each language has them.

The source is English. `_("Stock value")` gives the text in the reader's language, and
`_("Data as of {moment}", moment=…)` a whole sentence with its parts filled in: numbers among them
are written as the language writes them (give an id as text). `N_` marks a text that a constant
holds, `NN_` one that is counted; `Said` translates such a text when it is read. Translations are in
`dashboard/locale/…/syncline.po`; `make messages` brings them up to date with the code.
"""

import gettext as catalogues
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import streamlit as st
from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import parse_pattern
from streamlit.runtime.scriptrunner import get_script_run_ctx

from sync.settings import Settings

LANGUAGES = {"en": "English", "fr": "Français", "ar": "العربية"}
LOCALES = {"en": "en_GB", "fr": "fr", "ar": "ar"}
SOURCE = "en"
PARAMETER = "lang"
KEPT = "language"
FOLDER = Path(__file__).parents[1] / "locale"
NUMBER = parse_pattern("#,##0.##")

_spoken: ContextVar[str | None] = ContextVar("language", default=None)


def current() -> str:
    """The code of the language: the link's, the session's, `SYNCLINE_LANGUAGE`, the browser's."""
    if spoken := _spoken.get():
        return spoken
    if get_script_run_ctx(suppress_warning=True) is None:
        return _default(None)
    linked = st.query_params.get(PARAMETER)
    if linked in LANGUAGES:
        return linked
    return st.session_state.get(KEPT) or _default(st.context.locale)


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
    return NUMBER.apply(value, locale())


def _filled(text: str, values: Mapping[str, object]) -> str:
    if not values:
        return text
    return text.format_map({name: _written(value) for name, value in values.items()})


def _written(value: object) -> object:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return number(value) if is_number else value


@lru_cache
def _default(browsers: str | None) -> str:
    wanted = (code for code in (Settings().language, browsers) if code)
    codes = (code.replace("_", "-").split("-")[0].lower() for code in wanted)
    return next((code for code in codes if code in LANGUAGES), SOURCE)


@lru_cache
def _catalogue(code: str) -> catalogues.NullTranslations:
    if code == SOURCE:
        return catalogues.NullTranslations()
    compiled = BytesIO()
    with (FOLDER / code / "LC_MESSAGES" / "syncline.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=LOCALES[code]))
    compiled.seek(0)
    return catalogues.GNUTranslations(compiled)
