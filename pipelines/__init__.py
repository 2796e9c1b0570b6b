"""The Dagster ring: when things run, and what a person sees of it. What they do is elsewhere."""
