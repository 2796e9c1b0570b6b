"""What a report is as a file and in a language, who gets it when, and what is worth an alert.

No Streamlit and no Dagster: the dashboard offers the files, the command and the ring send them.
What the figures mean is settled in dbt; when things run is `pipelines`' business.
"""
