"""How often somebody may ask: so many times a minute, made good evenly as time goes by.

One process counts for itself, in memory; a question costs the same however many there are to count.
"""

import time
from collections import OrderedDict
from threading import Lock

KEPT_AT_MOST = 20_000


class Rates:
    """What each has asked lately, those who asked last at the end."""

    def __init__(self) -> None:
        self._asked: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def seconds_to_wait(self, what: str, who: str, a_minute: int) -> float:
        """Count a question; 0, or after how long it may be asked, and then it is not counted."""
        now = time.monotonic()
        with self._lock:
            asked, since = self._asked.pop((what, who), (0.0, now))
            asked = max(0.0, asked - (now - since) * a_minute / 60) + 1
            too_many = max(0.0, asked - a_minute)
            self._asked[what, who] = (asked - 1 if too_many else asked), now
            if len(self._asked) > KEPT_AT_MOST:
                self._asked.popitem(last=False)
        return too_many * 60 / a_minute
