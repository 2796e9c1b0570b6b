"""Places where a test may end the process as `kill -9` would.

`SYNCLINE_FAILPOINT=<name>` ends the process there; unset, as always outside tests, nothing
happens.
"""

import os
import signal


def reach(name: str) -> None:
    if os.environ.get("SYNCLINE_FAILPOINT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
