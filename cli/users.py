"""`syncline user`: who may log in to the dashboard, and passwords of users of mSupply Mobile."""

import json
from typing import Annotated

import typer

from cli.giving import By, who
from cli.place import made_place
from cli.say import err, out, table
from cli.sites import Format
from sync.access import Role
from sync.home import Home

app = typer.Typer(
    help="Users of the dashboard, and passwords of users of mSupply Mobile.", no_args_is_help=True
)
Name = Annotated[str, typer.Argument(help="The name to log in under.")]
Stores = Annotated[list[str], typer.Option("--store", help="Id of a store it sees; repeatable.")]
Regions = Annotated[list[str], typer.Option("--region", help="A region it sees; repeatable.")]
Ask = Annotated[bool, typer.Option("--ask", help="Ask for the password instead of making one.")]


@app.command()
def add(
    name: Name,
    role: Annotated[Role, typer.Option(help="What the user may see and do.")],
    store: Stores = [],  # noqa: B006
    region: Regions = [],  # noqa: B006
    email: Annotated[str, typer.Option(help="By which an identity provider knows the user.")] = "",
    no_password: Annotated[
        bool, typer.Option("--no-password", help="Log in by the identity provider alone.")
    ] = False,
    ask: Ask = False,
    by: By = "",
) -> None:
    """Let somebody log in to the dashboard; a password is made and shown this once.

    With the first user the dashboard asks everybody to log in. Roles: store and district need
    --store or --region; supervisor and analyst may have them; an administrator has none.

    Example: syncline user add rosa --role district --region North
    """
    from ingest.accounts import Account, AccountFault, Accounts

    if no_password and not email.strip():
        raise AccountFault("a user without a password needs --email")
    place = made_place()
    _check_limits(place, store, region)
    password = None if no_password else _password(ask)
    account = Account(name, role, email.strip() or None, frozenset(store), frozenset(region))
    Accounts(place).add(account, by=who(by), password=password)
    out.print(f"user {name} may log in as {role}", markup=False)
    _tell(name, password, ask)


@app.command()
def password(name: Name, ask: Ask = False) -> None:
    """Give a user a new password; the old one, its log-ins and a lock end.

    Example: syncline user password rosa
    """
    from ingest.accounts import Accounts

    made = _password(ask)
    Accounts(made_place()).set_password(name, made)
    out.print(f"user {name} has a new password", markup=False)
    _tell(name, made, ask)


@app.command()
def unlock(name: Name) -> None:
    """Let a user try again after too many failures.

    Example: syncline user unlock rosa
    """
    from ingest.accounts import Accounts

    Accounts(made_place()).unlock(name)
    out.print(f"user {name} may try again", markup=False)


@app.command()
def role(name: Name, role: Annotated[Role, typer.Argument(help="The new role.")]) -> None:
    """Give a user another role, from the next page on.

    Example: syncline user role rosa supervisor
    """
    from ingest.accounts import Accounts

    Accounts(made_place()).set_role(name, role)
    out.print(f"user {name} is now {role}", markup=False)


@app.command()
def limit(name: Name, store: Stores = [], region: Regions = []) -> None:  # noqa: B006
    """Limit a user to stores and regions, instead of the limits it had; none lifts them.

    Example: syncline user limit rosa --store D7F3A0 --region Islands
    """
    from ingest.accounts import Accounts

    place = made_place()
    _check_limits(place, store, region)
    Accounts(place).set_limits(name, store, region)
    seen = ", ".join([*store, *region]) or "every store"
    out.print(f"user {name} sees {seen}", markup=False)


@app.command()
def remove(name: Name) -> None:
    """Take a user away; its log-ins end at once.

    Example: syncline user remove rosa
    """
    from ingest.accounts import Accounts

    accounts = Accounts(made_place())
    accounts.remove(name)
    out.print(f"user {name} is removed", markup=False)
    if not accounts.exist():
        err.print("no user is left: the dashboard is open to whoever sits at its machine")


@app.command("list")
def list_users(format: Format = "table") -> None:
    """List the users of the dashboard: roles, limits, how they log in."""
    from ingest.accounts import Accounts

    found = [
        {
            "name": account.name,
            "role": account.role.value,
            "stores": sorted(account.stores),
            "regions": sorted(account.regions),
            "email": account.email,
            "has_password": account.has_password,
            "is_locked": account.is_locked,
        }
        for account in Accounts(made_place()).every()
    ]
    if format == "json":
        print(json.dumps(found, indent=1, ensure_ascii=False))
        return
    table(
        ("user", "role", "stores", "regions", "e-mail", "password", "locked"),
        [
            (
                user["name"], user["role"], ", ".join(user["stores"]), ", ".join(user["regions"]),
                user["email"], "yes" if user["has_password"] else "no",
                "yes" if user["is_locked"] else "",
            )
            for user in found
        ],
    )  # fmt: skip


@app.command("credentials")
def user_credentials(
    user_id: Annotated[str, typer.Argument(help="The id of the user's record.")],
    name: Annotated[
        str, typer.Option(help="The name to log in under; else that of the record.")
    ] = "",
    admin: Annotated[bool, typer.Option("--admin", help="The device treats it as such.")] = False,
) -> None:
    """Make the password by which a user logs in on mSupply Mobile; it is shown this once.

    Example: syncline user credentials 7D2B --name rosa
    """
    from ingest.control import Control
    from ingest.user_credentials import make_user_password, name_of_user

    home = made_place()
    user_name = name.strip() or name_of_user(home, user_id)
    password = make_user_password(Control(home), user_id, user_name, is_admin=admin)
    out.print(f"user {user_id} logs in as:", markup=False)
    print(f"user      {user_name}\npassword  {password}")
    err.print("the password is not kept and cannot be shown again")


def _check_limits(home: Home, stores: list[str], regions: list[str]) -> None:
    """Raises `AccountFault` for a store or region that is not there.

    Before the first reports nobody knows which there are: that is said, and they are taken as
    given.
    """
    import duckdb

    from ingest.accounts import AccountFault
    from sync import lake, limits

    if not (stores or regions):
        return
    with lake.connect(home) as connection:
        try:
            fault = limits.unknown(connection, (tuple(stores), tuple(regions)))
        except duckdb.CatalogException:
            err.print("stores and regions are taken as given: the reports are not built yet")
            return
    if fault:
        raise AccountFault(fault)


def _password(is_asked: bool) -> str:
    from ingest.accounts import checked_password, made_password

    if not is_asked:
        return made_password()
    return checked_password(typer.prompt("password", hide_input=True, confirmation_prompt=True))


def _tell(name: str, password: str | None, is_known: bool) -> None:
    if password is None or is_known:
        return
    print(f"user      {name}\npassword  {password}")
    err.print("the password is not kept and cannot be shown again")
