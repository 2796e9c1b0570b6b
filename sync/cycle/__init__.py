"""One sync cycle: judge what came, apply what is allowed, and note what goes out.

Everything here runs inside one transaction that the caller opens and commits. The steps are the
modules, in the order in which `engine` calls them. Which files a cycle takes, and what happens
to them afterwards, belongs to `ingest.run`.
"""
