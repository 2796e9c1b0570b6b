"""Charts of stock status: a heat map, a map of stores, bars; every colour is doubled by words."""

import altair as alt
import pandas as pd

from dashboard.components import bands, words
from dashboard.components.charts import BLUE, INK, NUMBERS, VERMILLION
from dashboard.components.language import _

ITEMS_SHOWN, STORES_SHOWN = 30, 24
CELL_WIDE, CELL_HIGH = 36, 22
MAP_HIGH, NAME_WIDE, NAME_HIGH = 420, 130, 20
BANDS = list(bands.STOCK_COLORS)


def heat_map(rows: pd.DataFrame) -> alt.LayerChart:
    """Item × store: the band as colour, its mark and the months of stock in the cell."""
    cells = rows.assign(
        band_said=rows["band"].map(bands.stock),
        text=[_cell(row.band, row.months_of_stock) for row in rows.itertuples()],
    )
    base = alt.Chart(cells).encode(
        x=alt.X(
            "store:N",
            title=None,
            sort=None,
            axis=alt.Axis(labelAngle=-50, labelLimit=150, labelOverlap=False, orient="top"),
        ),
        y=alt.Y(
            "item:N",
            title=None,
            sort=None,
            axis=alt.Axis(labelLimit=210, labelOverlap=False, labelFlush=False),
        ),
    )
    boxes = base.mark_rect(stroke="white").encode(
        color=_band_color(),
        tooltip=[
            alt.Tooltip("store:N", title=_("Store")),
            alt.Tooltip("item:N", title=_("Item")),
            alt.Tooltip("band_said:N", title=_("Band")),
            alt.Tooltip("units:Q", title=_("Units"), format=NUMBERS),
            alt.Tooltip("months_of_stock:Q", title=_("Months of stock"), format=".1f"),
        ],
    )
    is_dark = alt.FieldOneOfPredicate(
        "band", ["stocked_out", "overstocked", "data_error_negative_stock"]
    )
    texts = base.mark_text(fontSize=10).encode(
        text="text:N", color=alt.condition(is_dark, alt.value("white"), alt.value(INK))
    )
    return (boxes + texts).properties(width=alt.Step(CELL_WIDE), height=alt.Step(CELL_HIGH))


def most_in_need(rows: pd.DataFrame) -> pd.DataFrame:
    """The items with most stores out or short, and the stores with most such items: worst first."""
    need = rows.assign(need=rows["band"].isin(["stocked_out", "understocked"]))
    items = need.groupby("item")["need"].sum().nlargest(ITEMS_SHOWN).index
    stores = need.groupby("store")["need"].sum().nlargest(STORES_SHOWN).index
    found = rows[rows["item"].isin(items) & rows["store"].isin(stores) & rows["band"].notna()]
    places = (found["item"].map(items.get_loc), found["store"].map(stores.get_loc))
    return found.assign(item_at=places[0], store_at=places[1]).sort_values(["item_at", "store_at"])


def bars_of_bands(rows: pd.DataFrame, by: str = "region") -> alt.Chart:
    """One stacked bar per region, or store: the share of its store-items in each band."""
    counted = (
        rows[rows["band"].notna()]
        .assign(place=rows[by].fillna(_("No region")))
        .groupby(["place", "band"], as_index=False)
        .size()
    )
    counted = counted.assign(
        band_said=counted["band"].map(bands.stock), rank=counted["band"].map(BANDS.index)
    )
    return (
        alt.Chart(counted)
        .mark_bar()
        .encode(
            y=alt.Y("place:N", title=None, axis=alt.Axis(labelOverlap=False, labelLimit=170)),
            x=alt.X("size:Q", stack="normalize", title=None, axis=alt.Axis(format="%")),
            order="rank:O",
            color=_band_color(alt.Legend(orient="bottom", title=None, columns=2, labelLimit=0)),
            tooltip=[
                alt.Tooltip("place:N", title=_("Store") if by == "store" else _("Region")),
                alt.Tooltip("band_said:N", title=_("Band")),
                alt.Tooltip("size:Q", title=_("Store-items")),
            ],
        )
        .properties(height=34 * max(counted["place"].nunique(), 1) + 150)
    )


def map_of_stores(rows: pd.DataFrame) -> alt.LayerChart:
    """A dot per store at its place, larger the more items it is out of; stale ones are hollow."""
    placed = rows.dropna(subset=["latitude", "longitude"])
    placed = placed.assign(
        data=placed["freshness"].map(words.FRESHNESS),
        name=_names(placed),
        size=placed["stocked_out"].fillna(0),
    )
    base = alt.Chart(placed).encode(
        longitude="longitude:Q",
        latitude="latitude:Q",
        tooltip=[
            alt.Tooltip("store:N", title=_("Store")),
            alt.Tooltip("stocked_out:Q", title=_("Items stocked out")),
            alt.Tooltip("vital_out:Q", title=_("Vital items stocked out")),
            alt.Tooltip("data:N", title=_("Data")),
        ],
    )
    dots = base.mark_point(strokeWidth=2, opacity=0.9).encode(
        size=alt.Size("size:Q", scale=alt.Scale(range=[40, 700]), legend=None),
        shape=alt.condition("datum.vital_out > 0", alt.value("diamond"), alt.value("circle")),
        color=alt.condition("datum.vital_out > 0", alt.value(VERMILLION), alt.value(BLUE)),
        fill=alt.condition(
            "datum.freshness == 'fresh'", alt.value("#B9D8EC"), alt.value("transparent")
        ),
    )
    names = base.mark_text(dy=-14, fontSize=11, color=INK).encode(text="name:N")
    return (dots + names).project("mercator").properties(height=MAP_HIGH)


def bars(values: dict[str, float]) -> alt.LayerChart:
    """A bar per name, in the order given, with its value beside it."""
    drawn = [
        {"name": name, "value": value, "text": words.short(value)} for name, value in values.items()
    ]
    room = 1.3 * max(values.values(), default=0)
    base = alt.Chart(alt.Data(values=drawn)).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=200)),
        x=alt.X("value:Q", title=None, axis=None, scale=alt.Scale(domainMax=room or 1)),
    )
    texts = base.mark_text(align="left", dx=5, color=INK).encode(text="text:N")
    chart = base.mark_bar(color=BLUE, cornerRadiusEnd=3) + texts
    return chart.properties(height=30 * max(len(drawn), 2))


def _names(placed: pd.DataFrame) -> pd.Series:
    """The names that fit beside each other, of the stores that are out of most first."""
    east, north = placed["longitude"], placed["latitude"]
    spans = (float(north.max() - north.min()), float(east.max() - east.min()))
    pixels = MAP_HIGH / max(*spans, 0.01)
    kept: list[int] = []
    for row in placed.sort_values("stocked_out", ascending=False).index:
        is_clear = all(
            abs(east[row] - east[other]) * pixels > NAME_WIDE
            or abs(north[row] - north[other]) * pixels > NAME_HIGH
            for other in kept
        )
        if is_clear:
            kept.append(row)
    return placed["store"].where(placed.index.isin(kept), "")


def _cell(band: str, months: float) -> str:
    mark = bands.STOCK_MARKS.get(band, "")
    return mark if pd.isna(months) or band == "stocked_out" else f"{mark} {months:.1f}"


def _band_color(legend: alt.Legend | None = None) -> alt.Color:
    domain = [bands.stock(band) for band in BANDS]
    scale = alt.Scale(domain=domain, range=list(bands.STOCK_COLORS.values()))
    return alt.Color("band_said:N", scale=scale, legend=legend)
