"""Users of the dashboard from the command line."""

import json
from pathlib import Path

from ingest.accounts import Accounts
from sync import lake
from sync.home import Home
from tests.cli.test_first_steps import syncline


def test_a_user_is_added_with_a_password_that_is_shown_once(tmp_path: Path) -> None:
    home = tmp_path / "home"
    syncline(home, "init")
    said = syncline(home, "user", "add", "rosa", "--role", "district", "--region", "North")
    password = said.stdout.split("password")[1].strip()
    accounts = Accounts(Home(home))
    assert accounts.of_token(accounts.log_in("rosa", password))
    told = json.loads(syncline(home, "user", "list", "--format", "json").stdout)
    assert [(user["name"], user["role"], user["regions"]) for user in told] == [
        ("rosa", "district", ["North"])
    ]
    assert password not in json.dumps(told)
    syncline(home, "user", "limit", "rosa", "--store", "STORE_A")
    syncline(home, "user", "role", "rosa", "store")
    assert "STORE_A" in syncline(home, "user", "list").stdout
    new = syncline(home, "user", "password", "rosa").stdout.split("password")[-1].strip()
    assert accounts.log_in("rosa", new)
    assert "open to whoever sits" in syncline(home, "user", "remove", "rosa").stderr


def test_a_store_or_region_that_is_not_there_is_refused_in_a_sentence(tmp_path: Path) -> None:
    home = tmp_path / "home"
    syncline(home, "init")
    asked = ("user", "add", "rosa", "--role", "district")
    assert "are taken as given" in syncline(home, *asked, "--store", "anything").stderr
    with lake.writer(Home(home)) as connection:
        connection.execute("CREATE SCHEMA marts")
        connection.execute(
            "CREATE TABLE marts.dim_store AS SELECT 'ID-1' AS store_id, 'KER' AS code, "
            "'Kerema' AS store, 'North' AS region"
        )
    for limits, sentence in (
        (("--store", "KER"), "no store has the id 'KER'; 'KER' is the store with the id ID-1"),
        (("--store", "ID-1", "--store", "x"), "no store has the id 'x'"),
        (("--region", "Nort"), "no store is in a region 'Nort'; there are North"),
    ):
        for command in (("user", "add", "tom", "--role", "district"), ("user", "limit", "rosa")):
            assert sentence in syncline(home, *command, *limits, code=1).stderr
    syncline(home, "user", "limit", "rosa", "--store", "ID-1", "--region", "North")
    told = json.loads(syncline(home, "user", "list", "--format", "json").stdout)
    assert [(user["name"], user["stores"]) for user in told] == [("rosa", ["ID-1"])]


def test_what_cannot_be_is_refused_in_a_sentence(tmp_path: Path) -> None:
    home = tmp_path / "home"
    syncline(home, "init")
    refused = syncline(home, "user", "add", "rosa", "--role", "store", code=1).stderr
    assert "a user of role store needs --store or --region" in refused
    without = syncline(home, "user", "add", "a", "--role", "analyst", "--no-password", code=1)
    assert "needs --email" in without.stderr
    syncline(home, "user", "add", "a", "--role", "king", code=2)
    assert "there is no user nobody" in syncline(home, "user", "unlock", "nobody", code=1).stderr
