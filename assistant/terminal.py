"""What the commands share at a terminal: errors and help in French, progress bars, text and JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from typer import rich_utils

from assistant.errors import AssistantError

INTERRUPTED = 130

_OUTPUT = Console()
_ERRORS = Console(stderr=True)


def run(app: typer.Typer, interrupted: str = "Interrompu.") -> NoReturn:
    """Runs a command and ends the process.

    An error that was foreseen is one French message on standard error, with exit code 1; a command
    that was typed wrong as well, with exit code 2; Ctrl-C as well, with exit code 130.

    Args:
        app: the commands.
        interrupted: what to say after Ctrl-C.
    """
    try:
        code = _in_french(app)(standalone_mode=False)
    except typer.TyperException as error:
        if message := _usage(error):
            fail(message)
        sys.exit(error.exit_code)
    except AssistantError as error:
        fail(str(error))
        sys.exit(1)
    if code == INTERRUPTED:  # what typer makes of KeyboardInterrupt
        fail(interrupted)
    sys.exit(code if isinstance(code, int) else 0)


def _in_french(app: typer.Typer) -> Any:
    """The command of an application, with the words that typer itself adds to the help in French."""
    rich_utils.COMMANDS_PANEL_TITLE = "Commandes"
    rich_utils.DEFAULT_STRING = "[par défaut : {}]"
    rich_utils.REQUIRED_LONG_STRING = "[obligatoire]"
    command: Any = typer.main.get_command(app)
    for each in (command, *getattr(command, "commands", {}).values()):
        option = each.get_help_option(typer.Context(each))
        if option is not None:
            option.help = "Affiche cette aide."
    return command


def _usage(error: typer.TyperException) -> str:
    """A wrong command line in French; empty when the help was shown instead.

    typer's classes for these errors are private, so they are told by their names. An error that names
    no parameter was raised by a command, with its own message.
    """
    context = getattr(error, "ctx", None)
    seen_also = f"{context.command_path} --help" if context else "l’option --help"
    parameter = getattr(error, "param", None)
    name = parameter.get_error_hint() if parameter else ""
    messages = {
        "NoArgsIsHelpError": "",
        "NoSuchOption": f"Option inconnue : {getattr(error, 'option_name', '')}.",
        "MissingParameter": f"Il manque {name}.",
        "BadParameter": f"Valeur refusée pour {name}." if parameter else error.message,
        "BadOptionUsage": f"L’option {getattr(error, 'option_name', '')} est mal employée.",
    }
    message = messages.get(type(error).__name__, "Commande inconnue ou mal formée.")
    return f"{message} Voyez {seen_also}" if message else ""


def say(text: str) -> None:
    """Writes text on standard output, as it is."""
    _OUTPUT.print(text, markup=False, highlight=False, soft_wrap=True)


def show_json(values: Mapping[str, Any]) -> None:
    """Writes values as JSON on standard output."""
    _OUTPUT.print_json(json.dumps(values, ensure_ascii=False, allow_nan=False))


def warn(message: str) -> None:
    """Writes a remark on standard error."""
    _ERRORS.print(message, style="yellow", markup=False, highlight=False, soft_wrap=True)


def fail(message: str) -> None:
    """Writes why a command could not do its work on standard error."""
    _ERRORS.print(message, style="red", markup=False, highlight=False, soft_wrap=True)


class StageBars:
    """A progress callback ``(stage, done, total)`` that shows one bar a stage."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Shows that ``done`` of ``total`` are done in a stage."""
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(stage, total=total)
        self._progress.update(self._tasks[stage], completed=done, total=total)


@contextmanager
def stage_bars() -> Iterator[StageBars]:
    """Progress bars on standard error for a work in several stages; none when it is not a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_ERRORS, transient=True, disable=not _ERRORS.is_terminal) as progress:
        yield StageBars(progress)
