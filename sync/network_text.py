"""Adding and taking away a site in the text of the settings, with the rest as somebody wrote it.

Comments, order and layout stay. Every result is read back and compared with what it should say;
where a layout is too unusual for that, the settings are written anew from their values.
"""

from collections.abc import Sequence

import yaml

from sync.network import Network, NetworkError, Site, faults_of, parse_network, to_yaml


def with_site(text: str, site: Site) -> str:
    """The settings with one more site. Raises `NetworkError`."""
    network = parse_network(text)
    if site.id in network.site_ids:
        raise NetworkError(f"site {site.id} is in the network already")
    wanted = network.model_copy(update={"sites": (*network.sites, site)})
    return _checked(_add_line(text, site), wanted)


def without_site(text: str, site_id: int) -> str:
    """The settings without a site, nor it as a collector. Raises `NetworkError`."""
    network = parse_network(text)
    _refuse_removal(network, site_id)
    stores = tuple(
        store if store.collectors is None or site_id not in store.collectors
        else store.model_copy(
            update={"collectors": tuple(c for c in store.collectors if c != site_id)}
        )
        for store in network.stores
    )  # fmt: skip
    sites = tuple(site for site in network.sites if site.id != site_id)
    wanted = network.model_copy(update={"sites": sites, "stores": stores})
    return _checked(_cut_site(text, site_id), wanted)


def _refuse_removal(network: Network, site_id: int) -> None:
    if site_id not in network.site_ids:
        raise NetworkError(f"site {site_id} is not in the network")
    for role, holder in (("central", network.central), ("primary", network.primary)):
        if holder == site_id:
            raise NetworkError(f"site {site_id} is the {role} site and cannot be removed")
    active = [store.id for store in network.stores if store.active == site_id]
    if active:
        stores = "store" if len(active) == 1 else "stores"
        raise NetworkError(
            f"site {site_id} has the active {stores} {', '.join(active)}; make another site "
            "active for each, or take their settings away, then remove it"
        )


def _checked(text: str | None, wanted: Network) -> str:
    """The text if it says what is wanted, else the settings written anew."""
    if faults := faults_of(wanted):
        raise NetworkError("; ".join(faults))
    if text is not None and _says(text, wanted):
        return text
    return to_yaml(wanted)


def _says(text: str, wanted: Network) -> bool:
    try:
        return parse_network(text) == wanted
    except NetworkError:
        return False


def _add_line(text: str, site: Site) -> str | None:
    """The new site below the last one, in its style."""
    listed = _entries(text, "sites")
    if not listed:
        return None
    last = listed[-1]
    lines = text.splitlines(keepends=True)
    end = _last_line(lines, last)
    dash = lines[last.start_mark.line][: last.start_mark.column].find("-")
    if dash < 0:
        return None
    if not lines[end].endswith("\n"):
        lines[end] += "\n"
    values = site.model_dump(mode="json", exclude_defaults=True)
    is_flow = bool(getattr(last, "flow_style", False))
    dumped = yaml.safe_dump(
        [values], default_flow_style=None if is_flow else False, sort_keys=False,
        allow_unicode=True, width=10_000,
    )  # fmt: skip
    new = ["".join((" " * dash, line)) for line in dumped.splitlines(keepends=True)]
    return "".join([*lines[: end + 1], *new, *lines[end + 1 :]])


def _cut_site(text: str, site_id: int) -> str | None:
    """The text without the site's lines, and without it among the collectors."""
    for store in reversed(_entries(text, "stores")):
        collectors = _value(store, "collectors")
        if not isinstance(collectors, yaml.SequenceNode):
            continue
        kept = [node.value for node in collectors.value if node.value != str(site_id)]
        if len(kept) < len(collectors.value):
            start, end = collectors.start_mark.index, collectors.end_mark.index
            text = f"{text[:start]}[{', '.join(kept)}]{text[end:]}"
    lines = text.splitlines(keepends=True)
    for entry in _entries(text, "sites"):
        number = _value(entry, "id")
        if isinstance(number, yaml.ScalarNode) and number.value == str(site_id):
            return "".join(
                [*lines[: entry.start_mark.line], *lines[_last_line(lines, entry) + 1 :]]
            )
    return None


def _entries(text: str, name: str) -> Sequence[yaml.Node]:
    """The nodes of a list of the settings."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    found = _value(root, name)
    return found.value if isinstance(found, yaml.SequenceNode) else ()


def _value(node: yaml.Node | None, name: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for key, value in node.value if key.value == name), None)


def _last_line(lines: Sequence[str], node: yaml.Node) -> int:
    """The last line that belongs to an entry; comments and blank lines after it do not."""
    end: int = node.end_mark.line
    if node.end_mark.column == 0 or end >= len(lines):
        end = min(end, len(lines)) - 1
    while end > node.start_mark.line and lines[end].split("#")[0].strip() == "":
        end -= 1
    return end
