"""`syncline demo`: a made-up network with a year of history, up to the open dashboard."""

from typing import Annotated, Literal

import typer

from cli import serve as serving
from cli.place import place
from cli.say import out, progress
from sync.home import Home

PORTS = {
    "--gateway-port": serving.GATEWAY_PORT,
    "--dashboard-port": serving.DASHBOARD_PORT,
    "--dagster-port": serving.DAGSTER_PORT,
}
NO_SUCH_OPTIONS = "make the demo with --no-serve, then `syncline serve` with {options}"
"""What helps against ports that are taken; the demo has no options for them."""


def add_to(app: typer.Typer) -> None:
    app.command()(demo)


def demo(
    serve: Annotated[bool, typer.Option(help="Serve the dashboard and Dagster at the end.")] = True,
    seed: Annotated[int, typer.Option(help="Another seed makes another network.")] = 1,
    days: Annotated[int, typer.Option(help="Days of history.", min=14)] = 365,
    protocol: Annotated[
        Literal["native", "v3", "v5"],
        typer.Option(help="What sites speak over HTTP: v3 as mSupply Mobile, v5 as Open mSupply."),
    ] = "native",
) -> None:
    """Make a network with a year of history, run the cycle and the reports, open the dashboard.

    Example: syncline demo --no-serve --home /tmp/demo
    """
    from simulator.demo_home import is_unfinished

    home = place()
    if serve:
        serving.check_ports(serving.ADDRESS, PORTS, NO_SUCH_OPTIONS)
    if home.exists() and not is_unfinished(home):
        out.print(f"{home.root} has a lake already; showing it as it is", markup=False)
    else:
        _make(home, seed, days, protocol)
    out.print("the demo is ready: try `syncline status`, or")
    out.print('  syncline sql "SELECT * FROM reports.stock_value ORDER BY value DESC LIMIT 5"')
    if serve:
        serving.serve_home(home)


def _make(home: Home, seed: int, days: int, protocol: str) -> None:
    """All of it, reports too: what is cut off before the end is made anew the next time."""
    from pipelines.run import run_job
    from simulator.demo import make_demo
    from simulator.demo_home import being_made

    with being_made(home) as is_anew:
        what = f"making the demo in {home.root}"
        if is_anew:
            what = f"the demo in {home.root} was not finished; making it anew"
        out.print(f"{what} (a few minutes)", markup=False)
        with progress("demo") as say:
            make_demo(home, seed=seed, days=days, protocol=protocol, progress=say,
                      cycle=lambda: run_job(home, "cycle"))  # fmt: skip
        with progress("building reports"):
            run_job(home, "reports")
