"""`adapterlint schema`: JSON Schema of configuration classes, for editors and validators."""

from __future__ import annotations

import json

import click

from adapterlint.cli.exits import Exit
from adapterlint.cli.terminal import write

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@click.command("schema")
@click.argument("class_name", metavar="[CLASS]", required=False)
def command(class_name: str | None) -> Exit:
    """Print the JSON Schema (draft 2020-12) of a configuration CLASS; without one, list the classes."""
    from adapterlint import space
    from adapterlint.space.class_names import meant_by

    if class_name is None:
        write("\n".join(space.__all__) + "\n")
        return Exit.CLEAN
    if class_name not in space.__all__:
        similar = meant_by(class_name, space.__all__)
        hint = f"did you mean `{similar}`?" if similar else "`adapterlint schema` lists all."
        raise click.UsageError(f"There is no configuration class `{class_name}`; {hint}")
    schema = getattr(space, class_name).model_json_schema()
    write(json.dumps({"$schema": DIALECT, **schema}, indent=2) + "\n")
    return Exit.CLEAN
