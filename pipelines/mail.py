"""When mails go out: scheduled reports every hour, the digest of alerts once a day.

Who gets what, and that nobody gets it twice, is `reporting`'s business.
"""

from collections.abc import Sequence

import dagster as dg

from pipelines.resources import HomeResource
from reporting import alerts, mail, mailing
from reporting.mailing import Posted


@dg.op
def send_due_reports(context: dg.OpExecutionContext, home: HomeResource) -> None:
    """Send the reports of the periods that have closed."""
    if mail.is_configured():
        _tell(context, mailing.send_due(home.place()))


@dg.op
def send_new_alerts(context: dg.OpExecutionContext, home: HomeResource) -> None:
    """Tell everybody what they have not been told."""
    if mail.is_configured():
        _tell(context, alerts.send(home.place()))


@dg.job(name="mail")
def mail_job() -> None:
    send_due_reports()


@dg.job(name="alerts")
def alerts_job() -> None:
    send_new_alerts()


def _tell(context: dg.OpExecutionContext, posted: Sequence[Posted]) -> None:
    """What became of each mail; the run fails when one of them did."""
    for one in posted:
        context.log.info(one.in_words)
    faults = [one.in_words for one in posted if one.fault]
    if faults:
        raise dg.Failure("; ".join(faults))
