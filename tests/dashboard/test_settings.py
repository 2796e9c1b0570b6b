"""Settings: the matrix in words, one store as its Synchronisation tab, and the history."""

from dashboard.components import relation_words
from sync.home import Home
from sync.reasons import Relation, RelationReason
from tests.dashboard.conftest import RunPage, ask, metrics, shown, texts

KEREMA = "Kerema Clinic (S0002)"
SIXTH = "Goroka Clinic (S0006)"


def test_every_relation_and_every_reason_has_its_words() -> None:
    assert set(relation_words.RELATIONS) == set(relation_words.SYNC_WITH) == set(Relation)
    assert set(relation_words.REASONS) == set(RelationReason)


def test_every_cell_of_the_matrix_says_its_relation_in_words(
    reported: Home, run_page: RunPage
) -> None:
    page = run_page(reported, "settings")
    cells = shown(page)
    assert cells.shape == (31, 2 + 30)
    rows = cells.set_index("Store ID")
    assert rows.loc["store-1", "1 Sync server"] == "Active"
    assert rows.loc["store-2", "1 Sync server"] == "Collector"
    assert rows.loc["store-5", "1 Sync server"] == "Transfer: centre"
    assert rows.loc["store-6", "2 Site of Kerema Clinic"] == "None: not seen"
    assert rows.loc["store-new", "1 Sync server"] == "Transfer: no settings"
    assert not cells.isna().any().any()


def test_the_matrix_agrees_with_sql(reported: Home, run_page: RunPage) -> None:
    cells = shown(run_page(reported, "settings")).iloc[:, 2:].stack().str.split(":").str[0]
    counted = cells.str.lower().value_counts().to_dict()
    held = ask(reported, "SELECT relation, count(*) AS n FROM sync.store_relation GROUP BY ALL")
    assert counted == dict(zip(held["relation"], held["n"], strict=True))


def test_links_choose_stores_sites_and_relations(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "settings", store=[SIXTH], site=["1 Sync server"])
    assert shown(page).iloc[:, 1:].values.tolist() == [["store-6", "Collector"]]
    page = run_page(reported, "settings", relation="Transfer", site="1 Sync server")
    assert set(shown(page)["1 Sync server"]) == {"Transfer: centre", "Transfer: no settings"}
    assert "Relation: **Transfer**" in texts(page)


def test_what_needs_attention_is_red_and_stands_above_in_words(
    reported: Home, run_page: RunPage
) -> None:
    page = run_page(reported, "settings", store=[SIXTH])
    assert "set as collector where no store sees it: Goroka Clinic on site 2" in texts(page)
    assert metrics(page)["Need attention"] == "2"
    assert page.dataframe[0].proto.arrow_data.styler.styles.count("#FDDCD5") == 1


def test_one_store_is_shown_as_on_its_synchronisation_tab(
    reported: Home, run_page: RunPage
) -> None:
    page = run_page(reported, "settings", show="One store", at=KEREMA)
    assert metrics(page) == {
        "Sync ID": "2",
        "Synchronisation type": "Collector",
        "Set as local store": "No",
        "Include transactions": "Yes",
    }
    rows = shown(page)
    assert "Sync server" not in set(rows["Site"])
    first = rows.iloc[0]
    assert (first["Site ID"], first["Sync with"]) == (2, "Active/collector")
    assert first["Local"] == "✓ Local"
    assert rows["Sync with"].value_counts().to_dict() == {
        "None": 27, "Active/collector": 1, "Transfer": 1,
    }  # fmt: skip


def test_a_store_without_settings_says_so(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "settings", show="One store", at="NEW (NEW)")
    assert "It has no settings yet" in texts(page)
    assert metrics(page)["Sync ID"] == "none"


def test_the_history_tells_each_change_in_a_sentence_newest_first(
    reported: Home, run_page: RunPage
) -> None:
    rows = shown(run_page(reported, "settings", show="History"))
    assert rows.iloc[0]["Change"] == "collectors of store-6: 1 -> 1, 2"
    assert rows.iloc[0]["Applied by"] == "a second person"
    assert rows.iloc[0]["Store"] == "Goroka Clinic"
    page = run_page(reported, "settings", show="History", store=SIXTH)
    assert metrics(page)["Changes"] == "2"
