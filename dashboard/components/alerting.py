"""The alerts that are open now, per rule, with the way to the rows behind them.

What is worth an alert is `reporting.rules`' business; here it is said in the reader's language. A
rule that looks at tables which are closed to the reader is left out.
"""

from collections.abc import Collection

import streamlit as st

from dashboard.components import language, links, words
from dashboard.components.explained import plain
from dashboard.components.language import _, ngettext
from dashboard.data import Reading
from reporting.rules import RULES, SPOKEN, Alert, Rule, alerts_of

SHOWN = 5
"""So many of a rule are said; the link leads to the rest."""
ROWS = {
    "stock_out": ("stock_outs", {"show": "Every stock-out", "ven": "Vital"}),
    "expiry": ("expiry", {}),
    "site_stale": ("sync_status", {"stale": "true"}),
    "backlog": ("sync_status", {}),
    "rejected": ("refused_and_waiting", {"state": "Refused"}),
}
"""Rule → the page of its rows, and the filters it opens with."""


def show(lake: Reading, *rules: str, stores: Collection[str] | None = None, **carried: str) -> None:
    """Those of these rules (all unless named) that concern the stores (all for None).

    `carried` goes into the links. Nothing is shown where no alert is open.
    """
    by_rule = {
        rule: [
            alert
            for alert in lake.answer(alerts_of, rule.name)
            if stores is None or not alert.store_ids.isdisjoint(stores)
        ]
        for rule in RULES
        if (not rules or rule.name in rules) and lake.reader.may_open(ROWS[rule.name][0])
    }
    found = sum(map(len, by_rule.values()))
    if not found:
        return
    told = [
        _("{site}: {state}", site=_(rule.title), state=len(of))
        for rule, of in by_rule.items()
        if of
    ]
    count = ngettext("{count} alert", "{count} alerts", found)
    with st.expander(f"▲ **{count}** · {' · '.join(told)}", icon=":material/notifications:"):
        for rule, of_rule in by_rule.items():
            if of_rule:
                _show_rule(rule, of_rule, carried)


def _show_rule(rule: Rule, alerts: list[Alert], carried: dict[str, str]) -> None:
    mark = words.FROM_THE_RIGHT if language.is_right_to_left() else ""
    lines = [f"- {mark}{plain(alert.said(SPOKEN))}" for alert in alerts[:SHOWN]]
    if more := len(alerts) - SHOWN if len(alerts) > SHOWN else 0:
        lines.append(f"- {ngettext('and {count} more', 'and {count} more', more)}")
    st.markdown("\n".join([f"**{_(rule.title)}**", "", *lines]))
    page, opened_with = ROWS[rule.name]
    links.show({page: _("To the rows")}, **opened_with, **carried)
