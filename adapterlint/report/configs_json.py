"""The configurations that were read as a JSON document. Its shape only changes together with `SCHEMA_VERSION`."""

from __future__ import annotations

import json
from typing import Final

from adapterlint.inventory import Form, Listed, ListedOption, ListedValue, Way, listed
from adapterlint.report.json import place
from adapterlint.results import Report

SCHEMA_VERSION: Final = 2


def render(report: Report, *, color: bool) -> str:  # noqa: ARG001 - every format has the same signature
    """Render every configuration."""
    from importlib.metadata import version

    document = {
        "schema_version": SCHEMA_VERSION,
        "adapterlint": version("adapterlint"),
        "summary": {
            "files": report.summary.files,
            "configurations": report.summary.configurations,
            "opaque": report.summary.opaque,
        },
        "configurations": [_configuration(one) for one in listed(report.judged)],
    }
    return json.dumps(document, indent=2) + "\n"


def _configuration(one: Listed) -> dict[str, object]:
    adapters = one.judged.adapters
    added = one.judged.site.inserted_at
    return {
        **place(one.judged.span),
        "forms": [_form(form) for form in one.forms],
        "more_forms": one.more_forms,
        "base_models": [_value(model) for model in one.base_models],
        "more_base_models": one.more_base_models,
        "added_at": None if added is None else place(added),
        "adapters": {
            "specifier": adapters.specifier,
            "source": adapters.source,
            "evidence": one.judged.evidence,
            "releases": list(one.judged.releases),
        },
    }


def _form(form: Form) -> dict[str, object]:
    return {
        "written": form.written,
        "name": form.name,
        "options": [_option(option) for option in form.options],
        "opaque": form.opaque,
        **_ways(form),
    }


def _option(option: ListedOption) -> dict[str, object]:
    return {
        "name": option.name,
        **place(option.span),
        "values": [_value(value) for value in option.values],
        "more_values": option.more_values,
    }


def _value(value: ListedValue) -> dict[str, object]:
    return {"value": value.text, "unknown": value.unknown, **_ways(value)}


def _ways(reached: ListedValue | Form) -> dict[str, object]:
    return {"ways": [_way(way) for way in reached.ways], "more_ways": reached.more_ways}


def _way(way: Way) -> dict[str, object]:
    origin_at = None if way.span is None else place(way.span)
    return {"when": list(way.when), "origin": way.origin, "origin_at": origin_at}
