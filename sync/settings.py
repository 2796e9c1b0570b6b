"""Settings of one process, from the environment (`SYNCLINE_…`), typed and read in one place.

The seams for outgrowing one machine stand here: where the lake's catalogue and data are, and
which control database is used. Nothing else in the code knows which engine is behind them.
"""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from sync.home import Home


class Settings(BaseSettings):
    """`SYNCLINE_HOME`, `SYNCLINE_LAKE_CATALOG`, `SYNCLINE_LAKE_DATA`, `SYNCLINE_CONTROL_URL`,
    `SYNCLINE_MEMORY_LIMIT`, `SYNCLINE_THREADS`, `SYNCLINE_LANGUAGE`,
    `SYNCLINE_SESSION_IDLE_MINUTES`, `SYNCLINE_SESSION_HOURS`, `SYNCLINE_SMTP_…`,
    `SYNCLINE_ALERT_…`, `SYNCLINE_DASHBOARD_URL`, `SYNCLINE_DAGSTER_URL`."""

    model_config = SettingsConfigDict(env_prefix="SYNCLINE_", extra="ignore")

    home: Path = Field(default=Path("home"), description="the home folder")
    lake_catalog: str | None = Field(
        default=None, description="DuckLake catalogue, as `sqlite:PATH` or `postgres:DSN`"
    )
    lake_data: str | None = Field(default=None, description="folder or bucket of the lake's data")
    control_url: str | None = Field(default=None, description="SQLAlchemy URL of the control data")
    memory_limit: str = Field(
        default="2GB", description="what a cycle may hold in memory before it spills to disk"
    )
    threads: int | None = Field(
        default=None, ge=1, description="threads of one connection; every core unless set"
    )
    language: str | None = Field(
        default=None,
        description="of the dashboard and of mails, as `fr`; unless set, that of each reader's "
        "browser, and English",
    )
    session_idle_minutes: int = Field(
        default=30, ge=1, description="a log-in to the dashboard ends after so long without a page"
    )
    session_hours: int = Field(default=12, ge=1, description="and after so long in any case")

    smtp_host: str | None = Field(default=None, description="mail server; no mail unless set")
    smtp_port: int = 587
    smtp_tls: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str | None = None
    smtp_password: SecretStr = SecretStr("")
    smtp_from: str = "syncline@localhost"
    dashboard_url: str | None = Field(default=None, description="where mails link to")
    dagster_url: str | None = Field(
        default=None, description="where the dashboard links to Dagster; no links unless set"
    )
    alert_stock_out_days: int = Field(
        default=30, ge=1, description="a vital item that went out so many days ago is still news"
    )
    alert_expiry_months: int = Field(
        default=3, ge=1, description="how far ahead expiring stock is an alert"
    )
    alert_rejected_days: int = Field(
        default=14, ge=1, description="age from which a refused row is an alert"
    )

    def place(self) -> Home:
        return Home(self.home.expanduser().resolve())

    def catalog_uri(self, home: Home) -> str:
        return self.lake_catalog or f"sqlite:{home.lake / 'catalog.sqlite'}"

    def data_uri(self, home: Home) -> str:
        return self.lake_data or f"{home.lake / 'data'}/"

    def control_uri(self, home: Home) -> str:
        return self.control_url or f"sqlite:///{home.control_path}"
