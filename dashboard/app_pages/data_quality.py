"""Everything that makes figures doubtful, with the record behind it."""

from dashboard import report_queries
from dashboard.components import banner, filters, item_filters, links, report_view
from dashboard.components.language import N_, _
from dashboard.components.tables import Column
from reporting.codes import CHECKS, CONCERNS, DECISIONS, PHANTOMS, RELATIONS
from reporting.sentences import each_retold

RECORDS = N_("Odd records")
REFUSED = N_("Effect of refused rows")
PHANTOM = N_("Stock that may not be there")
LAG = N_("How late data arrives")
COPIES = N_("Where stores exist")
REPORTS = {
    RECORDS: "data_quality", REFUSED: "refused_effect", PHANTOM: "phantom_stock",
    LAG: "arrival_lag", COPIES: "store_copies",
}  # fmt: skip

lake = banner.open_page(
    _("Data quality"), _("Which records make figures doubtful, and by how much?")
)
view = filters.choose_view(_("Show"), "show", [RECORDS, REFUSED, PHANTOM, LAG, COPIES])
said: list[tuple[str, str]] = []
store, items, data = (
    report_view.store_column(), report_view.item_columns(), report_view.data_column(),
)  # fmt: skip
record = [Column("table_name", _("Record type")), Column("record_id", _("Record"))]
if view in (RECORDS, REFUSED, PHANTOM):
    asked = item_filters.choose(lake)
    said = asked.in_words()
if view == RECORDS:
    rows = report_queries.of_stores(
        lake, "data_quality", asked.parameters(), order="check_name, store, item"
    )
    counts = rows["check_name"].value_counts()
    checks = filters.choose_many(
        _("Check"), "check", list(counts.index),
        lambda code: f"{CHECKS.get(code, code)}: {counts.get(code, 0)}",
    )  # fmt: skip
    rows = rows[rows["check_name"].isin(checks)] if checks else rows
    rows = rows.assign(check_said=rows["check_name"].map(CHECKS))
    columns = [
        Column("check_said", _("Check"), pinned=True, width="medium"),
        Column("store", _("Store")), Column("item", _("Item")), *record,
        Column("units", _("Units"), "number"), data,
    ]  # fmt: skip
elif view == REFUSED:
    rows = report_queries.of_stores(
        lake, "refused_effect", asked.parameters(), order="first_seen_at, store"
    )
    rows = rows.assign(
        decision=rows["decision"].map(DECISIONS),
        reason=[_(reason.replace("_", " ")) for reason in rows["reason"]],
        concerns=rows["concerns"].map(CONCERNS).fillna(""),
    )
    columns = [
        store, Column("item", _("Item")), Column("decision", _("Decision")),
        Column("reason", _("Reason")), Column("first_seen_at", _("Since (UTC)"), "moment"),
        Column("age_days", _("Days"), "number"), Column("concerns", _("Concerns")),
        Column("units_off", _("Stock may be off by"), "number"), *record,
    ]  # fmt: skip
elif view == PHANTOM:
    rows = report_queries.of_stores(
        lake, "phantom_stock", asked.parameters(), order="value DESC NULLS LAST, store, item"
    )
    rows = rows.assign(flag=rows["flag"].map(PHANTOMS))
    columns = [
        store, *items, Column("flag", _("Why")), Column("batch", _("Batch")),
        Column("units", _("Units"), "number"), Column("value", _("Value"), "money"),
        Column("last_moved_on", _("Last moved"), "date"),
        Column("last_counted_on", _("Last counted"), "date"), data,
    ]  # fmt: skip
elif view == LAG:
    rows = report_queries.whole(lake, "arrival_lag", "days_90th DESC, site")
    columns = [
        Column("site", _("Site"), pinned=True, width="medium"),
        Column("movements", _("Movements"), "number"),
        Column("median_days", _("Days, median"), "about"),
        Column("days_90th", _("Days, 90th"), "about"), Column("most_days", _("Most"), "number"),
        Column("last_month_complete_by", _("Last month complete by about"), "date"), data,
    ]  # fmt: skip
else:
    rows = report_queries.whole(lake, "store_copies", "store")
    rows = rows.assign(
        at_centre=rows["at_centre"].map(RELATIONS),
        copies=rows["copies"].fillna("").map(each_retold),
    )
    columns = [
        store, Column("at_centre", _("At the centre")),
        Column("copies", _("Exists as"), width="large"),
        Column("times_counted", _("Times counted"), "number", _("How often figures count it")),
        data,
    ]  # fmt: skip
report_view.offer(
    lake, _("Data quality: {view}", view=_(view)), rows, columns, said,
    report=REPORTS[view],
)  # fmt: skip
links.show({"refused_and_waiting": _("Refused, waiting"), "explain": _("Explain")})
