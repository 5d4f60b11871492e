"""Which environments the command line builds, on which `make truth` stands."""

import pytest

from scripts.environments import EXTRA_REQUIREMENTS, MEASURED_RELEASES, asked_for


@pytest.mark.parametrize(
    ("words", "releases"),
    [([], MEASURED_RELEASES), (["1.2.0", "0.2.2"], ("1.2.0", "0.2.2")), (["--all"], tuple(EXTRA_REQUIREMENTS))],
)
def test_what_is_built(words, releases):
    assert asked_for(words) == releases


def test_a_release_that_nobody_knows_is_refused(capsys):
    with pytest.raises(SystemExit):
        asked_for(["9.9"])
    assert "'9.9' is none of 0.1.0, " in capsys.readouterr().err
