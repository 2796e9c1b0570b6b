"""An explanation on a page: its sections as headings and lists, with rule numbers set apart."""

import re

import streamlit as st

from dashboard.data import Reading
from sync.explain import Explanation, NotKnown, explain

RULE = re.compile(r"\(((?:[RTD]\d+[a-z]?(?:, | to )?)+)\)")


def explanation(
    lake: Reading, table_name: str, record_id: str, site_id: int | None
) -> Explanation | NotKnown:
    """The explanation at the page's snapshot, or the sentence that there is none."""
    with lake.cursor() as cursor:
        try:
            return explain(cursor, table_name, record_id, site_id=site_id)
        except NotKnown as unknown:
            return unknown


def show(found: Explanation) -> None:
    """Every section, in the order of the explanation."""
    st.subheader(f"{found.table_name} {plain(found.record_id)}", anchor=False)
    for section in found.sections:
        with st.container(border=True):
            st.markdown(f"**{plain(section.title)}**")
            st.markdown("\n".join(f"- {with_rules(sentence)}" for sentence in section.sentences))


def with_rules(sentence: str) -> str:
    """The sentence as Markdown, its rule numbers in grey."""
    return RULE.sub(r":gray[(\1)]", plain(sentence))


def plain(text: str) -> str:
    """Text of records as it is: nothing in it is Markdown."""
    return re.sub(r"([\\`*_{}\[\]<>#+|~$:])", r"\\\1", text)
