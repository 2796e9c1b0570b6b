"""Writes `docs/cli.md` from the commands themselves: `python -m cli.document > docs/cli.md`."""

from typing import Any

import typer

from cli.main import app

HEAD = """# Commands

Made from the commands themselves by `make docs`; a test keeps it so. `--home DIR` may stand
anywhere; else `SYNCLINE_HOME`, else `./home`. Exit code 0 when it worked, 1 when it did not
(one sentence on stderr), 2 for wrong usage.
"""


def page() -> str:
    """The whole page as Markdown."""
    parts = [HEAD, *_commands(typer.main.get_command(app), "syncline")]
    return "\n".join(parts).rstrip() + "\n"


def _commands(group: Any, path: str) -> list[str]:
    parts: list[str] = []
    for name, command in group.commands.items():
        full = f"{path} {name}"
        if hasattr(command, "commands"):
            parts += _commands(command, full)
            continue
        parts += [f"## `{full}`\n", (command.help or "").strip() + "\n"]
        for parameter in command.params:
            parts.append(f"- {_parameter(parameter)}")
        if command.params:
            parts.append("")
    return parts


def _parameter(parameter: Any) -> str:
    names = " / ".join([*parameter.opts, *parameter.secondary_opts])
    shown = names if names.startswith("-") else (parameter.name or "").upper()
    help_text = getattr(parameter, "help", None) or ""
    return f"`{shown}`: {help_text}".rstrip(": ")


if __name__ == "__main__":
    print(page(), end="")
