"""A centre with a mobile site in its network, made once, and the device of that site."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.gateway.app import create_app
from ingest.gateway.place import Limits
from tests.centre import Centre, copy_home, upsert
from tests.ingest.gateway.conftest import TestClient
from tests.ingest.gateway.msupply.device import MOBILE, Device
from tests.scenarios.changing import in_force
from tests.scenarios.six_stores import begin, visible


@pytest.fixture(scope="session")
def with_a_mobile(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Centre:
    """Site 5 is a mobile with store M, which trades with C on site 3. Copy it, never change it."""
    folder = tmp_path_factory.mktemp("mobile")
    (folder / "outbox").mkdir()
    centre = Centre(copy_home(empty_home, folder / "home"), folder / "outbox")
    begin(centre)
    raw = in_force(centre)
    mobile = {"id": MOBILE, "name": "Clinic", "kind": "mobile", "time_zone": "Pacific/Auckland"}
    centre.change_network(
        sites=[*raw["sites"], mobile], stores=[*raw["stores"], {"id": "STORE_M", "active": MOBILE}]
    )
    centre.push_and_cycle(
        1,
        upsert("name", "NAME_M", name="Store M", code="M", type="store",
               supplying_store_id="STORE_C"),
        upsert("store", "STORE_M", name_ID="NAME_M", code="M", store_mode="store"),
        visible("M", "C"), visible("C", "M"),
    )  # fmt: skip
    centre.reopen()
    return centre


@pytest.fixture
def device(centre: Centre, with_a_mobile: Centre, tmp_path: Path) -> Iterator[Device]:
    """The devices of sites 5 and 3, and a gateway in this process."""
    centre.become(with_a_mobile)
    app = create_app(centre.home, Limits(load_seconds=60))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Device(centre, client, tmp_path)
