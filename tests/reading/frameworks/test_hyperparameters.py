"""Values that a framework keeps for a script: hyperparameters of Lightning, settings of Pydantic, those of a run."""

from __future__ import annotations

import textwrap

import pytest

from tests.reading.support import written

MODULE = """
import lightning as L
from argparse import Namespace
class Module(L.LightningModule):
    def __init__(self, {parameters}):
        super().__init__()
        {save}
        self.build()
    def build(self):
        C(r=self.hparams.r)
Module({given})
"""
SAVED = {
    "all": ("r, alpha=1", "self.save_hyperparameters()", "8", "C(r=8)"),
    "default": ("r=4, alpha=1", "self.save_hyperparameters()", "", "C(r=4)"),
    "named": ("r, alpha=1", "self.save_hyperparameters('r')", "r=8", "C(r=8)"),
    "not named": ("r, alpha=1", "self.save_hyperparameters('alpha')", "r=8", "C(r=?)"),
    "ignored": ("r, model=None", "self.save_hyperparameters(ignore=['model'])", "r=8", "C(r=8)"),
    "not saved": ("r, model=None", "self.save_hyperparameters(ignore='r')", "r=8", "C(r=?)"),
    "keywords": ("**kwargs", "self.save_hyperparameters()", "r=8", "C(r=8)"),
    "namespace": ("args", "self.save_hyperparameters(args)", "Namespace(r=8)", "C(r=8)"),
    "dictionary": ("args", "self.save_hyperparameters(args)", "{'r': 8}", "C(r=8)"),
    "assigned": ("args", "self.hparams = args", "Namespace(r=8)", "C(r=8)"),
    "unknown": ("args", "self.save_hyperparameters(args)", "load()", "C(r=?)"),
}


@pytest.mark.parametrize(("parameters", "save", "given", "expected"), SAVED.values(), ids=SAVED)
def test_saved_hyperparameters_are_the_arguments(parameters, save, given, expected):
    assert written(MODULE.format(parameters=parameters, save=save, given=given)) == [expected]


def test_arguments_of_a_class_below_may_be_saved_too():
    script = """
    import lightning as L
    class Base(L.LightningModule):
        def __init__(self, alpha):
            self.save_hyperparameters()
            C(r=self.hparams.get("r", 1))
    class Module(Base):
        def __init__(self, r):
            super().__init__(1)
    Module(8)
    """
    assert written(textwrap.dedent(script)) == ["C(r=?)"]


def test_the_environment_may_fill_settings():
    script = """
from pydantic_settings import BaseSettings
class Settings(BaseSettings):
    r: int = 8
settings = Settings()
C(r=settings.r)
C(r=Settings(r=2).r)
"""
    assert written(script) == [
        "C(r=8 if the variable `R` is not set | ? if the variable `R` is set)",
        "C(r=2)",
    ]
