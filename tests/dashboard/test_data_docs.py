"""The documentation of the data: shown where a whole build has made it, else how to have it."""

from sync.home import Home
from tests.dashboard.conftest import RunPage, texts


def test_it_is_shown_and_can_be_downloaded(small: Home, run_page: RunPage) -> None:
    assert "`syncline reports --whole`" in texts(run_page(small, "data_docs"))
    small.data_docs.parent.mkdir()
    small.data_docs.write_text("<p>every column</p>", "utf-8")
    page = run_page(small, "data_docs")
    (frame,) = page.get("iframe")
    assert frame.proto.srcdoc == "<p>every column</p>"
    assert [button.proto.label for button in page.get("download_button")] == [
        "Download as one page"
    ]
