"""The one door through which the dashboard does more than read: it gives orders.

Only this module may import `ingest.orders` and `ingest.asking` (decision record 0005), and it does
nothing but hand over what a person asked for; every check is made there.
"""

from collections.abc import Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.components import words
from dashboard.components.language import N_, Said, _, ngettext
from dashboard.data import Reading
from ingest.asking import ask_to_sync, heartbeats, sync_requests, without_heartbeat
from ingest.control import Control
from ingest.orders import OF_CHANGES, OrderRefused, give_orders, refusal_to_accept, waiting_orders
from reporting.sentences import retold
from sync.access import Right
from sync.home import Home
from sync.letters import Letter
from sync.network import NetworkError
from sync.orders import Order, OrderKind

VERBS = Said({
    OrderKind.RETRY: N_("Retry"), OrderKind.ACCEPT: N_("Accept"), OrderKind.DISMISS: N_("Dismiss"),
})  # fmt: skip
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
    told = _(
        "{order}, ordered by {name} ({moment})",
        order=VERBS[order.kind],
        name=order.ordered_by,
        moment=words.moment(order.ordered_at),
    )
    return _("{order}: {why}", order=told, why=order.why) if order.why else told


def offer(lake: Reading, letter: Letter) -> None:
    """The form by which a person decides what becomes of a change."""
    if not _may_order(lake):
        return
    why_not = refusal_to_accept(letter.decision, letter.reason)
    with st.form("order", border=True):
        st.markdown(
            _("**Decide what becomes of it.** The next cycle does it; who and why is kept.")
        )
        left, right = st.columns([1, 2])
        by = _whose_order(lake, left, "order_by")
        why = right.text_input(_("Why"), key=f"order_why_{letter.change_no}")
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
            st.caption(_("It cannot be accepted: {why}.", why=retold(why_not.rstrip("."))))
    if pressed:
        _give(lake.home, pressed, letter, by, why)


def offer_sync(lake: Reading, names: Mapping[int, str]) -> None:
    """The form that asks a site to sync, and how far those are that were asked."""
    if not _may_order(lake):
        return
    with st.form("sync_now", border=True):
        st.markdown(
            _(
                "**Sync now.** The site is told at its next heartbeat, where it has one, and a "
                "cycle starts for what waits here."
            )
        )
        left, right = st.columns(2)
        site_id = left.selectbox(_("Site"), list(names), format_func=names.get, key="sync_site")
        by = _whose_order(lake, right, "sync_by")
        is_asked = st.form_submit_button(_("Sync now"), icon=":material/sync:")
    if is_asked and site_id is not None:
        try:
            ask_to_sync(lake.home, site_id, by=by)
        except (OrderRefused, NetworkError) as error:
            st.error(_("Nobody is asked: {why}.", why=retold(str(error))), icon=":material/error:")
    _show_asked(lake.home, names)


@st.fragment(run_every="10s")
def _show_asked(home: Home, names: Mapping[int, str]) -> None:
    """Read anew while the page is open, so that what is still to go is seen going down."""
    control = Control(home)
    heard, unasked = heartbeats(control), without_heartbeat(control)
    for request in sync_requests(control):
        if request.site_id not in names:
            continue
        known = heard.get(request.site_id)
        still = _("not heard of yet")
        if request.site_id in unasked:
            still = _("its mSupply client cannot be asked, and syncs at its next turn by itself")
        elif known:
            still = ngettext(
                "{count} record waits there", "{count} records wait there", known.waiting
            )
        asked = _(
            "{site} was asked to sync by {name} ({moment}): {still}.",
            site=names[request.site_id],
            name=request.requested_by,
            moment=words.moment(request.requested_at),
            still=still,
        )
        st.info(asked)


def _may_order(lake: Reading) -> bool:
    if lake.reader.may(Right.ORDER):
        return True
    st.caption(_("Your account may look here, and gives no orders."))
    return False


def _whose_order(lake: Reading, place: DeltaGenerator, key: str) -> str:
    """Who gives it, for the record: the account, or what somebody without one says."""
    name = lake.reader.name
    given = place.text_input(_("Your name"), name, key=key, disabled=name is not None)
    return name or given or ""


def _give(home: Home, kind: OrderKind, letter: Letter, by: str, why: str) -> None:
    try:
        give_orders(home, kind, [str(letter.change_no)], by=by, why=why)
    except OrderRefused as error:
        st.error(_("Nothing is ordered: {why}.", why=retold(str(error))), icon=":material/error:")
        return
    st.rerun()
