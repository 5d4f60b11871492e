"""The page."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import math
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapterlint.findings import Span
from adapterlint.report.json import render as render_json
from adapterlint.report.page import TOLD_IN_FULL
from adapterlint.report.page.charts import brief
from adapterlint.report.printable import on_one_line, printable
from adapterlint.results import Report
from adapterlint.runs import RunOption, RunPlace, Runs

HOSTILE = "</style><script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{ 7 * 7 }}{% raw %}\x00\u202e"


def section(page, number=1):
    return page.one("section", id=f"run-{number}")


def test_the_heading_says_what_ran_where_and_when(read, report_of, record):
    page = read(report_of(record()))
    assert page.one("h1").text == "1 configuration to mend"
    assert page.one("head").one("title").text == "adapterlint: 1 configuration to mend"
    top = page.one("header", class_="top").text
    assert "adapters 1.3.0, transformers 4.57.6, torch 2.13.0 on cpu" in top
    assert "22 November 2026, 09:30 UTC" in top
    assert "adapterlint --dynamic 'a b.py'" in top


def test_runs_stand_the_worst_first_and_the_overview_leads_to_them(read, report_of, record):
    runs = [record(1, verdict="pass"), record(2, verdict="warn"), record(3, verdict="skipped"), record(4)]
    page = read(report_of(*runs))
    sections = [one.attributes["id"] for one in page.all("section", class_="run")]
    assert sections == ["run-4", "run-2", "run-3", "run-1"]
    links = [one.attributes["href"] for one in page.one("table", class_="overview").all("a")]
    assert links == [f"#{name}" for name in sections]
    assert page.one("h1").text == "1 configuration to mend, 1 to look at, 1 without a verdict, 1 well"


def test_a_run_shows_everything(read, report_of, record):
    text = section(read(report_of(record(raised="ValueError: no", assumed="its base model is not known")))).text
    for expected in (
        "fail BnConfig(reduction_factor=96, original_ln_after=False) in vit",
        "scripts/train.py:12:10",
        "the untrained adapter changes 131% of the output",
        "error[ADL401] confirmed by running it the adapter loses the skip connection",
        "Help: set original_ln_after=True",
        "Raises ValueError in forward.",
        "output_adapter of layers 0 to 11",
        "x + h becomes A(x + h) + x",
        "skip connection lost",
        "156,768 of 86,000,000 parameters at full size",
        "about 3 GiB to train at full size: a batch of 8",
        "as the script trains: bfloat16, SGD",
        "a vit with 4 of 12 layers, 64 of 768 wide, because its base model is not known",
        "steps, which raised ValueError",
        "gap of 1.31",
        "52,256 parameters in the small model",
        "1.25 s",
        "it has no merge",
        "Options of BnConfig: 1 given, 1 by default",
        "a warning\non two lines",
        "no gradient",
    ):
        assert expected in re.sub(r"[ \n]*\n[ \n]*", "\n", text), expected


def test_charts_say_in_words_what_they_show(read, report_of, record):
    loss, gap = section(read(report_of(record()))).all("figure", class_="chart")
    described = loss.one("svg", role="img")
    ids = described.attributes["aria-labelledby"].split()
    assert [one.attributes["id"] for one in (described.one("title"), described.one("desc"))] == ids
    assert described.one("desc").text.startswith(
        "this configuration from 2.5 to nan in 3 values, 1 of 3 values not finite"
    )
    legend = [one.text.strip() for one in loss.one("ul", class_="legend").all("li")]
    assert legend == ["this configuration (✕: not finite)", "healthy control", "linear probe, frozen base"]
    assert "encoder.layer from 0.5 to 1.31 in 2 values" in gap.one("desc").text
    assert {one.text for one in gap.all("text", class_="start")} == {"changed 0.1", "destroyed 0.8"}


def test_a_gap_of_zero_is_no_curve(read, report_of, record):
    there = section(read(report_of(record(layer_gaps={"layer.0": 0.0, "layer.1": 0.0}))))
    assert [one.one("figcaption").text for one in there.all("figure", class_="chart")] == ["Loss"]
    assert [cell.text for cell in list(there.all("table", class_="values"))[1].all("td")] == ["0", "0"]


def test_the_block_is_drawn(read, report_of, record):
    page = read(report_of(record(1), record(2)))
    used = {section(page, number).one("figure", class_="drawing").one("use").attributes["href"] for number in (1, 2)}
    assert used == {"#block-1"}
    drawing = page.one("symbol", id="block-1")
    assert [one.text for one in drawing.all("text")] == ["h", "feed-forward network", "x", "out"]


def test_one_verdict_at_a_time_can_be_looked_at(read, report_of, record):
    page = read(report_of(record(1), record(2, verdict="pass"), record(3, verdict="pass")))
    choices = {one.text.strip(): one.one("input").attributes["id"] for one in page.one("fieldset").all("label")}
    assert choices == {"all 3": "show-all", "1 fail": "show-fail", "2 pass": "show-pass"}
    style = page.one("style").text
    assert all(f"#{name}:checked" in style for name in choices.values() if name != "show-all")
    _, *rows = page.one("table", class_="overview").all("tr")
    assert [row.attributes["class"] for row in rows] == ["fail", "pass", "pass"]
    assert not list(read(report_of(record())).all("fieldset"))


def test_a_default_that_differs_from_that_of_the_class_stands_with_its_run(read, report_of, record):
    (part,) = record().parts
    scaled = dataclasses.replace(part, options=(RunOption("scaling", "4.0", given=False),))
    page = read(report_of(record(1), record(2, parts=(scaled,))))
    assert page.one("details", id="defaults-BnConfig").one("table").text.strip() == "scaling1.0"
    assert section(page, 2).one("table", class_="options").text.strip() == "scaling4.0"


def test_of_many_runs_those_that_pass_are_told_in_less_space(read, report_of, record):
    records = [record(1), *(record(number, verdict="pass") for number in range(2, TOLD_IN_FULL + 2))]
    page = read(report_of(*records))
    assert [len(list(section(page, number).all("table", class_="bars"))) for number in (1, 2)] == [1, 0]
    assert "are in the JSON document only" in page.text
    few = read(report_of(*records[1:]))
    assert len(list(section(few, 2).all("table", class_="bars"))) == 1


def test_what_was_not_run_and_what_belongs_to_no_run_is_there(read, report_of, record):
    page = read(report_of(record()))
    assert "other.py:3:1: r is not known: read at run time (2 of them)" in page.one(id="not-run").text
    others = page.one(id="others").text
    assert "warning[ADL101] possible contradicted by running it no option r" in others
    assert "Against it: the run came through" in others
    assert "ADL401" not in others


def test_a_run_that_came_nowhere(read, report_of, record):
    bare = dataclasses.replace(
        record(),
        parts=(),
        checks=(),
        curves={},
        layer_gaps={},
        gradient_norms={},
        findings=(),
        places=(),
        model="",
        phase="",
        output="",
    )
    text = section(read(report_of(bare))).text
    assert "no model: it did not come that far" in text
    assert not list(section(read(report_of(bare))).all("figure"))


@pytest.mark.parametrize("runs", [None, Runs()])
def test_without_runs_it_says_so(read, runs):
    assert read(Report(runs=runs)).one("h1").text == "No configuration was run"


def test_it_needs_nothing_from_elsewhere(read, rendered, report_of, record):
    report = report_of(record())
    page = read(report)
    assert not [one for one in page.all() if one.tag in ("script", "link", "img", "iframe", "object", "embed", "form")]
    for one in page.all():
        assert one.tag in ("a", "use") or not {"href", "src", "srcset", "style"} & one.attributes.keys()
        assert not [name for name in one.attributes if name.startswith("on")]
        assert one.attributes.get("href", "#").startswith("#")
    assert not re.search(r"https?:|url\((?!#)|@import|@font-face", rendered(report))


def test_the_policy_admits_its_own_style_and_nothing_else(read, report_of, record):
    page = read(report_of(record()))
    policy = page.one("meta", **{"http-equiv": "Content-Security-Policy"}).attributes["content"]
    digest = base64.b64encode(hashlib.sha256(page.one("style").text.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_names_are_unique_and_links_lead_somewhere(read, report_of, record):
    page = read(report_of(*(record(number) for number in range(1, 6))))
    names = [one.attributes["id"] for one in page.all() if "id" in one.attributes]
    assert len(names) == len(set(names))
    referred = [one.attributes["href"][1:] for one in page.all("a")]
    for one in page.all():
        referred += one.attributes.get("aria-labelledby", "").split()
    assert set(referred) <= set(names)


def hostile(record, text):
    """A record that has a text wherever it can have one."""
    old = record()
    (part,) = old.parts
    place = RunPlace(Span(text, 1, 1, 1, 1), (text,))
    return record(
        configuration=text,
        base_model=text,
        assumed=text,
        model=text,
        places=(place, place),
        parts=(
            dataclasses.replace(
                part,
                class_name=text,
                options=tuple(dataclasses.replace(one, name=text, value=text) for one in part.options),
                layers={text: (0, 2)},
                blocks=tuple(dataclasses.replace(one, location=text, base=text, adapted=text) for one in part.blocks),
            ),
        ),
        reasons=(text,),
        phase=text,
        raised=text,
        memory_assumes=text,
        setup=text,
        not_rehearsed=text,
        checks=tuple(dataclasses.replace(one, probe=text, reason=text) for one in old.checks),
        layer_gaps={f"{text}.0": 0.1, text: 0.2},
        gradient_norms={f"{text}.a": 1.0, text: 0.0},
        output=text,
    )


def tags_of(page):
    return [(one.tag, sorted(name for name in one.attributes)) for one in page.all() if one.tag not in ("wbr", "code")]


def reported(report_of, record, text):
    report = report_of(hostile(record, text), device=text, releases={"adapters": text, text: text})
    findings = [
        dataclasses.replace(one, message=text, help=text, confirmed=text, refuted=text, span=Span(text, 1, 1, 1, 1))
        for one in report.findings
    ]
    return dataclasses.replace(report, findings=tuple(findings))


def test_markup_in_any_value_is_text(read, report_of, record):
    page = read(reported(report_of, record, HOSTILE))
    assert tags_of(page) == tags_of(read(reported(report_of, record, "harmless")))
    shown = printable(HOSTILE)
    assert "{{ 7 * 7 }}" in shown
    assert page.text.count(shown) > 20


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_characters="`."), min_size=1, max_size=40).filter(str.strip))
def test_any_text_stays_text(read, report_of, record, text):
    page = read(reported(report_of, record, text))
    assert on_one_line(text) in page.text
    assert all(one.isprintable() or one == "\n" for one in page.text)
    assert not list(page.all("script"))
    page.one("footer")


def test_the_page_shows_the_data_of_the_document(read, report_of, record):
    report = report_of(record(1), record(2, verdict="pass", reasons=(), curves={"candidate": (4.0, 0.001)}, gap=None))
    document = json.loads(render_json(report, color=False))
    page = read(report)
    defaults = page.one("details", id="defaults-BnConfig")
    for one in document["runs"]["records"]:
        there = section(page, one["number"])
        assert there.attributes["class"] == f"run {one['verdict']}"
        data = [float(element.attributes["value"]) for element in there.all("data")]
        assert data == [
            number
            for number in (
                one["parameters"],
                one["all_parameters"],
                one["memory_bytes"],
                one["gap"],
                one["trainable"],
                *one["gradient_norms"].values(),
            )
            if number is not None
        ]
        losses, gaps = (
            [[cell.text for cell in row.all("td")] for row in table.all("tr")][1:]
            for table in there.all("table", class_="values")
        )
        assert losses == [
            ["nan" if loss is None else brief(loss) for loss in step]
            for step in zip(*one["curves"].values(), strict=True)
        ]
        assert gaps == [[brief(gap)] for gap in one["layer_gaps"].values()]
        options = [
            [cell.text for cell in row.inside if not isinstance(cell, str)]
            for row in there.one("table", class_="options").all("tr")
        ]
        assert options == [
            [option["name"], option["value"]] for part in one["parts"] for option in part["options"] if option["given"]
        ]
        assert [[cell.text for cell in row.inside if not isinstance(cell, str)] for row in defaults.all("tr")] == [
            [option["name"], option["value"]]
            for part in one["parts"]
            for option in part["options"]
            if not option["given"]
        ]
        rows = [row for table in there.all("table", class_="checks") for row in list(table.all("tr"))[1:]]
        assert [(row.one("th").text, row.one(class_="badge").attributes["class"]) for row in rows] == [
            (check["probe"], f"badge {check['verdict']}") for check in one["checks"]
        ]


def test_a_run_takes_little_space(rendered, report_of, record):
    curve = tuple(2.5 * math.exp(-step / 9) for step in range(50))
    large = record(
        2,
        curves={"candidate": curve, "control": curve, "probe": curve},
        layer_gaps={f"encoder.layer.{layer}": 0.001 * layer for layer in range(24)},
        gradient_norms={
            f"encoder.layer.{layer}.adapters.{half}": 0.1 for layer in range(24) for half in ("up", "down")
        },
    )
    assert len(rendered(report_of(record(), large))) - len(rendered(report_of(record()))) < 40_000
