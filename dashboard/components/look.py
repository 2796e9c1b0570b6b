"""The little that the theme in `.streamlit/config.toml` cannot say about how pages look."""

import streamlit as st

from dashboard.components import language

STYLE = """
<style>
[data-testid="stMainBlockContainer"] { max-width: 1280px; padding: 4.2rem 2rem 2rem; }
[data-testid="stMetricValue"] { font-variant-numeric: tabular-nums; }
[data-testid="stMetricLabel"] * { white-space: normal; overflow: visible; }
[data-testid="stElementContainer"], [data-testid="stVegaLiteChart"] { max-width: 100%; }
[data-testid="stVegaLiteChart"] { overflow-x: auto; }
[data-testid="stWidgetLabelRequired"] { display: none; }
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] { padding: 3.8rem 1rem 1.5rem; }
  [data-testid="stMetricValue"] { font-size: 1.5rem; }
  [data-testid="stMetricValue"] * { white-space: normal; overflow-wrap: anywhere; }
}
.printed { width: 100%; border-collapse: collapse; font-size: 0.8rem; }
.printed caption { text-align: start; font-weight: 600; padding-bottom: 0.3rem; }
.printed th, .printed td { border: 1px solid #B9C2CB; padding: 0.15rem 0.4rem; text-align: start; }
.printed th { background: #F4F6F8; }
.printed .number { text-align: end; font-variant-numeric: tabular-nums; }
@media print {
  @page { size: A4 landscape; margin: 12mm; }
  [data-testid="stHeader"], [data-testid="stSidebar"], [data-testid="stElementToolbar"],
  [data-testid="stExpander"], [data-testid="stPopover"], [data-testid="stMenuButton"],
  [data-testid="stButton"], [data-testid="stDownloadButton"], [data-testid="stLinkButton"],
  [data-testid="stForm"], [data-testid="stButtonGroup"] { display: none !important; }
  html, body, #root, [data-testid="stApp"], [data-testid="stAppViewContainer"],
  [data-testid="stMain"] {
    position: static !important; overflow: visible !important; height: auto !important;
  }
  [data-testid="stMainBlockContainer"] { max-width: none; padding: 0; }
  [data-testid="stMetric"], [data-testid="stVegaLiteChart"], .printed tr { break-inside: avoid; }
  .printed { font-size: 8pt; }
  .printed thead { display: table-header-group; }
}
</style>
"""
RIGHT_TO_LEFT = """
<style>
[data-testid="stHeader"], [data-testid="stMain"], [data-testid="stSidebarContent"],
[data-testid="stDialog"] { direction: rtl; }
[data-testid="stHeading"], [data-testid$="Container"] { text-align: start; }
[data-testid="stDataFrame"], [data-testid="stVegaLiteChart"], code { direction: ltr; }
[data-testid="stMarkdownContainer"] li { unicode-bidi: plaintext; text-align: start; }
[data-testid="stMarkdownContainer"] ul { padding: 0 1.6rem 0 0; }
</style>
"""
"""Text and its order; a table and a chart are drawn from the left in every language."""


def apply() -> None:
    """Less empty space than Streamlit leaves, lines that can be read, and their direction."""
    st.html(STYLE + (RIGHT_TO_LEFT if language.is_right_to_left() else ""))
