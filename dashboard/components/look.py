"""The little that the theme in `.streamlit/config.toml` cannot say about how pages look."""

import streamlit as st

from dashboard.components import language

STYLE = """
<style>
[data-testid="stMainBlockContainer"] { max-width: 1280px; padding: 4.2rem 2rem 2rem; }
[data-testid="stMetricValue"] { font-variant-numeric: tabular-nums; }
[data-testid="stWidgetLabelRequired"] { display: none; }
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] { padding: 3.8rem 1rem 1.5rem; }
  [data-testid="stMetricValue"] { font-size: 1.5rem; }
  [data-testid="stMetricValue"] * { white-space: normal; overflow-wrap: anywhere; }
}
</style>
"""
RIGHT_TO_LEFT = """
<style>
[data-testid="stHeader"], [data-testid="stMain"], [data-testid="stSidebarContent"],
[data-testid="stDialog"] { direction: rtl; }
[data-testid="stHeading"], [data-testid$="Container"] { text-align: start; }
[data-testid="stDataFrame"], [data-testid="stVegaLiteChart"], code { direction: ltr; }
</style>
"""
"""Text and its order; a table and a chart are drawn from the left in every language."""


def apply() -> None:
    """Less empty space than Streamlit leaves, lines that can be read, and their direction."""
    st.html(STYLE + (RIGHT_TO_LEFT if language.is_right_to_left() else ""))
