"""Ids of records that the centre makes: the same name, the same id (T1, D6)."""

import uuid

NAMESPACE = uuid.UUID("6f9619ff-8b86-d011-b42d-00c04fc964ff")


def made_id(name: str) -> str:
    """UUIDv5 of the name as 32 upper-case hex digits."""
    return uuid.uuid5(NAMESPACE, name).hex.upper()


def made_id_sql(name_sql: str) -> str:
    """SQL for `made_id` of an expression that gives the name.

    A UUIDv5 is the first half of a SHA-1 with its version and variant written over two digits.
    """
    digest = f"sha1(from_hex('{NAMESPACE.hex}') || encode({name_sql}))"
    variant = "'89ab'[(('0x' || h[17])::INTEGER & 3) + 1]"
    return (
        f"list_transform([{digest}], lambda h: "
        f"upper(h[1:12] || '5' || h[14:16] || {variant} || h[18:32]))[1]"
    )
