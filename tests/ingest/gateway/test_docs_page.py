"""The page of the protocols: whole without a network, and it lists what is really answered."""

import re

from tests.ingest.gateway.conftest import TestClient


def test_the_page_asks_nobody_else_for_anything(client: TestClient) -> None:
    page = client.get("/sync/docs")
    assert page.status_code == 200 and "://" not in page.text
    asked = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(asked) == 3
    for path in asked:
        assert client.get(f"/sync/{path}").status_code == 200, path


def test_the_document_lists_the_answers_that_are_sent(client: TestClient) -> None:
    paths = client.get("/sync/openapi.json").json()["paths"]
    for path, operations in paths.items():
        for verb, operation in operations.items():
            if path.startswith("/sync/v"):
                assert {"400", "429", "503", "default"} <= operation["responses"].keys(), path
            is_push = (verb, path) == ("put", "/sync/v1/batches/{sha256}")
            assert ("422" in operation["responses"]) == is_push, path
    refused = client.post("/sync/v1/token", headers={"Syncline-Hardware-Id": "x" * 300})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "wrong_request")
