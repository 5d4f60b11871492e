"""`adapterlint schema`: JSON Schema of configuration classes, for editors and validators."""

from __future__ import annotations

import json

import click

from adapterlint.cli.exits import Exit
from adapterlint.cli.terminal import write

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_OF_PARTS = "it is made of other configurations, each of which has the schema of its class"
_WITHOUT_SCHEMA = {
    "ConfigUnion": _OF_PARTS,
    "MAMConfig": _OF_PARTS,
    "UniPELTConfig": _OF_PARTS,
    "AdapterConfig": "it is what all configurations of adapters have in common, and has no options",
}


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
        if class_name in _WITHOUT_SCHEMA:
            raise click.UsageError(f"`{class_name}` has no schema of its own: {_WITHOUT_SCHEMA[class_name]}")
        similar = meant_by(class_name, space.__all__)
        hint = f"did you mean `{similar}`?" if similar else "`adapterlint schema` lists all."
        raise click.UsageError(f"There is no configuration class `{class_name}`; {hint}")
    schema = getattr(space, class_name).model_json_schema()
    write(json.dumps({"$schema": DIALECT, **schema}, indent=2) + "\n")
    return Exit.CLEAN
