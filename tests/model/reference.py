"""One cycle of the model: every row judged in the order of R8a, with the reasons of R8c.

A cycle goes over its rows in passes, so that what a row depends on is as the whole cycle leaves
it (R8b): stores and preferences, persons and names, records of their own, what hangs on others.
"""

from collections.abc import Iterable
from dataclasses import replace

from sync.catalogue import CATALOGUE, DataType
from tests.centre import Row
from tests.model.keeping import Keeping
from tests.model.kinds import (
    HEADERS,
    ON_PATIENTS,
    PROCUREMENT,
    VISIBILITY,
    data_type,
    is_procurement_central,
    parent_of,
    store_of,
)
from tests.model.merging import (
    apply_merge,
    collapse_joins,
    judge_merge,
    kept_first,
    kept_id,
    rewrite_references,
    with_kept,
)
from tests.model.network import Network
from tests.model.persons import (
    JOINS,
    home_by_push,
    homes_and_visibility,
    is_person,
    made_id,
    note_prescribed,
)
from tests.model.reading import is_readable, read_data
from tests.model.rights import Right, right
from tests.model.state import Change, Key, State, Verdict
from tests.model.transfers import Transfers, carried, is_log_of_other_side
from tests.model.values import Record, typed, without_blanks

SYSTEM_CODES = {"HIS", "DRG", "SM"}
TELLS_WHOSE = {"name": ("supplying_store_id", "type"), "clinician": ("store_id",)}


