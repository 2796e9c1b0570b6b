"""The tables of the control database that are about people: who logs in, and what they keep.

`METADATA` from here has the tables of `ingest.control_tables` too.
"""

import sqlalchemy as sa

from ingest.control_tables import METADATA

__all__ = [
    "ACCOUNT",
    "ACCOUNT_LIMIT",
    "ACCOUNT_SESSION",
    "METADATA",
    "SAVED_VIEW",
    "USER_CREDENTIAL",
]

USER_CREDENTIAL = sa.Table(
    "user_credential",
    METADATA,
    sa.Column("user_id", sa.Text, primary_key=True),
    sa.Column("user_name", sa.Text, nullable=False, unique=True),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("is_admin", sa.Boolean, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("locked_until", sa.DateTime),
)

ACCOUNT = sa.Table(
    "account",
    METADATA,
    sa.Column("name", sa.String(100), primary_key=True),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("email", sa.String(320), unique=True),
    sa.Column("password_hash", sa.Text),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("made_at", sa.DateTime, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("locked_until", sa.DateTime),
)

ACCOUNT_LIMIT = sa.Table(
    "account_limit",
    METADATA,
    sa.Column("name", sa.String(100), primary_key=True),
    sa.Column("kind", sa.String(10), primary_key=True),
    sa.Column("value", sa.String(200), primary_key=True),
)

ACCOUNT_SESSION = sa.Table(
    "account_session",
    METADATA,
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(100), nullable=False, index=True),
    sa.Column("began_at", sa.DateTime, nullable=False),
    sa.Column("seen_at", sa.DateTime, nullable=False),
)

SAVED_VIEW = sa.Table(
    "saved_view",
    METADATA,
    sa.Column("owner", sa.String(100), primary_key=True),
    sa.Column("name", sa.String(100), primary_key=True),
    sa.Column("page", sa.String(100), nullable=False),
    sa.Column("query", sa.Text, nullable=False),
    sa.Column("is_shared", sa.Boolean, nullable=False),
    sa.Column("saved_at", sa.DateTime, nullable=False),
)
