"""What the centre keeps and what it leaves out (R25, R26)."""

from sync.catalogue import CATALOGUE, DataType
from tests.model.kinds import (
    DOCUMENTS,
    HEADERS,
    WITHOUT_TRANSACTIONS,
    is_dispensary,
    parent_of,
    procurement_is_central,
    store_of,
    store_with_name,
)
from tests.model.network import Network, relation
from tests.model.state import Change, State, Verdict
from tests.model.values import Record, without_blanks


class Keeping:
    """What is kept under one state and network."""

    def __init__(self, state: State, network: Network) -> None:
        self.state, self.network = state, network

    def kept(self, change: Change, new: Record, as_code: str, store_id: str) -> Verdict:
        """R25 and R26: what the centre leaves out."""
        is_central = as_code == "centralised_procurement"
        if CATALOGUE.tables[change.table].data_type is not DataType.STORE or is_central:
            return "applied", as_code
        document = self.document(change, new)
        if document is not None and self.is_between_stores(document, store_id):
            return "applied", as_code
        if relation(self.state, self.network, store_id, self.network.central) == "transfer":
            return "ignored", "not_collected"
        store = self.network.stores[store_id]
        is_partial = is_dispensary(self.state, store_id) and not store.include_transactions
        if change.table in WITHOUT_TRANSACTIONS and is_partial:
            return "ignored", "transactions_not_included"
        return "applied", as_code

    def is_kept_now(self, change: Change, data: Record) -> bool:
        """Whether what the row was left out for holds no longer (R25, R26)."""
        base = self.state.record(*change.key) or self.state.left_out.get(change.key, {})
        record = without_blanks({**base, **data, "id": change.record_id})
        store_id = store_of(self.state, change.table, change.record_id, record) or ""
        document = self.document(change, record)
        if document is not None and self.is_between_stores(document, store_id):
            return True
        active = self.network.active_site(store_id)
        if procurement_is_central(self.state, self.network, change.table, active):
            return True
        if change.reason == "not_collected":
            central = self.network.central
            return relation(self.state, self.network, store_id, central) != "transfer"
        store = self.network.stores.get(store_id)
        is_dispensing = is_dispensary(self.state, store_id)
        return store is not None and (store.include_transactions or not is_dispensing)

    def document(self, change: Change, new: Record) -> Record | None:
        if change.table in DOCUMENTS:
            return new
        header = HEADERS.get(change.table, ("", ""))[0]
        if header not in DOCUMENTS:
            return None
        parent = parent_of(change.table, new)
        assert parent is not None
        return self.state.latest(parent.key)

    def is_between_stores(self, document: Record, store_id: str) -> bool:
        other = store_with_name(self.state, document.get("name_id"))
        return other is not None and other in self.network.stores and other != store_id
