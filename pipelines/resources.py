"""What assets are given: the home that they work on. Opening it is the rooms' own business."""

import dagster as dg

from sync.home import Home
from sync.settings import Settings


class HomeResource(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The installation's home folder, from `SYNCLINE_HOME`."""

    def place(self) -> Home:
        return Settings().place()
