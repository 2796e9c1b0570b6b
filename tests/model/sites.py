"""A site that does what it is told: it applies its own rows, then every outgoing row in order.

What it holds after a pull is compared with what it is entitled to, content and all.
"""

from typing import Any

from sync.catalogue import CATALOGUE
from tests.model.kinds import HEADERS
from tests.model.merging import with_kept
from tests.model.reading import is_readable, read_data
from tests.model.state import Change, Key
from tests.model.values import Record, typed, without_blanks

WRITTEN_BY_CENTRE = {"store": "sync_id_remote_site"}


class Site:
    """`own_way`: records that the site has as it wants them, and nobody sets right (R23)."""

    def __init__(self, merged: dict[Key, str] | None = None) -> None:
        self.records: dict[Key, Record] = {}
        self.own_way: set[Key] = set()
        self.is_from_centre: set[Key] = set()
        self.merged = merged or {}
        self.gone_with: dict[Key, set[Key]] = {}

    def does(self, change: Change) -> None:
        """One of its own rows, as it was made."""
        if change.table not in CATALOGUE.tables or not is_readable(change):
            return
        if change.action == "delete":
            self.gone_with[change.key] = set(self.records) - {change.key}
            self._drop(change.key)
            self.gone_with[change.key] -= set(self.records)
            return
        if change.action == "merge":
            if change.decision == "applied":
                self._merge(change.key, (read_data(change) or {})["keep"])
            return
        # D4: the centre keeps the lines of a header that comes back in the same cycle.
        self.own_way |= self.gone_with.pop(change.key, set())
        before = self.records.get(change.key, {})
        carried = typed(change.table, read_data(change) or {})
        carried = with_kept(change.table, carried, self.merged)
        self.records[change.key] = without_blanks({**before, **carried, "id": change.record_id})

    def receives(self, table: str, record_id: str, action: str, data: dict[str, Any]) -> None:
        key = (table, record_id)
        self.own_way.discard(key)
        if action == "upsert":
            self.is_from_centre.add(key)
            self.records[key] = without_blanks(typed(table, data) | {"id": record_id})
        elif action == "merge":
            self._merge(key, data["keep"])
        else:
            self._drop(key, with_lines=action == "delete")

    def _merge(self, key: Key, keep: str) -> None:
        """What it has, and what it will write, names the kept record from now on."""
        keep = self.merged.get((key[0], keep), keep)
        self._drop(key, with_lines=False)
        for known, kept in self.merged.items():
            if known[0] == key[0] and kept == key[1]:
                self.merged[known] = keep
        self.merged[key] = keep
        for other, record in self.records.items():
            self.records[other] = with_kept(other[0], record, {key: keep})

    def _drop(self, key: Key, *, with_lines: bool = True) -> None:
        self.records.pop(key, None)
        self.is_from_centre.discard(key)
        for line, (header, column) in HEADERS.items():
            if with_lines and header == key[0]:
                for found in self._lines(line, column, key[1]):
                    self._drop(found)

    def _lines(self, line: str, column: str, header_id: str) -> list[Key]:
        return [
            key for key, record in self.records.items()
            if key[0] == line and record.get(column) == header_id
        ]  # fmt: skip

    def unlike(
        self, held: dict[Key, Record], may_keep: set[Key], merged: dict[Key, str]
    ) -> list[str]:
        """Where the site's records are not those that it is to hold.

        Of a merge of records that it does not hold it may know nothing (R20).
        """
        out = []
        untold = {key: kept for key, kept in merged.items() if (key[0], kept) not in held}
        for key, record in sorted(held.items()):
            own = self.records.get(key)
            own = _compared(key, own and with_kept(key[0], own, untold))
            if key not in self.own_way and own != _compared(key, record):
                out.append(f"holds {key} as {own}, to be {record}")
        for key in sorted(self.is_from_centre - set(held) - may_keep):
            if key not in self.own_way:
                out.append(f"was sent and keeps {key}")
        return out


def _compared(key: Key, record: Record | None) -> Record | None:
    """Without what the centre writes into records that nobody need be sent for it."""
    written = WRITTEN_BY_CENTRE.get(key[0])
    return record and {name: value for name, value in record.items() if name != written}
