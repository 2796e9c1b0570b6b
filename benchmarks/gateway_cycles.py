"""`python -m benchmarks.gateway_cycles SECONDS`: a cycle every so often until it is ended.

Prints how long each took. They give way to the gateway, as those that `serve` runs do.
"""

import os
import signal
import sys
import time

from cli.serve import GIVING_WAY
from ingest.run import run_cycle
from sync.settings import Settings


def main() -> None:
    is_over = False

    def end(*_: object) -> None:
        nonlocal is_over
        is_over = True

    os.nice(GIVING_WAY)
    signal.signal(signal.SIGTERM, end)
    every, home = float(sys.argv[1]), Settings().place()
    while not is_over:
        begun = time.monotonic()
        print(round(run_cycle(home).seconds, 2), flush=True)
        while not is_over and time.monotonic() - begun < every:
            time.sleep(0.2)


if __name__ == "__main__":
    main()
