"""Streamlit: what the reports say, for people.

`app.py` is navigation, `app_pages/` one page per question, `components/` what pages share,
`queries.py` one function per report, `data.py` the lake. No rules and no thresholds: what is
fresh, stale or complete is decided in the lake's tables and only shown here.
"""
