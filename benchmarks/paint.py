"""How long each page of the dashboard takes in a real browser until it shows its first figures.

A page is asked for as a person does who has it bookmarked: a new tab, a server that runs, nothing
of this page remembered. Its first figures are there when a table, a chart, a map or a tile is.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sync.home import Home

ROOT = Path(__file__).parents[1]
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
FIGURES = ", ".join(
    f'[data-testid="{name}"]'
    for name in ("stMetric", "stDataFrame", "stTable", "stVegaLiteChart", "stDeckGlJsonChart")
)
PATIENCE_MS = 60_000


def pages(home: Home, names: list[str] | None = None) -> Iterator[dict[str, Any]]:
    """Each page with its seconds; those of the second visit too, when the server knows it."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    listed = sorted(path.stem for path in (ROOT / "dashboard/app_pages").glob("[a-z]*.py"))
    with _served(home) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
        for name in names or listed:
            yield {"page": name, "seconds": [_visit(browser, f"{address}/{name}") for _ in "12"]}
        browser.close()


def _visit(browser: Any, address: str) -> float | None:
    """Seconds to the first figures; none where there were none in a minute."""
    from playwright.sync_api import Error

    tab = browser.new_page()
    began = time.perf_counter()
    try:
        tab.goto(address)
        tab.wait_for_selector(FIGURES, timeout=PATIENCE_MS)
        return round(time.perf_counter() - began, 2)
    except Error:
        return None
    finally:
        tab.close()


@contextmanager
def _served(home: Home) -> Iterator[str]:
    """The address of a dashboard of its own, which has answered once."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "dashboard/app.py", "--server.headless", "true",
         "--server.address", "127.0.0.1", "--server.port", str(port)],
        cwd=ROOT, env={**os.environ, "SYNCLINE_HOME": str(home.root)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=5)
                break
            except OSError:
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)
