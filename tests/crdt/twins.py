"""Modules with a compiled twin, as they are where nothing was compiled."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType
from typing import Any

import pytest


def without_twin(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return ``module`` loaded once more, where its compiled twin is not there."""
    package, _, name = module.__name__.rpartition(".")
    monkeypatch.setitem(sys.modules, f"{package}._{name}", None)
    spec = spec_from_file_location(f"{package}.{name}_alone", module.__file__)
    assert spec is not None
    assert spec.loader is not None
    alone = module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, alone)
    spec.loader.exec_module(alone)
    return alone
