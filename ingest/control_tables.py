"""The tables of the control database that are about sites, their batches and cycles.

SQLite on one machine, PostgreSQL for several: nothing here or in `ingest.control` may be the
dialect of one of them. What the rows are used for is in `ingest.control`; how the database is
opened, in `ingest.control_engine`.
"""

import sqlalchemy as sa

METADATA = sa.MetaData()

CONTACT = sa.Table(
    "contact",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("contacted_at", sa.DateTime, nullable=False),
    sa.Column("via", sa.Text, nullable=False),
)

RECEIPT = sa.Table(
    "receipt",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("generation", sa.String(36), primary_key=True),
    sa.Column("batch_no", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("first_seq", sa.BigInteger, nullable=False),
    sa.Column("last_seq", sa.BigInteger, nullable=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("previous", sa.String(64), nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("received_at", sa.DateTime, nullable=False),
    sa.Column("is_held", sa.Boolean, nullable=False),
    sa.Index("receipt_in_line", "site_id", "generation", "is_held", "batch_no"),
    sa.Index("receipt_by_hash", "site_id", "sha256"),
)

SITE_STREAM = sa.Table(
    "site_stream",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("generation", sa.String(36)),
    sa.Column("reinitialise_allowed", sa.Boolean, nullable=False),
    sa.Column("turns", sa.BigInteger, nullable=False),
)

GENERATION = sa.Table(
    "site_generation",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("generation_no", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("generation", sa.String(36), nullable=False),
)

REINITIALISATION = sa.Table(
    "reinitialisation",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("ordered_by", sa.Text, nullable=False),
    sa.Column("ordered_at", sa.DateTime, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
)

ORDERS = sa.Table(
    "orders",
    METADATA,
    sa.Column("order_no", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("ordered_by", sa.Text, nullable=False),
    sa.Column("ordered_at", sa.DateTime, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
)

OUTGOING_BATCH = sa.Table(
    "outgoing_batch",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("batch_no", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("first_seq", sa.BigInteger, nullable=False),
    sa.Column("last_seq", sa.BigInteger, nullable=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("from_position", sa.BigInteger, nullable=False),
    sa.Column("through_position", sa.BigInteger, nullable=False),
    sa.Column("through_cycle_no", sa.BigInteger, nullable=False),
    sa.Column("packed_at", sa.DateTime, nullable=False),
    sa.Column("acknowledged_at", sa.DateTime),
    sa.Index("outgoing_packed", "packed_at"),
    sa.Index("outgoing_acknowledged", "acknowledged_at"),
)

ALARM = sa.Table(
    "alarm",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("batch_no", sa.BigInteger, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
)

QUARANTINED = sa.Table(
    "quarantined",
    METADATA,
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
)

CREDENTIAL = sa.Table(
    "credential",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("user_name", sa.Text, nullable=False, unique=True),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("made_at", sa.DateTime, nullable=False),
    sa.Column("hardware_id", sa.Text),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("locked_until", sa.DateTime),
)

TOKEN = sa.Table(
    "token",
    METADATA,
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("site_id", sa.Integer, nullable=False, index=True),
    sa.Column("expires_at", sa.DateTime, nullable=False),
)

HEARTBEAT = sa.Table(
    "heartbeat",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("waiting", sa.BigInteger, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
)

SYNC_REQUEST = sa.Table(
    "sync_request",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("requested_by", sa.Text, nullable=False),
    sa.Column("requested_at", sa.DateTime, nullable=False),
)

CLIENT = sa.Table(
    "client",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("protocol", sa.String(10), nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("initialisation", sa.String(10), nullable=False),
    sa.Column("order_no", sa.BigInteger),
    sa.Column("has_acknowledged", sa.Boolean, nullable=False),
    sa.Column("central_cursor", sa.BigInteger, nullable=False),
    sa.Column("landed_at", sa.DateTime),
)

CLIENT_CENTRAL = sa.Table(
    "client_central",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("through", sa.BigInteger, nullable=False),
    sa.Column("unknown", sa.BigInteger),
)

CLIENT_DONE = sa.Table(
    "client_done",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
)

CLIENT_ONCE = sa.Table(
    "client_once",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("table_name", sa.Text, primary_key=True),
    sa.Column("record_id", sa.Text, primary_key=True),
)

CYCLE_TIME = sa.Table(
    "cycle_time",
    METADATA,
    sa.Column("cycle_no", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("began_at", sa.DateTime, nullable=False),
    sa.Column("taking_seconds", sa.Float, nullable=False),
    sa.Column("applying_seconds", sa.Float, nullable=False),
    sa.Column("archiving_seconds", sa.Float, nullable=False),
    sa.Column("run_id", sa.String(100)),
)
