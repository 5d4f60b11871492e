"""Outcomes are found again, and whatever lies in the folder instead of one does no harm."""

import dataclasses
import json
import os
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapterlint.dynamic import Installation, Outcome, Plan, Settings, run_plan
from adapterlint.dynamic import cache as caching
from adapterlint.dynamic.availability import releases
from adapterlint.dynamic.cache import Entry, OutcomeCache
from adapterlint.dynamic.storage import cache_folder
from tests.dynamic.conftest import Case, run_of

REQUEST = run_of(Case("seq_bn")).request
SHOWN = Entry(
    Outcome(phase="steps", gap=0.5, losses=(1.0, float("inf")), dead_parameters=("a.b",)),
    Installation("1.3.0", "4.57.6", "2.13.0", "cpu"),
)


def cache_in(folder, versions=None, **settings):
    return OutcomeCache(folder, Settings(**settings), versions or {"adapters": "1.3.0"})


def kept(folder):
    cache_in(folder).keep(REQUEST, SHOWN)
    (path,) = folder.iterdir()
    return path


def test_an_outcome_is_found_again(tmp_path):
    folder = tmp_path / "not" / "there"
    cache = cache_in(folder)
    assert cache.find(REQUEST) is None
    cache.keep(REQUEST, SHOWN)
    assert cache.find(REQUEST) == SHOWN
    assert not cache.notes


@pytest.mark.parametrize(
    ("versions", "settings"),
    [({"adapters": "1.2.0"}, {}), (None, {"probes": "full"}), (None, {"device": "cpu"})],
)
def test_what_the_outcome_depends_on_makes_it_another_run(tmp_path, versions, settings):
    kept(tmp_path)
    assert cache_in(tmp_path, versions, **settings).find(REQUEST) is None
    assert cache_in(tmp_path).find(run_of(Case("seq_bn", "vit")).request) is None


def test_a_change_of_the_probes_makes_it_another_run(tmp_path, monkeypatch):
    kept(tmp_path)
    monkeypatch.setattr(caching, "_probes", lambda: "another version")
    assert cache_in(tmp_path).find(REQUEST) is None


def test_limits_do_not_matter_and_runs_that_met_one_are_not_kept(tmp_path):
    kept(tmp_path)
    assert cache_in(tmp_path, seconds=1.0, megabytes=None, jobs=9).find(REQUEST) == SHOWN
    other = run_of(Case("lora")).request
    cache_in(tmp_path).keep(other, dataclasses.replace(SHOWN, outcome=Outcome(phase="", died="it hung")))
    assert cache_in(tmp_path).find(other) is None


@given(data=st.binary(max_size=200) | st.recursive(st.none() | st.text(string.printable), st.lists).map(json.dumps))
def test_no_content_is_believed_that_is_no_outcome(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("cache")
    path = kept(folder)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    cache = cache_in(folder)
    assert cache.find(REQUEST) is None
    assert "is no outcome of a run" in "".join(cache.notes)


@pytest.mark.parametrize("change", [{"gap": "large"}, {"losses": [None]}, {"phase": 3}])
def test_an_outcome_with_other_fields_is_none(tmp_path, change):
    path = kept(tmp_path)
    entry = json.loads(path.read_text())
    entry["outcome"] |= change
    path.write_text(json.dumps(entry))
    assert cache_in(tmp_path).find(REQUEST) is None


def test_a_pipe_in_place_of_an_outcome_does_not_block(tmp_path):
    path = kept(tmp_path)
    path.unlink()
    os.mkfifo(path)
    cache = cache_in(tmp_path)
    assert cache.find(REQUEST) is None
    assert "cannot be read: it is no file" in "".join(cache.notes)


def test_a_folder_that_is_a_file_is_noted(tmp_path):
    (tmp_path / "runs").write_text("")
    cache = cache_in(tmp_path / "runs")
    assert cache.find(REQUEST) is None
    cache.keep(REQUEST, SHOWN)
    assert "cannot be written to" in "".join(cache.notes)


def test_what_was_not_used_for_long_is_removed(tmp_path, monkeypatch):
    monkeypatch.setattr(caching, "ENTRIES_AT_MOST", 2)
    for number in range(4):
        (tmp_path / f"{number}.json").write_text("")
        os.utime(tmp_path / f"{number}.json", (number, number))
    cache_in(tmp_path).shrink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2.json", "3.json"]


def test_runs_that_are_all_known_need_no_server(tmp_path, monkeypatch):
    settings = Settings(device="cpu")
    run = run_of(Case("seq_bn"))
    OutcomeCache(tmp_path / "runs", settings, releases()).keep(run.request, SHOWN)
    monkeypatch.setattr("sys.executable", "/no/such/python")
    report = run_plan(Plan((run,)), settings, cache=tmp_path)
    assert report.outcomes == ((run, SHOWN.outcome),)
    assert report.installation == SHOWN.installation
    assert report.recalled == 1


def test_the_folder_is_the_users_or_the_one_that_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("ADAPTERLINT_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "adapterlint"
    monkeypatch.setenv("ADAPTERLINT_CACHE_DIR", str(tmp_path / "mine"))
    assert cache_folder() == tmp_path / "mine"
