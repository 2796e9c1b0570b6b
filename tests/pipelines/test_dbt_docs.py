"""dbt's documentation as one page: made of the manifest, whole, with nothing left to fetch."""

import re
from pathlib import Path

from pipelines.dbt_docs import write_docs
from pipelines.reports import MANIFEST
from sync.home import Home


def test_the_page_holds_every_model_and_asks_no_server(tmp_path: Path) -> None:
    home = Home(tmp_path)
    write_docs(home, MANIFEST)
    page = home.data_docs.read_text("utf-8")
    assert "INLINE DATA" not in page
    assert '"model.syncline.rpt_stock_on_hand"' in page
    assert "The tables of Syncline" in page
    fetched = re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=[\"']?(https?:[^\"' >]+)", page)
    assert fetched == []
