"""Which transfers a person asked for: routes, kinds, states; all of it in the link."""

from dataclasses import dataclass

import streamlit as st

from dashboard import transfer_queries as queries
from dashboard.components import filters, words
from dashboard.components.language import _
from dashboard.components.transfer_words import KINDS, STATES
from dashboard.data import Reading

SWITCHES = {"overdue": "is_overdue", "unanswered": "is_unacknowledged"}
"""Key of a switch of the page → the column that it asks of."""


@dataclass(frozen=True)
class ChosenTransfers:
    """The filters in force; what is empty or false leaves all."""

    senders: tuple[tuple[str, str], ...] = ()
    receivers: tuple[tuple[str, str], ...] = ()
    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    is_overdue: bool = False
    is_unacknowledged: bool = False

    def parameters(self, *, differing: bool = False) -> dict[str, object]:
        """For the queries; `differing` leaves transfers with a difference alone."""
        return {
            "senders": [store_id for store_id, _ in self.senders] or None,
            "receivers": [store_id for store_id, _ in self.receivers] or None,
            "kinds": list(self.kinds) or None,
            "states": list(self.states) or None,
            "overdue": self.is_overdue,
            "unacknowledged": self.is_unacknowledged,
            "differing": differing,
        }

    def in_words(self) -> list[tuple[str, str]]:
        every = (
            (_("From"), [label for _, label in self.senders]),
            (_("To"), [label for _, label in self.receivers]),
            (_("Kind"), [KINDS[kind] for kind in self.kinds]),
            (_("State"), [STATES[state] for state in self.states]),
            (_("Only overdue"), [_("yes")] if self.is_overdue else []),
            (_("Only not acknowledged"), [_("yes")] if self.is_unacknowledged else []),
        )
        return [(name, words.separated(values)) for name, values in every if values]


def choose(lake: Reading, *, with_states: bool = False) -> ChosenTransfers:
    """The filters, folded away; those in force are said in words below."""
    labels = filters.labelled(queries.stores(lake), "store_id")
    states: list[str] = []
    with st.expander(_("Filter transfers"), icon=":material/filter_list:"):
        left, right = st.columns(2)
        with left:
            senders = filters.choose_many(_("From store"), "from", list(labels.values()))
            kinds = filters.choose_many(_("Kind"), "kind", list(KINDS), KINDS.__getitem__)
            is_overdue = filters.choose_whether(_("Only overdue"), "overdue")
        with right:
            receivers = filters.choose_many(_("To store"), "to", list(labels.values()))
            if with_states:
                states = filters.choose_many(_("State"), "state", list(STATES), STATES.__getitem__)
            is_unacknowledged = filters.choose_whether(
                _("Only not acknowledged (−1)"), "unanswered"
            )
    made = ChosenTransfers(
        tuple((id_, label) for id_, label in labels.items() if label in senders),
        tuple((id_, label) for id_, label in labels.items() if label in receivers),
        tuple(kinds), tuple(states), is_overdue, is_unacknowledged,
    )  # fmt: skip
    if in_force := made.in_words():
        filters.say(in_force)
    return made


def of_page(lake: Reading) -> dict[str, list[str]]:
    """The filters in force as `reporting.filters` has them: by columns of the report."""
    ids = {label: id_ for id_, label in filters.labelled(queries.stores(lake), "store_id").items()}
    chosen = {key: st.session_state.get(key) or [] for key in ("from", "to", "kind", "state")}
    switched = {key: ["true"] if st.session_state.get(key) else [] for key in SWITCHES}
    return {
        "from_store_id": [ids[label] for label in chosen["from"]],
        "to_store_id": [ids[label] for label in chosen["to"]],
        "kind": chosen["kind"],
        "state": chosen["state"],
        **{SWITCHES[key]: values for key, values in switched.items()},
    }
