"""Which home folder a command works on: `--home`, else `SYNCLINE_HOME`, else `./home`."""

import os
from pathlib import Path

from sync.home import Home
from sync.lake import LakeMissing
from sync.settings import Settings

HOME_HELP = "The home folder of the installation (else SYNCLINE_HOME, else ./home)."


def choose(home: Path | None) -> None:
    if home is not None:
        os.environ["SYNCLINE_HOME"] = str(home.expanduser().resolve())


def place() -> Home:
    return Settings().place()


def made_place() -> Home:
    """The home, which must have been made. Raises `LakeMissing`."""
    home = place()
    if not home.exists():
        raise LakeMissing(f"{home.root} is no Syncline home yet: run `syncline init` first")
    return home
