"""The one door through which the dashboard does more than read: it gives orders.

Only this module may import `ingest.orders` and `ingest.asking` (decision record 0005), and it does
nothing but hand over what a person asked for; every check is made there.
"""

from collections.abc import Mapping

import streamlit as st

from dashboard.components import words
from dashboard.data import Reading
from ingest.asking import ask_to_sync, heartbeats, sync_requests
from ingest.control import Control
from ingest.orders import OF_CHANGES, OrderRefused, give_orders, refusal_to_accept, waiting_orders
from sync.home import Home
from sync.letters import Letter
from sync.network import NetworkError
from sync.orders import Order, OrderKind

VERBS = {OrderKind.RETRY: "Retry", OrderKind.ACCEPT: "Accept", OrderKind.DISMISS: "Dismiss"}
ICONS = {
    OrderKind.RETRY: ":material/replay:",
    OrderKind.ACCEPT: ":material/check:",
    OrderKind.DISMISS: ":material/block:",
}


def given(lake: Reading) -> dict[str, Order]:
    """What has been ordered of each change and waits for the next cycle; the latest counts."""
    with lake.cursor() as connection:
        waiting = waiting_orders(lake.home, connection)
    return {order.subject: order for order in waiting if order.kind in OF_CHANGES}


def in_words(order: Order) -> str:
    """`Accept, ordered by Rosa (24 Nov 2026, 09:30 UTC): agreed`."""
    why = f": {order.why}" if order.why else ""
    at = words.moment(order.ordered_at)
    return f"{VERBS[order.kind]}, ordered by {order.ordered_by} ({at}){why}"


def offer(home: Home, letter: Letter) -> None:
    """The form by which a person decides what becomes of a change."""
    why_not = refusal_to_accept(letter.decision, letter.reason)
    with st.form("order", border=True):
        st.markdown("**Decide what becomes of it.** The next cycle does it; who and why is kept.")
        left, right = st.columns([1, 2])
        by = left.text_input("Your name", key="order_by")
        why = right.text_input("Why", key=f"order_why_{letter.change_no}")
        pressed = None
        with st.container(horizontal=True):
            for kind, verb in VERBS.items():
                if st.form_submit_button(
                    verb,
                    icon=ICONS[kind],
                    disabled=kind is OrderKind.ACCEPT and why_not is not None,
                ):
                    pressed = kind
        if why_not:
            st.caption(f"It cannot be accepted: {why_not.rstrip('.')}.")
    if pressed:
        _give(home, pressed, letter, by, why)


def offer_sync(home: Home, names: Mapping[int, str]) -> None:
    """The form that asks a site to sync, and how far those are that were asked."""
    with st.form("sync_now", border=True):
        st.markdown(
            "**Sync now.** The site is told at its next heartbeat, and a cycle starts for what "
            "waits here."
        )
        left, right = st.columns(2)
        site_id = left.selectbox("Site", list(names), format_func=names.get, key="sync_site")
        by = right.text_input("Your name", key="sync_by")
        is_asked = st.form_submit_button("Sync now", icon=":material/sync:")
    if is_asked and site_id is not None:
        try:
            ask_to_sync(home, site_id, by=by)
        except (OrderRefused, NetworkError) as error:
            st.error(f"Nobody is asked: {error}.", icon=":material/error:")
    _show_asked(home, names)


@st.fragment(run_every="10s")
def _show_asked(home: Home, names: Mapping[int, str]) -> None:
    """Read anew while the page is open, so that what is still to go is seen going down."""
    control = Control(home)
    heard = heartbeats(control)
    for request in sync_requests(control):
        known = heard.get(request.site_id)
        still = f"{words.number(known.waiting)} records wait there" if known else "not heard of yet"
        at = words.moment(request.requested_at)
        name = names.get(request.site_id, f"site {request.site_id}")
        st.info(f"{name} was asked to sync by {request.requested_by} ({at}): {still}.")


def _give(home: Home, kind: OrderKind, letter: Letter, by: str, why: str) -> None:
    try:
        give_orders(home, kind, [str(letter.change_no)], by=by, why=why)
    except OrderRefused as error:
        st.error(f"Nothing is ordered: {error}.", icon=":material/error:")
        return
    st.rerun()
