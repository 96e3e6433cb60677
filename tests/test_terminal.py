"""What the commands share: exit codes, French messages, where each text goes."""

import sys
from typing import Annotated

import pytest
import typer

from assistant.errors import SettingsError
from assistant.terminal import run, say, show_json, stage_bars, warn

app = typer.Typer(no_args_is_help=True)


@app.command()
def greet(name: str, times: Annotated[int, typer.Option()] = 1) -> None:
    """Salue."""
    for _ in range(times):
        say(f"Bonjour [b]{name}[/b]")


@app.command()
def fail() -> None:
    """Échoue."""
    raise SettingsError("Réglage illisible. Corrigez-le.")


@app.command()
def wait() -> None:
    """Attend."""
    raise KeyboardInterrupt


@app.command()
def refuse() -> None:
    """Refuse."""
    raise typer.BadParameter("« demain » n’est pas une date.")


def outcome(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of the application above."""
    monkeypatch.setattr(sys, "argv", ["essai", *arguments])
    monkeypatch.setattr(sys.modules["__main__"], "__package__", None)  # as a script, not ``python -m``
    with pytest.raises(SystemExit) as caught:
        run(app, "Interrompu, rien n’est perdu.")
    written = capsys.readouterr()
    return int(caught.value.code or 0), written.out, written.err


@pytest.mark.parametrize(
    ("arguments", "code", "out", "err"),
    [
        (["greet", "Zoé"], 0, "Bonjour [b]Zoé[/b]\n", ""),
        (["fail"], 1, "", "Réglage illisible. Corrigez-le.\n"),
        (["wait"], 130, "", "Interrompu, rien n’est perdu.\n"),
        (["refuse"], 2, "", "« demain » n’est pas une date. Voyez essai refuse --help\n"),
        (["greet", "Zoé", "--fois", "2"], 2, "", "Option inconnue : --fois. Voyez essai greet --help\n"),
    ],
)
def test_a_command_ends_with_its_code_and_its_text(monkeypatch, capsys, arguments, code, out, err):
    assert outcome(monkeypatch, capsys, *arguments) == (code, out, err)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["greet"], "Il manque"),
        (["greet", "Zoé", "--times", "deux"], "Valeur refusée pour"),
        (["salue"], "inconnue"),
    ],
)
def test_a_wrong_command_line_is_told_in_french(monkeypatch, capsys, arguments, words):
    code, out, err = outcome(monkeypatch, capsys, *arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert len(err.splitlines()) == 1


def test_without_a_command_the_help_is_shown_in_french(monkeypatch, capsys):
    _, out, err = outcome(monkeypatch, capsys)
    assert "Commandes" in out
    assert "Affiche cette aide." in out
    assert err == ""


def test_long_lines_are_not_cut(capsys):
    say("mot " * 100)
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_json_goes_to_standard_output_and_remarks_to_standard_error(capsys):
    show_json({"mot": "été"})
    warn("Attention.")
    written = capsys.readouterr()
    assert (written.out, written.err) == ('{\n  "mot": "été"\n}\n', "Attention.\n")


def test_progress_writes_nothing_where_there_is_no_terminal(capsys):
    with stage_bars() as progress:
        progress("Lecture", 1, 2)
        progress("Lecture", 2, 2)
    written = capsys.readouterr()
    assert (written.out, written.err) == ("", "")
