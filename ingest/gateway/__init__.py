"""The HTTP front door of sites: what they push is landed, what waits for them is handed out.

`app` puts the parts together. It never opens the lake for writing and waits for no cycle.
"""
