"""Where settings come from, and what they may be."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapterlint.settings import Settings, SettingsError, find, load, overridden


@pytest.fixture
def project(tmp_path):
    """Write files of a project."""

    def write(**files):
        for name, text in files.items():
            path = tmp_path / {"pyproject": "pyproject.toml", "own": "adapterlint.toml"}.get(name, name)
            path.write_text(text)
        return tmp_path

    return write


def test_every_setting(project):
    folder = project(
        pyproject="""
        [tool.adapterlint]
        select = ["ADL2", "adl301"]
        ignore = ["ADL201"]
        exclude = ["vendored/"]
        adapters = ">=1.0,<1.2"
        base-model = "bert-base-uncased"
        installed = { torchvision = true }
        rules = ["lint/rules"]
        output-format = "concise"
        """
    )
    assert find([folder]) == Settings(
        select=("ADL2", "ADL301"),
        ignore=("ADL201",),
        exclude=("vendored/",),
        adapters=">=1.0,<1.2",
        base_model="bert-base-uncased",
        installed={"torchvision": True},
        rules=(folder / "lint/rules",),
        output_format="concise",
    )


def test_no_settings_are_the_default(tmp_path):
    assert find([tmp_path]) == Settings()


def test_the_nearest_file_wins(project):
    folder = project(own='ignore = ["ADL1"]')
    inner = folder / "experiments" / "lora"
    inner.mkdir(parents=True)
    (inner / "pyproject.toml").write_text('[project]\nname = "without-a-table-of-adapterlint"\n')
    assert find([inner / "train.py"]).ignore == ("ADL1",)
    (inner / "pyproject.toml").write_text('[tool.adapterlint]\nignore = ["ADL2"]\n')
    assert find([inner / "train.py"]).ignore == ("ADL2",)
    assert find([inner / "train.py", folder]).ignore == ("ADL1",)


def test_the_own_file_wins_over_pyproject(project):
    folder = project(own='ignore = ["ADL1"]', pyproject='[tool.adapterlint]\nignore = ["ADL2"]')
    assert find([folder]).ignore == ("ADL1",)


def test_what_is_not_set_on_the_command_line_stays(project):
    settings = Settings(select=("ADL1",), base_model="gpt2")
    assert overridden(settings, select=(), base_model=None, ignore=("ADL2",)) == Settings(
        select=("ADL1",), base_model="gpt2", ignore=("ADL2",)
    )


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("[tool.adapterlint\n", "malformed TOML"),
        ("[tool.adapterlint]\nbase_model = 'gpt2'\n", "unknown setting `base_model`; did you mean `base-model`?"),
        ("[tool.adapterlint]\nzzz = 1\n", "unknown setting `zzz`; there are select, ignore,"),
        ("[tool.adapterlint]\nselect = 'ADL1'\n", "select: Input should be a valid array"),
        ("[tool.adapterlint]\nselect = [1]\n", "select.0: Input should be a valid string"),
        (
            "[tool.adapterlint]\ninstalled = { torchvison = true }\n",
            "installed: unknown package `torchvison`; did you mean `torchvision`?",
        ),
        (
            "[tool.adapterlint]\ninstalled = { torchvision = 'yes' }\n",
            "installed.torchvision: Input should be a valid bool",
        ),
        ("[tool.adapterlint]\nadapters = 'newest'\n", "`newest` is neither a version nor"),
        ("[tool.adapterlint]\nadapters = '<0.1'\n", "`<0.1` admits no supported release"),
        ("[tool.adapterlint]\noutput-format = 'sarif'\n", "output-format: Input should be 'text'"),
        ("[tool]\nadapterlint = 3\n", "tool.adapterlint is not a table"),
        ("[tool.adapterlint]\n# \udcff\n", "not UTF-8"),
    ],
)
def test_what_cannot_be_set_names_the_file_and_the_cause(tmp_path, text, cause):
    file = tmp_path / "pyproject.toml"
    file.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(SettingsError) as caught:
        find([tmp_path])
    assert str(caught.value).startswith(f"{file}: ")
    assert cause in str(caught.value)


def test_a_pyproject_of_others_is_not_parsed(project):
    folder = project(pyproject="this is no TOML")
    assert find([folder]) == Settings()


def test_a_file_that_is_named_has_to_hold_settings(project):
    folder = project(pyproject='[project]\nname = "other"\n')
    with pytest.raises(SettingsError, match=r"no \[tool\.adapterlint\] table"):
        load(folder / "pyproject.toml")
    with pytest.raises(SettingsError, match="No such file"):
        load(folder / "missing.toml")


@pytest.mark.parametrize(
    ("select", "ignore", "selected"),
    [
        ((), (), True),
        (("ADL2",), (), True),
        (("ADL1",), (), False),
        ((), ("ADL2",), False),
        (("ADL201",), ("ADL2",), True),
        (("ADL2",), ("ADL201",), False),
        (("ADL2",), ("ADL2",), False),
        (("adl2",), (), True),
        (("mam-init-with-ln-before",), (), True),
        (("unknown-option",), (), False),
        ((), ("MAM-init-with-ln-before",), False),
        (("ADL2",), ("mam-init-with-ln-before",), False),
        (("mam-init-with-ln-before",), ("ADL2",), True),
    ],
)
def test_the_longer_of_two_matches_decides(select, ignore, selected):
    assert Settings(select=select, ignore=ignore).selects("ADL201") is selected


def test_paths_with_parent_folders_are_resolved(project, monkeypatch):
    folder = project(own='ignore = ["ADL1"]')
    inner = folder / "inner"
    inner.mkdir()
    (inner / "adapterlint.toml").write_text('ignore = ["ADL2"]')
    monkeypatch.chdir(inner)
    assert find([Path("..")]).ignore == ("ADL1",)
