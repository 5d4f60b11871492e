"""A strict reader of pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timezone
from html.parser import HTMLParser

import pytest

from adapterlint.report.page import Heading, render

VOID = {"meta", "br", "wbr", "hr", "img", "input", "link"}
HEADING = Heading("adapterlint --dynamic 'a b.py'", datetime(2026, 11, 22, 9, 30, tzinfo=timezone.utc))


@dataclass
class Element:
    tag: str
    attributes: dict
    inside: list = field(default_factory=list)

    @property
    def text(self):
        return "".join(one if isinstance(one, str) else one.text for one in self.inside)

    def all(self, tag=None, **attributes):
        """Yield the elements inside it, those of a tag and with these attributes; `class_` names one of its classes."""
        for one in self.inside:
            if isinstance(one, Element):
                if tag in (None, one.tag) and all(
                    value in one.attributes.get("class", "").split()
                    if name == "class_"
                    else one.attributes.get(name) == value
                    for name, value in attributes.items()
                ):
                    yield one
                yield from one.all(tag, **attributes)

    def one(self, tag=None, **attributes):
        (found,) = self.all(tag, **attributes)
        return found


class Reader(HTMLParser):
    """Reads HTML as XML is read: what is opened must be closed, in order."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]
        self.feed(text)
        self.close()
        assert [one.tag for one in self.open] == [""], "never closed"

    def handle_starttag(self, tag, attrs):
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self.open.append(self.open[-1].inside[-1])

    def handle_startendtag(self, tag, attrs):
        assert len({name for name, _ in attrs}) == len(attrs), f"attribute given twice: {tag} {attrs}"
        self.open[-1].inside.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop().tag == tag, f"</{tag}> closes nothing"

    def handle_data(self, data):
        self.open[-1].inside.append(data)

    def handle_comment(self, data):
        pytest.fail(f"a comment: {data}")


def read(report):
    """Render the page of a report, and read it."""
    return Reader(render(report, HEADING)).root


@pytest.fixture(name="read")
def read_fixture():
    return read


@pytest.fixture(name="rendered")
def rendered_fixture():
    """Renders the page of a report."""
    return lambda report: render(report, HEADING)
