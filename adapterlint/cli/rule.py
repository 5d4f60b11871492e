"""`adapterlint rule`: list the rules, or explain one."""

from __future__ import annotations

import re
import string
import sys
from pathlib import Path
from typing import Final

import click

from adapterlint import rules, settings
from adapterlint.cli.terminal import use_color, write
from adapterlint.report.text import COLORS

_MARKED_FENCE: Final = re.compile(r"^```(?P<language>\w+) (?P<mark>bad|good|twin)(?P<options>[^\n]*)$", re.MULTILINE)
_OPTION: Final = re.compile(r'([\w-]+)="([^"]*)"')
_MARKS: Final = {"bad": "Bad", "good": "Good", "twin": "Does the same as the bad one"}
_CLAIMS: Final = {
    "no-effect": "The model behaves as it does without.",
    "nothing-trainable": "Nothing of the model is trained.",
    "dead-parameters": "Some parameters are trained and never change anything.",
    "skip-connection": "The model computes something else before the first step of the training.",
    "changed-start": "The untrained adapter changes what the model computes.",
    "non-finite": "The model computes NaN or infinity.",
    "unsupported": "`adapters.init` raises, or the model cannot be built.",
    "changed-by-init": "`adapters.init` alone makes the base model compute something else.",
}
"""What the library does with the configuration, by the kind of effect; nothing where no run shows it."""


@click.command("rule")
@click.argument("code", required=False)
@click.option("--raw", is_flag=True, help="Print the sheet as it is written, front matter and all.")
def command(*, code: str | None, raw: bool) -> None:
    """Explain the rule CODE, given by its code or name; without CODE, list all rules."""
    book = rules.load(settings.find([Path()]).rules)
    if code is None and raw:
        raise click.UsageError("`--raw` prints the sheet of one rule: name it.")
    if code is None:
        write(_listed(book))
    elif rule := book.find(code):
        if raw:
            write(rule.text)
        else:
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
    text = _explanation(rule)
    if not (sys.stdout.isatty() and use_color()):
        write(text)
        return
    # Imported only here: rich costs more than everything else that the command does.
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(text))


def _explanation(rule: rules.Rule) -> str:
    """Return what a sheet says to people, as Markdown."""
    releases = f"adapters {rule.adapters}" if str(rule.adapters) else "every supported release of adapters"
    head = f"# {rule.code} {rule.name}\n\n{rule.severity.value.capitalize()}, for {releases}:\n\n> {_message(rule)}\n"
    claim = _claim(rule)
    prose = _MARKED_FENCE.sub(_introduced, rule.prose).strip()
    return "\n".join([head, *([f"{claim}\n"] if claim else []), prose]) + "\n"


def _message(rule: rules.Rule) -> str:
    """Return the message of a rule with an ellipsis for each value."""
    parts = string.Formatter().parse(rule.message)
    return "".join(literal + ("…" if name is not None else "") for literal, name, _, _ in parts)


def _claim(rule: rules.Rule) -> str:
    effect = rule.effect
    if effect.raises is None:
        return _CLAIMS.get(effect.kind, "")
    raised = "an exception that depends on the values" if "{" in effect.raises else f"`{effect.raises}`"
    where = {"construct": "when the configuration is constructed", "add_adapter": "in `add_adapter`"}
    phase = effect.phase or ""
    return f"Raises {raised} {where.get(phase, f'in the {phase} pass')}."


def _introduced(fence: re.Match[str]) -> str:
    """Say before a fence what it shows, and for what; Markdown knows no marks."""
    named = {"adapters": "adapters {}", "base-model": "the base model `{}`", "config": "a base model of type `{}`"}
    options = [(name, value) for name, value in _OPTION.findall(fence["options"])]
    circumstances = [named[name].format(value) for name, value in options if name in named]
    circumstances += [
        f"{'with' if value == 'true' else 'without'} {name}" for name, value in options if name == "torchvision"
    ]
    said = f" ({', '.join(circumstances)})" if circumstances else ""
    return f"{_MARKS[fence['mark']]}{said}:\n\n```{fence['language']}"
