"""`adapterlint rule`: list the rules, or print the sheet of one."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from adapterlint import rules, settings
from adapterlint.cli.terminal import use_color, write
from adapterlint.report.text import COLORS


@click.command("rule")
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """Explain the rule CODE, given by its code or name; without CODE, list all rules."""
    book = rules.load(settings.find([Path()]).rules)
    if code is None:
        write(_listed(book))
    elif rule := book.find(code):
        _explain(rule)
    else:
        similar = book.similar(code)
        hint = f"did you mean `{'` or `'.join(similar)}`?" if similar else "`adapterlint rule` lists all."
        raise click.UsageError(f"There is no rule `{code}`; {hint}")


def _listed(book: rules.RuleBook) -> str:
    """Return one line a rule: code, name, severity, summary."""
    color = use_color()
    codes, names = (max((len(getattr(rule, key)) for rule in book), default=0) for key in ("code", "name"))
    lines = []
    for rule in book:
        severity = f"{rule.severity.value:7}"
        if color:
            severity = click.style(severity, fg=COLORS[rule.severity])
        lines.append(f"{rule.code:{codes}}  {rule.name:{names}}  {severity}  {rule.summary}\n")
    return "".join(lines)


def _explain(rule: rules.Rule) -> None:
    if not (sys.stdout.isatty() and use_color()):
        write(rule.text)
        return
    # Imported only here: rich costs more than everything else that the command does.
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(f"# {rule.code} {rule.name} ({rule.severity})\n\n{rule.prose}"))
