"""What a script catches on purpose is no mistake of its; what it does not catch stays one."""

from __future__ import annotations

import textwrap

import pytest

from adapterlint import Severity, lint_source

SILENT = {
    "pytest.raises": """
        with pytest.raises(TypeError):
            SeqBnConfig(foo=3)
        """,
    "a class that the exception derives from": """
        with pytest.raises(ArithmeticError, match="division"):
            model.add_adapter("x", config=SeqBnConfig(reduction_factor=0))
        """,
    "assertRaises": """
        class Tests(unittest.TestCase):
            def test_options(self):
                with self.assertRaises((TypeError, ValueError)):
                    SeqBnConfig(foo=3)
                self.assertRaises(TypeError, SeqBnConfig, foo=3)
                self.assertRaises(TypeError, lambda: SeqBnConfig(foo=3))
        pytest.raises(TypeError, lambda options: SeqBnConfig(**options), {"foo": 3})
        """,
    "a mark": """
        @pytest.mark.xfail(raises=TypeError, reason="not there yet")
        def test_options():
            SeqBnConfig(foo=3)
        @pytest.mark.xfail
        def test_more_options():
            SeqBnConfig(foo=3)
        class Tests(unittest.TestCase):
            @unittest.expectedFailure
            def test_options(self):
                SeqBnConfig(foo=3)
        """,
    "a mark of a class, one with a name, and one that is set on the way": """
        @pytest.mark.xfail(raises=(TypeError, KeyError))
        class TestOptions:
            def test_options(self):
                SeqBnConfig(foo=3)
        broken = pytest.mark.xfail(reason="later")
        @broken
        def test_more_options():
            SeqBnConfig(foo=3)
        def test_last_options(request):
            request.applymarker(pytest.mark.xfail(raises=TypeError))
            SeqBnConfig(foo=3)
        """,
    "what is not run": """
        @pytest.mark.skip
        def test_options():
            SeqBnConfig(foo=3)
        class TestOptions(unittest.TestCase):
            @unittest.skip("later")
            def test_options(self):
                SeqBnConfig(foo=3)
        def test_after():
            pytest.xfail("known")
            SeqBnConfig(foo=3)
        """,
    "a function of the library": """
        pytest.raises(ZeroDivisionError, model.add_adapter, "x", config=SeqBnConfig(reduction_factor=0))
        """,
    "a context of a parameter": """
        @pytest.mark.parametrize("context", [pytest.raises(TypeError)])
        def test_options(context):
            with context:
                SeqBnConfig(foo=3)
        """,
    "suppress": """
        with contextlib.suppress(KeyError, TypeError):
            cfg = SeqBnConfig(foo=3)
        """,
    "a fallback": """
        try:
            cfg = SeqBnConfig(foo=3)
        except TypeError:
            cfg = SeqBnConfig()
        model.add_adapter("x", config=cfg)
        """,
    "a function that is called where it may fail": """
        def build():
            return SeqBnConfig(foo=3)
        with pytest.raises(TypeError):
            build()
        """,
    "what would come after the failure": """
        with pytest.raises(TypeError):
            model.add_adapter("x", config=SeqBnConfig(foo=3, reduction_factor=0))
        """,
    "an import": """
        try:
            from adapters import DoRAConfig
            cfg = DoRAConfig()
        except ImportError:
            cfg = None
        """,
}
ERRORS = {
    "a mark that does not hold": """
        @pytest.mark.xfail(False, reason="not there yet")
        def test_options():
            SeqBnConfig(foo=3)
        """,
    "a mark for another exception": """
        @pytest.mark.xfail(raises=ValueError)
        def test_options():
            SeqBnConfig(foo=3)
        """,
    "another exception": """
        with pytest.raises(ValueError):
            SeqBnConfig(foo=3)
        """,
    "a handler that raises again": """
        try:
            SeqBnConfig(foo=3)
        except TypeError as error:
            print(error)
            raise
        """,
    "a handler that ends the program": """
        try:
            SeqBnConfig(foo=3)
        except Exception:
            sys.exit(1)
        """,
    "no handler": """
        try:
            SeqBnConfig(foo=3)
        finally:
            print()
        """,
    "the handler itself": """
        try:
            pass
        except TypeError:
            SeqBnConfig(foo=3)
        """,
    "another call of the same function": """
        def build():
            return SeqBnConfig(foo=3)
        with pytest.raises(TypeError):
            build()
        build()
        """,
    "a configuration that is built here and fails elsewhere": """
        try:
            cfg = SeqBnConfig(reduction_factor=0)
        except ZeroDivisionError:
            cfg = None
        model.add_adapter("x", config=cfg)
        """,
}
WARNINGS = {
    "whatever is raised": """
        try:
            cfg = SeqBnConfig(foo=3)
        except Exception as error:
            print("failed", error)
        """,
    "a handler that may raise again": """
        try:
            cfg = SeqBnConfig(foo=3)
        except TypeError:
            if strict:
                raise
            cfg = SeqBnConfig()
        """,
}
BEFORE = """
import contextlib, sys, unittest
import pytest
from adapters import AutoAdapterModel, SeqBnConfig
model = AutoAdapterModel.from_pretrained("bert-base-uncased")
"""


def found(body: str, adapters: str = "==1.2.0"):
    return lint_source(BEFORE + textwrap.dedent(body), adapters=adapters)


@pytest.mark.parametrize("body", SILENT.values(), ids=SILENT)
def test_what_is_caught_on_purpose_is_no_mistake(body):
    assert found(body) == []


@pytest.mark.parametrize("body", ERRORS.values(), ids=ERRORS)
def test_what_is_not_caught_stays_an_error(body):
    assert [finding.severity for finding in found(body)] == [Severity.ERROR]


@pytest.mark.parametrize("body", WARNINGS.values(), ids=WARNINGS)
def test_what_may_be_caught_by_chance_is_a_warning(body):
    (finding,) = found(body)
    assert (finding.severity, finding.claim) == (Severity.WARNING, None)
    assert finding.message.endswith("; the script catches whatever is raised here")


@pytest.mark.parametrize(
    "body",
    [
        """
        try:
            cfg = SeqBnConfig(foo=3)
        except Exception:
            cfg = SeqBnConfig()
        """,
        """
        try:
            model.add_adapter("x", config=SeqBnConfig(scaling=4))
        except Exception as error:
            print("once more", error)
            model.add_adapter("x", config="seq_bn")
        """,
        """
        def put(config):
            model.add_adapter("x", config=config)
        try:
            put(SeqBnConfig(scaling=4))
        except Exception:
            put("seq_bn")
        """,
        """
        def put():
            try:
                model.add_adapter("x", config=SeqBnConfig(scaling=4))
                return "x"
            except Exception:
                print("later")
            return "none"
        put()
        """,
        """
        for config in (SeqBnConfig(scaling=4), "seq_bn"):
            try:
                model.add_adapter("x", config=config)
            except Exception:
                continue
            break
        """,
    ],
)
def test_where_another_way_is_tried_it_is_advice(body):
    (finding,) = found(body)
    assert finding.severity is Severity.ADVICE
    assert finding.message.endswith("; the script tries another way if this fails")


def test_what_raises_nothing_is_not_caught():
    (finding,) = found(
        """
        try:
            model.add_adapter("x", config=SeqBnConfig(phm_dim=2))
        except ValueError:
            print("no adapter")
        """
    )
    assert finding.code == "ADL302"
