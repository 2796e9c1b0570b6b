"""The form by which a person has a report e-mailed after each period.

The second door through which the dashboard does more than read (decision record 0010); only this
module may import `reporting.schedules`. What is sent, when and to whom is `reporting`'s business.
"""

import re
from datetime import date, timedelta
from typing import Any

import streamlit as st

from dashboard.access import NoAccess
from dashboard.components import words
from dashboard.components.language import LANGUAGES, N_, Said, _, current
from dashboard.data import open_lake
from reporting import mail, reports
from reporting.filters import ITEM_FILTERS, STORE_FILTERS, FilterRefused, Parameters
from reporting.formats import FORMATS
from reporting.periods import Every
from reporting.reports import ReportRefused, title_of
from reporting.schedules import ScheduleRefused, add_schedule
from reporting.sentences import retold
from sync.access import Right

FILTERS = {
    "store": "store", "at": "store", "region": "region", "type": "type", "data": "data",
    "item": "item", "items": "item", "ven": "ven", "category": "category", "list": "list",
    "donor": "donor", "in": "region",
}  # fmt: skip
"""Key of a filter of the page → what `reporting.filters` calls it."""
NAMES = STORE_FILTERS | ITEM_FILTERS
OFTEN = Said(
    {
        Every.DAILY: N_("Daily"),
        Every.WEEKLY: N_("Weekly"),
        Every.MONTHLY: N_("Monthly"),
        Every.QUARTERLY: N_("Quarterly"),
        Every.YEARLY: N_("Yearly"),
    }
)


def offer(report: str, parameters: Parameters | None = None) -> None:
    """The form, where a mail server is set, for who may have reports e-mailed.

    The filters are those of the page unless given.
    """
    if not mail.is_configured() or not open_lake().reader.may(Right.MAIL):
        return
    given = _of_page() if parameters is None else parameters
    chosen = {name: list(values) for name, values in given.items() if values}
    with (
        st.expander(_("E-mail this report"), icon=":material/mail:"),
        st.form("mail_schedule", border=False),
    ):
        said = [
            _("{name}: {value}", name=_(NAMES.get(name, title_of(name))), value=", ".join(values))
            for name, values in chosen.items()
        ]
        st.markdown(" · ".join([f"**{_(title_of(report))}**", *said]))
        st.caption(_("Sent after each period has closed, as it then is; not when it is empty."))
        left, right = st.columns(2)
        to = left.text_area(_("To, separated by commas"), key="mail_to", height=68)
        bcc = right.text_area(_("Unseen by the others (Bcc)"), key="mail_bcc", height=68)
        every = left.selectbox(
            _("How often"), list(Every), 2, key="mail_every", format_func=OFTEN.__getitem__
        )
        labels = {name: form.label for name, form in FORMATS.items()}
        form = right.selectbox(
            _("As"), list(labels), 1, key="mail_format", format_func=labels.__getitem__
        )
        language = right.selectbox(
            _("Language"), list(LANGUAGES), list(LANGUAGES).index(current()),
            key="mail_language", format_func=LANGUAGES.__getitem__,
        )  # fmt: skip
        until = left.date_input(_("Until"), date.today() + timedelta(days=365), key="mail_until")
        by = open_lake().reader.name or right.text_input(_("Your name"), key="mail_by")
        is_asked = st.form_submit_button(_("E-mail it"), icon=":material/schedule_send:")
    if is_asked:
        how = {
            "to": _addresses(to), "bcc": _addresses(bcc), "every": every, "format": form,
            "expires_on": until, "by": by, "language": language,
        }  # fmt: skip
        _arrange(report, chosen, **how)


def _arrange(report: str, parameters: Parameters, **how: Any) -> None:
    """`how` is what `add_schedule` is told beside them."""
    lake = open_lake()
    try:
        with lake.cursor() as connection:
            reports.check(connection, report, parameters)
        made = add_schedule(
            lake.home, report, parameters=parameters, account=lake.reader.name, **how
        )
    except (ScheduleRefused, ReportRefused, FilterRefused, NoAccess) as error:
        st.error(_("Nothing is arranged: {why}.", why=retold(str(error))), icon=":material/error:")
        return
    st.success(
        _(
            "{often}, to {who}, until {day} (schedule {number}).",
            often=OFTEN[made.every],
            who=", ".join(made.recipients),
            day=words.day(made.expires_on),
            number=str(made.schedule_no),
        ),
        icon=":material/check:",
    )


def _of_page() -> dict[str, list[str]]:
    """The filters that are chosen on the page."""
    found: dict[str, list[str]] = {}
    for key, name in FILTERS.items():
        value = st.session_state.get(key)
        if value:
            found.setdefault(name, []).extend([value] if isinstance(value, str) else value)
    return found


def _addresses(text: str) -> list[str]:
    return [address for address in re.split(r"[,;\s]+", text) if address]
