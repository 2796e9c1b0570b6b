"""Whatever is sent to the gateway, by its own OpenAPI document and beside it, is answered."""

import base64
import warnings

import pytest
from hypothesis import HealthCheck, given, settings

from ingest.credentials import Credentials, sent
from ingest.gateway.app import create_app
from ingest.gateway.place import Limits
from tests.centre import Centre
from tests.scenarios.six_stores import begin

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis.checks import not_a_server_error

    schemathesis.serializer.alias("application/vnd.apache.parquet", "application/octet-stream")

UNLIMITED = Limits(
    requests=10**9, log_ins=10**9, all_log_ins=10**9, load_seconds=0.05, batch_bytes=1 << 20
)
EXAMPLES = 15
"""For each of some twenty operations."""


@pytest.fixture
def log_in(centre: Centre) -> dict[str, str]:
    """What site 3 says of itself in each kind of log-in."""
    begin(centre)
    credentials = Credentials(centre.home)
    password = credentials.make(3, "site3", by="a tester")
    token, _ = credentials.issue_token(3)
    basic = base64.b64encode(f"site3:{sent(password)}".encode()).decode()
    return {"token": f"Bearer {token}", "password": f"Basic {basic}"}


@pytest.fixture
def api(centre: Centre, log_in: dict[str, str]) -> "schemathesis.schemas.BaseSchema":
    return schemathesis.openapi.from_asgi("/sync/openapi.json", create_app(centre.home, UNLIMITED))


def test_no_request_is_answered_with_a_server_error(
    api: "schemathesis.schemas.BaseSchema", log_in: dict[str, str]
) -> None:
    operations = [found.ok() for found in api.get_all_operations()]
    assert len(operations) > 15
    for operation in operations:

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def answered(case: "schemathesis.Case") -> None:
            call(case, log_in)

        answered()


def call(case: "schemathesis.Case", log_in: dict[str, str]) -> None:
    is_native = case.path.startswith("/sync/v1") and not case.path.endswith("token")
    headers = {
        "Authorization": log_in["token" if is_native else "password"],
        "msupply-site-uuid": "machine", "Syncline-Hardware-Id": "machine",
    }  # fmt: skip
    way = {"from_site": 3, "to_site": 1} if case.path.startswith("/sync/v3") else None
    answer = case.call(headers=headers, params=way)
    if answer.status_code == 503:  # "not now", said on purpose: the load waits for a cycle
        assert "error" in answer.json()
        return
    case.validate_response(answer, checks=[not_a_server_error])
