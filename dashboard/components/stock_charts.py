"""Charts of stock status: a heat map, a map of stores, bars; every colour is doubled by words."""

import altair as alt
import pandas as pd

from dashboard.components import bands, words
from dashboard.components.charts import INK, NUMBERS
from dashboard.components.language import _

ITEMS_SHOWN, STORES_SHOWN = 40, 30
BANDS = list(bands.STOCK_COLORS)


def heat_map(rows: pd.DataFrame) -> alt.LayerChart:
    """Item × store: the band as colour, its mark and the months of stock in the cell."""
    cells = rows.assign(
        band_said=rows["band"].map(bands.STOCK),
        text=[_cell(row.band, row.months_of_stock) for row in rows.itertuples()],
    )
    base = alt.Chart(cells).encode(
        x=alt.X("store:N", title=None, axis=alt.Axis(labelAngle=-50, labelLimit=150, orient="top")),
        y=alt.Y("item:N", title=None, axis=alt.Axis(labelLimit=210)),
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
    return (boxes + texts).properties(height=24 * max(cells["item"].nunique(), 3))


def most_in_need(rows: pd.DataFrame) -> pd.DataFrame:
    """The items with most stores out or short, and the stores with most such items."""
    need = rows.assign(need=rows["band"].isin(["stocked_out", "understocked"]))
    items = need.groupby("item")["need"].sum().nlargest(ITEMS_SHOWN).index
    stores = need.groupby("store")["need"].sum().nlargest(STORES_SHOWN).index
    return rows[rows["item"].isin(items) & rows["store"].isin(stores) & rows["band"].notna()]


def bars_of_bands(rows: pd.DataFrame) -> alt.Chart:
    """One stacked bar per region: how many store-items are in which band."""
    counted = (
        rows[rows["band"].notna()]
        .assign(region=rows["region"].fillna(_("No region")))
        .groupby(["region", "band"], as_index=False)
        .size()
    )
    counted = counted.assign(
        band_said=counted["band"].map(bands.STOCK), rank=counted["band"].map(BANDS.index)
    )
    return (
        alt.Chart(counted)
        .mark_bar()
        .encode(
            y=alt.Y("region:N", title=None),
            x=alt.X("size:Q", stack="normalize", title=None, axis=alt.Axis(format="%")),
            order="rank:O",
            color=_band_color(),
            tooltip=[
                alt.Tooltip("region:N", title=_("Region")),
                alt.Tooltip("band_said:N", title=_("Band")),
                alt.Tooltip("size:Q", title=_("Store-items")),
            ],
        )
        .properties(height=40 * max(counted["region"].nunique(), 1) + 60)
    )


def map_of_stores(rows: pd.DataFrame) -> alt.LayerChart:
    """A dot per store at its place, larger the more items it is out of; stale ones are hollow."""
    placed = rows.dropna(subset=["latitude", "longitude"])
    placed = placed.assign(data=placed["freshness"].map(words.FRESHNESS))
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
        size=alt.Size("stocked_out:Q", scale=alt.Scale(range=[40, 700]), legend=None),
        color=alt.condition("datum.vital_out > 0", alt.value("#D55E00"), alt.value("#0072B2")),
        fill=alt.condition(
            "datum.freshness == 'fresh'", alt.value("#B9D8EC"), alt.value("transparent")
        ),
    )
    names = base.mark_text(dy=-14, fontSize=10, color=INK).encode(text="store:N")
    return (dots + names).project("mercator").properties(height=420)


def _cell(band: str, months: float) -> str:
    mark = bands.STOCK_MARKS.get(band, "")
    return mark if pd.isna(months) or band == "stocked_out" else f"{mark} {months:.1f}"


def _band_color() -> alt.Color:
    domain = [bands.STOCK[band] for band in BANDS]
    scale = alt.Scale(domain=domain, range=list(bands.STOCK_COLORS.values()))
    return alt.Color("band_said:N", scale=scale, legend=alt.Legend(orient="bottom", title=None))
