"""`syncline site` and `syncline store`: what a person orders of a site or of a store."""

from typing import Annotated

import typer

from cli.giving import By, Why, ordered, who
from cli.place import made_place
from cli.say import err, out, plural
from cli.sites import run_cycle_job
from sync.in_force import AppliedNetwork
from sync.network import Site, SiteKind
from sync.orders import OrderKind

site_app = typer.Typer(
    help="Single sites: add, remove, let in, begin anew, send everything again.",
    no_args_is_help=True,
)
store_app = typer.Typer(help="Single stores.", no_args_is_help=True)
SiteId = Annotated[int, typer.Argument(help="The site's id.", min=1, max=2_147_483_647)]


@site_app.command()
def add(
    site_id: SiteId,
    name: Annotated[str, typer.Option(help="The name that people know it by.")],
    kind: Annotated[SiteKind, typer.Option(help="What runs there.")],
    time_zone: Annotated[
        str | None, typer.Option(help="Its IANA time zone; else the network's.")
    ] = None,
    local_procurement: Annotated[
        bool, typer.Option("--local-procurement", help="It orders for itself (R19).")
    ] = False,
    by: By = "",
) -> None:
    """Put a site into the network from the next cycle on; it is then owed its initial load.

    Example: syncline site add 7 --name "Kerema Clinic" --kind desktop
    """
    from sync.site_settings import add_site

    if not name.strip():
        raise typer.BadParameter("a site needs a name", param_hint="--name")
    site = Site(
        id=site_id, name=name, kind=kind, time_zone=time_zone, local_procurement=local_procurement
    )
    _tell_applied(f"site {site_id} ({name}) is added", add_site(made_place(), site, who(by)))


@site_app.command()
def remove(site_id: SiteId, by: By = "") -> None:
    """Take a site out of the network; refused while a store is active there.

    Example: syncline site remove 7
    """
    from sync.site_settings import remove_site

    _tell_applied(f"site {site_id} is removed", remove_site(made_place(), site_id, who(by)))


@site_app.command()
def reinitialise(site_id: SiteId, why: Why = "", by: By = "") -> None:
    """Let a site begin anew: batch 1 of a new data set of it will be accepted, once.

    The cycle after that batch sends the site everything that it may hold.

    Example: syncline site reinitialise 7 --why "the disk was replaced"
    """
    from ingest.orders import allow_reinitialise

    allow_reinitialise(made_place(), site_id, by=who(by), why=why)
    out.print(
        f"site {site_id} may begin anew: its next batch 1 is accepted, once, and the cycle that "
        "takes it sends the site its initial load"
    )


@site_app.command()
def resync(site_id: SiteId, why: Why = "", by: By = "") -> None:
    """Send a site everything that it may hold once more, parents first.

    Example: syncline site resync 7
    """
    ordered(made_place(), OrderKind.RESYNC, [str(site_id)], who(by), why)


@site_app.command()
def credentials(
    site_id: SiteId,
    user: Annotated[
        str, typer.Option(help="The name it logs in under; else the site's name.")
    ] = "",
    release_hardware: Annotated[
        bool, typer.Option("--release-hardware", help="Let it come from another machine.")
    ] = False,
    unlock: Annotated[
        bool, typer.Option("--unlock", help="Let it try again after too many failures.")
    ] = False,
    by: By = "",
) -> None:
    """Make a site's password, or a new one; it is shown this once, and the old one ends.

    With --release-hardware or --unlock the password stays as it is.

    Example: syncline site credentials 7
    """
    from ingest.credentials import Credentials
    from ingest.orders import network_in_force

    home = made_place()
    names = {site.id: site.name for site in network_in_force(home).sites}
    if site_id not in names:
        raise ValueError(f"site {site_id} is not in the network")
    kept = Credentials(home)
    if release_hardware or unlock:
        if release_hardware:
            was_bound = kept.release_hardware(site_id)
            state = "may come from another machine" if was_bound else "was bound to no machine"
            out.print(f"site {site_id} {state}")
        if unlock:
            was_locked = kept.unlock(site_id)
            out.print(f"site {site_id} {'may try again' if was_locked else 'was not locked'}")
        return
    user_name = user.strip() or names[site_id]
    password = kept.make(site_id, user_name, by=who(by))
    out.print(f"site {site_id} logs in as:", markup=False)
    print(f"user      {user_name}\npassword  {password}")
    err.print("the password is not kept and cannot be shown again")


@site_app.command("sync-now")
def sync_now(site_id: SiteId, by: By = "") -> None:
    """Ask a site to sync at its next heartbeat, and run a cycle for what waits here already.

    mSupply's clients have no heartbeat: they sync at their next turn by themselves.

    Example: syncline site sync-now 7
    """
    from ingest.asking import ask_to_sync, heartbeats, without_heartbeat
    from ingest.control import Control

    home = made_place()
    ask_to_sync(home, site_id, by=who(by))
    control = Control(home)
    said = "is asked to sync at its next heartbeat"
    if site_id in without_heartbeat(control):
        said = "runs an mSupply client, which cannot be asked: it syncs at its next turn by itself"
    elif heard := heartbeats(control).get(site_id):
        said += f"; when it was last heard of, {plural(heard.waiting, 'record')} waited there"
    out.print(f"site {site_id} {said}", markup=False)
    run_cycle_job("cycle")


@store_app.command("resync-patients")
def resync_patients(
    store: Annotated[str, typer.Argument(help="The store's id.")], why: Why = "", by: By = ""
) -> None:
    """Send the patients visible to a store once more, with what hangs on them (R40).

    Example: syncline store resync-patients D7F3A0
    """
    ordered(made_place(), OrderKind.RESYNC_PATIENTS, [store], who(by), why)


def _tell_applied(what: str, applied: AppliedNetwork) -> None:
    out.print(
        f"{what}: settings {applied.network_no} hold from cycle {applied.from_cycle_no} on; "
        "run `syncline cycle`, or wait for the next one",
        markup=False,
    )
