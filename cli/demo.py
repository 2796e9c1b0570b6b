"""`syncline demo`: a made-up network with a year of history, up to the open dashboard."""

from typing import Annotated, Literal

import typer

from cli.place import place
from cli.say import out, progress


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
    from cli import serve as serving
    from pipelines.run import run_job
    from simulator.demo import make_demo

    home = place()
    if home.exists():
        out.print(f"{home.root} has a lake already; showing it as it is", markup=False)
    else:
        out.print(f"making the demo in {home.root} (a few minutes)", markup=False)
        with progress("demo") as say:
            make_demo(home, seed=seed, days=days, protocol=protocol, progress=say,
                      cycle=lambda: run_job(home, "cycle"))  # fmt: skip
        with progress("building reports"):
            run_job(home, "reports")
    out.print("the demo is ready: try `syncline status`, or")
    out.print('  syncline sql "SELECT * FROM reports.stock_value ORDER BY value DESC LIMIT 5"')
    if serve:
        serving.serve_home(home)
