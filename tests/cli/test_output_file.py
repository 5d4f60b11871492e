"""Files that are written at the end of a long run."""

from __future__ import annotations

import os
import stat

import click
import pytest

from adapterlint.cli.output_file import refuse_unwritable, save


def test_a_file_is_written_and_replaced_and_nothing_is_left_beside_it(tmp_path):
    file = tmp_path / "page.html"
    refuse_unwritable(file)
    assert list(tmp_path.iterdir()) == []
    for text in ("first\n", "second: ‖x‖\n"):
        save(file, text)
        assert file.read_bytes() == text.encode()
    assert list(tmp_path.iterdir()) == [file]


def test_a_link_stays_a_link_and_a_mode_stays_a_mode(tmp_path):
    file, link = tmp_path / "page.html", tmp_path / "latest.html"
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to(file)
    save(link, "new")
    assert link.is_symlink()
    assert file.read_text() == "new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(click.ClickException, match=r"page.html: cannot be written: there is no folder `.*missing`"):
        refuse_unwritable(tmp_path / "missing" / "page.html")


def test_a_file_in_the_place_of_a_folder_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(click.ClickException, match="there is no folder"):
        refuse_unwritable(tmp_path / "file" / "page.html")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in the file system")
def test_what_is_no_regular_file_is_refused_and_left_alone(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(click.ClickException, match="not a regular file"):
        refuse_unwritable(pipe)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_to_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(click.ClickException, match="Permission denied"):
        refuse_unwritable(tmp_path / "page.html")


def test_a_name_that_is_too_long_is_refused(tmp_path):
    with pytest.raises(click.ClickException, match="cannot be written: "):
        refuse_unwritable(tmp_path / f"{'x' * 300}.html")


def test_what_was_there_stays_if_writing_fails(tmp_path):
    file = tmp_path / "page.html"
    file.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        save(file, "\udc80")
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]
