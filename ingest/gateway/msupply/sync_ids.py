"""SyncIDs: what clients call a place in their stream."""

import contextlib


def sync_id_of(seq: int) -> str:
    """A place in the stream as 32 hexadecimal digits, as clients know SyncIDs."""
    return f"{seq:032X}"


def seqs_of(sync_ids: list[str]) -> set[int]:
    """The places of SyncIDs; what is none of ours is left out."""
    seqs = set()
    for sync_id in sync_ids:
        with contextlib.suppress(ValueError):
            seqs.add(int(sync_id, 16))
    return seqs
