"""One site more or less in the settings in force: `network apply` without an editor."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from sync.home import Home
from sync.in_force import AppliedNetwork, apply_network, load_applied, newest_network_no
from sync.network import NetworkError, Site, load_network
from sync.network_text import with_site, without_site


def add_site(home: Home, site: Site, who: str) -> AppliedNetwork:
    """Put a site into the network from the next cycle on. Raises `NetworkError`."""
    return _apply_edited(home, lambda text: with_site(text, site), who)


def remove_site(home: Home, site_id: int, who: str) -> AppliedNetwork:
    """Take a site out of the network; refused while a store is active there (`NetworkError`)."""
    return _apply_edited(home, lambda text: without_site(text, site_id), who)


def _apply_edited(home: Home, edit: Callable[[str], str], who: str) -> AppliedNetwork:
    number = newest_network_no(home)
    if not number:
        raise NetworkError("no network settings are in force: run `syncline network apply` first")
    if load_network(home.network_path) != load_applied(home, number).network:
        raise NetworkError(
            f"{home.network_path} is not what is in force, as somebody edited it: apply it with "
            "`syncline network apply`, or put it back, and try again"
        )
    edited = edit(home.network_path.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / home.network_path.name
        file.write_text(edited, encoding="utf-8")
        return apply_network(home, file, who)
