"""The little that the theme in `.streamlit/config.toml` cannot say about how pages look."""

import streamlit as st

STYLE = """
<style>
[data-testid="stMainBlockContainer"] { max-width: 1280px; padding: 4.2rem 2rem 2rem; }
[data-testid="stMetricValue"] { font-variant-numeric: tabular-nums; }
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] { padding: 3.8rem 1rem 1.5rem; }
  [data-testid="stMetricValue"] { font-size: 1.5rem; }
  [data-testid="stMetricValue"] * { white-space: normal; overflow-wrap: anywhere; }
}
</style>
"""


def apply() -> None:
    """Less empty space than Streamlit leaves, and lines no longer than can be read."""
    st.html(STYLE)