class Judging:
    """The judging of one cycle's rows; `run` changes the state."""

    def __init__(self, state: State, network: Network, rows: list[Change]) -> None:
        self.state, self.network, self.rows = state, network, rows
        self.keeping = Keeping(state, network)
        self.fresh: set[Key] = set()
        self.touched: dict[Key, set[int | None]] = {}
        self.before: set[Key] = set()
        self.persons_before: dict[Key, Record] = {}
        self.supervised: set[str] = set()
        self.gone: dict[Key, Record] = {}
        self.pending: list[Change] = []
        self.merged: dict[Key, str] = {}
        self.kept_names: set[str] = set()
        self.rewritten: set[Key] = set()

    def run(self, ordered: Iterable[Change] = ()) -> None:
        state = self.state
        self.before = set(state.keys())
        self.persons_before = {
            key: dict(state.records[key[0]][key[1]]) for key in self.before if key[0] in TELLS_WHOSE
        }
        self.supervised = {
            i for i, order in state.records.get("purchase_order", {}).items()
            if order.get("editedremotely")
        }  # fmt: skip
        self.written_by = {key: state.written_by.get(key) for key in self.before}
        state.changes += self.rows
        again = state.withheld + [c for c in state.waiting if c not in ordered]
        pending = sorted([*again, *ordered, *self.rows], key=lambda c: c.change_no)
        self.pending = pending
        state.withheld, state.waiting = [], []
        state.left_out, state.left_out_why, state.homes = {}, {}, {}
        state.left_out_no = {}
        for rank in range(4):
            self.merged = dict(state.merged)
            for change in kept_first(state, [c for c in pending if _rank(c) == rank]):
                self.settle(change)
            note_prescribed(state)
            if self.merged != state.merged:
                self.rewritten |= rewrite_references(state)
        self.cascade()
        collapse_joins(state, self.rewritten, self.kept_names)
        for key, record in homes_and_visibility(state, self.network, self.state.homes, self.fresh):
            self.make(key, record)
        Transfers(state, self.network, self.rows, self.make, self.release).run()
        self.name_active_sites()

    def name_active_sites(self) -> None:
        """Store records say where the store is active: the centre writes it (R7a)."""
        for store_id, record in self.state.records.get("store", {}).items():
            active = self.network.active_site(store_id)
            record.pop("sync_id_remote_site", None)
            if active is not None:
                record["sync_id_remote_site"] = float(active)

    def settle(self, change: Change) -> None:
        order, change.order = change.order, ""
        if order == "dismiss":
            change.decision, change.reason = "ignored", "dismissed_by_person"
            return
        if order == "accept":
            change.allowed_as = "accepted_by_person"
        was_left_out = change.decision == "ignored"
        if was_left_out and not self.is_asked_again(change):
            self.leave_out(change)
            return
        change.decision, change.reason = self.judge(change)
        if change.decision == "waiting":
            self.state.waiting.append(change)
        elif change.reason in ("not_collected", "transactions_not_included"):
            self.leave_out(change)
        elif change.decision == "applied":
            self.apply(change, is_late=was_left_out)

    def is_asked_again(self, change: Change) -> bool:
        """Whether what the row was left out for is over, or its header was kept and is gone."""
        said = self.carried(change)
        if self.keeping.is_kept_now(change, said):
            return True
        parent = parent_of(change.table, said)
        return parent is not None and parent.key in self.touched.keys() & self.state.deleted

    def judge(self, change: Change) -> Verdict:
        state = self.state
        if not change.record_id:
            return "rejected", "missing_key"
        if change.table not in CATALOGUE.tables:
            return "rejected", "unknown_table"
        if not is_readable(change):
            return "rejected", "unreadable_data"
        if change.action == "merge":
            return self.merged_or_left_out(change)
        if change.key in state.merged:
            said = {**self.gone.get(change.key, {}), **self.carried(change)}
            lacks_key = self.lacks_key(change, said)
            return ("rejected", "missing_key") if lacks_key else ("ignored", "merged_away")
        if any(w.key == change.key and w.site_id == change.site_id for w in self.holding_back()):
            return "waiting", "missing_parent"
        old = state.record(change.table, change.record_id)
        base = state.latest(change.key) or {}
        if change.table == "pref" and old is None:
            base = self.said_so_far(change)
        new = without_blanks({**base, **self.carried(change), "id": change.record_id})
        if self.lacks_key(change, new):
            return "rejected", "missing_key"
        barred = self.barred(change, old, new)
        return barred or self.weighed(change, old, new)

    def merged_or_left_out(self, change: Change) -> Verdict:
        verdict = judge_merge(self.state, self.network, change)
        if verdict[0] != "applied" or change.table != "Location":
            return verdict
        gone = self.state.record(*change.key) or self.state.left_out[change.key]
        store_id = self.store(change, gone) or ""
        decision, reason = self.keeping.kept(change, gone, verdict[1], store_id)
        return decision, reason

    def holding_back(self) -> list[Change]:
        """A merge that waits does not hold its record back (D2)."""
        return [change for change in self.state.waiting if change.action != "merge"]

    def carried(self, change: Change) -> Record:
        """The columns of a row: links put back (R22), merged records read as the kept (R20)."""
        said = carried(self.state, self.network, change)
        if change.table in TELLS_WHOSE:
            said = self.without_blank_owner(change, said)
        read = with_kept(change.table, said, self.merged)
        if read != said:
            self.rewritten.add(change.key)
        return read

    def said_so_far(self, change: Change) -> Record:
        """What the row and its site's earlier rows of the record say in this cycle."""
        said: Record = {}
        for row in self.pending:
            is_earlier = row.key == change.key and row.change_no <= change.change_no
            if is_earlier and row.site_id == change.site_id and row.action == "upsert":
                said.update(without_blanks(typed(row.table, read_data(row) or {})))
        return said

    def without_blank_owner(self, change: Change, said: Record) -> Record:
        """R8, R13a: a row does not carry a blank home or type of a person."""
        known = {**self.persons_before.get(change.key, {}), **self.said_so_far(change)}
        if not is_person(change.table, known):
            return said
        tells = TELLS_WHOSE[change.table]
        return {name: said[name] for name in said if name not in tells or said[name] is not None}

    def lacks_key(self, change: Change, new: Record) -> bool:
        if change.action == "delete" and self.state.record(*change.key) is None:
            return False
        parent = parent_of(change.table, new)
        if parent is not None and parent.record_id is None:
            return True
        kind = data_type(self.state, self.network, change.table, new)
        needs_store = change.table in VISIBILITY or (
            kind in (DataType.STORE, DataType.CENTRAL_STORE) and change.table not in HEADERS
        )
        return needs_store and self.store(change, new) is None

    def store(self, change: Change, record: Record) -> str | None:
        return store_of(self.state, change.table, change.record_id, record)

    def barred(self, change: Change, old: Record | None, new: Record) -> Verdict | None:
        """What is decided before anybody asks who may edit."""
        kind = data_type(self.state, self.network, change.table, old or new)
        if kind is DataType.LOCAL and not (change.table == "user" and old is None):
            return "ignored", "local_data"
        if kind is DataType.SYNC:
            return "rejected", "not_central"
        if self.is_of_system_store(change, old, new):
            return "ignored", "system_store"
        parent = parent_of(change.table, new if change.action == "upsert" else old or new)
        if parent is None or parent.record_id is None:
            return None
        if self.state.record(*parent.key) is not None:
            return None
        if parent.key in self.state.left_out_why:
            rule = right(self.state, self.network, change, old, new)
            if rule.allows(change.site_id):
                change.allowed_as = rule.yes
            return "ignored", self.state.left_out_why[parent.key]
        if parent.key in self.state.deleted:
            return "ignored", "parent_deleted"
        return "waiting", "missing_parent"

    def is_of_system_store(self, change: Change, old: Record | None, new: Record) -> bool:
        """R9; a store record tells by its code, also what its store's other rows are."""
        system = self.state.system_stores
        if change.table != "store":
            return self.store(change, old or new) in system
        if "code" not in self.carried(change):
            return old is None and change.record_id in system
        if new.get("code") not in SYSTEM_CODES:
            return False
        if old is None:
            system.add(change.record_id)
        return True

    def weighed(self, change: Change, old: Record | None, new: Record) -> Verdict:
        is_given_home = False
        if change.table in ("name", "clinician") and is_person(change.table, new):
            is_given_home = self.find_home(change, new) or self.is_made_now_without_home(change)
        rule = right(self.state, self.network, change, old, new)
        if is_given_home and change.site_id == self.network.primary and rule.sites is not None:
            rule = replace(rule, sites=rule.sites | {change.site_id})
            change.allowed_as = change.allowed_as or rule.yes
        is_left_out = change.key in self.state.left_out
        if change.action == "delete" and old is None and not is_left_out:
            return "ignored", "nothing_to_delete"
        if change.action == "upsert" and self.is_same(change, old, new):
            return "unchanged", rule.yes
        if rule.store_id and rule.store_id not in self.network.stores:
            return "rejected", "unknown_store"
        if also := self.allowed_beside(change, new, rule):
            return also
        if not change.allowed_as and not rule.allows(change.site_id):
            return "rejected", rule.no
        if old is not None and change.action == "upsert" and not change.allowed_as:
            moved = self.also_allowed(change, old, new)
            if moved:
                return moved
        change.allowed_as = change.allowed_as or rule.yes
        decision, reason = self.keeping.kept(change, new, rule.yes, rule.store_id or "")
        return decision, change.allowed_as if decision == "applied" else reason

    def allowed_beside(self, change: Change, new: Record, rule: Right) -> Verdict | None:
        """What others than the owner may edit: logs of a transfer (T4), supervised orders (R19)."""
        if change.allowed_as:
            return None
        written_by = self.written_by.get(change.key)
        is_log = is_log_of_other_side(self.state, self.network, change, new, written_by)
        if is_log and not rule.allows(change.site_id):
            return "applied", "responding_site_logs"
        if self.is_supervised(change, new):
            if change.site_id == self.network.active_site(rule.store_id):
                return "applied", rule.yes
            if change.site_id == self.network.primary:
                return "applied", "centralised_procurement"
        return None

    def is_supervised(self, change: Change, new: Record) -> bool:
        """R19: whether it is of an order that the primary edits in supervisor mode."""
        if change.table not in PROCUREMENT or is_procurement_central(self.state):
            return False
        if change.table == "purchase_order_line":
            header = self.state.record("purchase_order", new.get("purchase_order_id"))
            return bool((header or {}).get("editedremotely"))
        if change.site_id != self.network.primary:
            return change.record_id in self.supervised
        said = [
            typed(row.table, read_data(row) or {}).get("editedremotely")
            for row in self.pending
            if row.key == change.key and row.site_id == change.site_id
            and row.action == "upsert" and row.change_no <= change.change_no
        ]  # fmt: skip
        if said and said[-1] is not None and change.action == "upsert":
            return bool(said[-1])
        return any(said) or change.record_id in self.supervised

    def is_made_now_without_home(self, change: Change) -> bool:
        """Until the cycle ends, the primary may change who was made without a home."""
        if change.action == "delete":
            return False
        old = self.state.record(*change.key) or {}
        column = "supplying_store_id" if change.table == "name" else "store_id"
        names_one = old.get(column) or self.carried(change).get(column)
        return change.key in self.fresh and not names_one and change.key in self.state.homes

    def find_home(self, change: Change, new: Record) -> bool:
        """Give a new person that names no home the one that is found for it (R13a)."""
        column = "supplying_store_id" if change.table == "name" else "store_id"
        if new.get(column) or change.action == "delete" or self.state.record(*change.key):
            return False
        found = self.state.homes.get(change.key) or home_by_push(
            self.state, self.network, change.table, change.record_id, change.site_id, self.rows
        )
        if found:
            new[column] = found
        return bool(found)

    def is_same(self, change: Change, old: Record | None, new: Record) -> bool:
        if old is not None:
            return without_blanks({**old, **self.carried(change)}) == old
        if change.table not in VISIBILITY:
            return False
        pair = {name: new.get(name) for name in (VISIBILITY[change.table][1], "store_id")}
        given = self.state.record(change.table, made_id(change.table, *map(str, pair.values())))
        return given is not None and {**given, **pair} == given

    def also_allowed(self, change: Change, old: Record, new: Record) -> Verdict | None:
        """R8: a change that moves the record needs both."""
        is_moved = self.store(change, old) != self.store(change, new)
        kinds = {data_type(self.state, self.network, change.table, r) for r in (old, new)}
        if not is_moved and len(kinds) == 1 and change.table not in JOINS:
            return None
        there = right(self.state, self.network, change, None, new)
        if there.allows(change.site_id):
            return None
        return "rejected", "not_your_store"

    def leave_out(self, change: Change) -> None:
        state, change.was_left_out = self.state, True
        state.withheld.append(change)
        if change.action == "merge":
            return
        if change.action == "delete":
            base = state.left_out.get(change.key, {})
            state.left_out[change.key] = {n: v for n, v in base.items() if n == "store_id"}
        else:
            base = state.left_out.get(change.key, {})
            state.left_out[change.key] = without_blanks({**base, **self.carried(change)})
        state.left_out_why[change.key] = change.reason
        state.left_out_no[change.key] = change.change_no

    def apply(self, change: Change, *, is_late: bool) -> None:
        state, key = self.state, change.key
        self.touched.setdefault(key, set()).add(change.site_id)
        if change.action == "merge":
            self.gone[key] = state.latest(key) or {}
            if change.table == "name":
                self.kept_names.add(kept_id(state, change) or "")
            apply_merge(state, change)
            return
        if change.action == "delete":
            state.drop(key)
            return
        old = state.record(*key)
        base = state.left_out.get(key, {}) if old is None else old
        new = without_blanks({**base, **self.carried(change), "id": change.record_id})
        if change.table in JOINS and is_person(change.table, new):
            wanted = dict(new)
            if old is None:
                self.find_home(change, wanted)
            column = "supplying_store_id" if change.table == "name" else "store_id"
            if not new.get(column) and wanted.get(column):
                self.state.homes.setdefault(key, wanted[column])
            if key not in self.before or not is_person(change.table, old or new):
                self.fresh.add(key)
        if change.table == "store":
            state.system_stores.discard(change.record_id)
        state.numbered[key], state.written_by[key] = change.change_no, change.site_id
        state.put(key, new)

    def cascade(self) -> None:
        """R21: lines of deleted headers go with them, when the header is gone for good."""
        for table, (header, column) in HEADERS.items():
            for record_id, row in list(self.state.records.get(table, {}).items()):
                if (header, row.get(column)) in self.state.deleted:
                    self.state.drop((table, record_id))

    def release(self) -> None:
        """R24: lines that wait are judged once more, because the centre has made headers."""
        lines = [change for change in self.state.waiting if change.table in HEADERS]
        self.state.waiting = [change for change in self.state.waiting if change not in lines]
        for change in sorted(lines, key=lambda c: c.change_no):
            self.settle(change)

    def make(self, key: Key, record: Record | None) -> None:
        """A change of the centre's own; without a record it deletes."""
        number = len(self.state.changes) + 1
        action = "delete" if record is None else "upsert"
        made = Change(number, self.network.central, *key, action, None, "applied",
                      "made_by_centre", is_centres=True)  # fmt: skip
        self.state.changes.append(made)
        self.state.numbered[key] = number
        if record is None:
            self.state.drop(key)
            self.cascade()
        else:
            self.state.put(key, without_blanks({**(self.state.record(*key) or {}), **record}))
        self.touched.setdefault(key, set()).add(None)


def _rank(change: Change) -> int:
    if change.table in ("store", "pref"):
        return 0
    if change.table in JOINS:
        return 1
    if change.table in HEADERS or change.table in VISIBILITY or change.table in ON_PATIENTS:
        return 3
    return 2


def in_order(network: Network, batches: Iterable[tuple[int, list[Row]]]) -> list[tuple[int, Row]]:
    """The rows of a cycle's batches as R8a takes them, each with its site."""
    ranked = sorted(batches, key=lambda b: (b[0] != network.primary, b[0]))
    return [(site_id, row) for site_id, rows in ranked for row in rows]
