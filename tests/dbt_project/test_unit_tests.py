"""The unit tests that stand beside the models, run by dbt."""

from tests.dbt_project.conftest import Dbt


def test_every_unit_test_beside_a_model_passes(dbt: Dbt) -> None:
    result = dbt("test", "--select", "test_type:unit")
    failed = [f"{row.node.name}: {row.message}" for row in result.result if row.status != "pass"]
    assert result.success, failed
    assert len(result.result) >= 10
