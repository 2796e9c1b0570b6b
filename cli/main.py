"""The command's assembly: options that hold everywhere, and one sentence for every failure."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from cli import demo, explain, letters, look, mailing, network, ordering, serve, sites, users
from cli.place import HOME_HELP, choose
from cli.say import err

app = typer.Typer(
    name="syncline",
    help="The central server of a network of pharmaceutical stores. "
    "Start with `syncline init`, or see it all with `syncline demo`.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(network.app, name="network")
app.add_typer(letters.app, name="letters")
app.add_typer(mailing.app, name="schedule")
app.add_typer(ordering.site_app, name="site")
app.add_typer(ordering.store_app, name="store")
app.add_typer(users.app, name="user")
for module in (sites, look, explain, mailing, serve, demo):
    module.add_to(app)


@app.callback()
def options(home: Annotated[Path | None, typer.Option("--home", help=HOME_HELP)] = None) -> None:
    choose(home)


def main() -> None:
    """Run the command. Exit code 0 when it worked, 1 when it did not, 2 for wrong usage."""
    try:
        app(args=home_first(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(1)
    except Exception as error:
        if os.environ.get("SYNCLINE_DEBUG"):
            raise
        err.print(f"syncline: {sentence(error)}", style="red", markup=False)
        sys.exit(1)


def home_first(arguments: list[str]) -> list[str]:
    """`--home DIR` may stand anywhere; it belongs to the command as a whole."""
    rest, home = list[str](), list[str]()
    words = iter(arguments)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word == "--home":
            home = [word, *([value] if (value := next(words, None)) is not None else [])]
        elif word.startswith("--home="):
            home = [word]
        else:
            rest.append(word)
    return home + rest


def sentence(error: Exception) -> str:
    """What went wrong, without a traceback."""
    if isinstance(error, OSError) and error.strerror:
        where = f" ({error.filename})" if error.filename else ""
        return f"{error.strerror}{where}"
    return " ".join(str(error).split()) or type(error).__name__


if __name__ == "__main__":
    main()
