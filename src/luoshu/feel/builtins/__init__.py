"""The built-in functions of FEEL (DMN 1.5, 10.3.4), a file a family."""

from __future__ import annotations

from luoshu.feel.builtins import (  # noqa: F401  each registers its functions
    aggregate_functions,
    boolean_functions,
    context_functions,
    conversion_functions,
    list_functions,
    numeric_functions,
    range_functions,
    string_functions,
    temporal_functions,
)
from luoshu.feel.builtins.registry import REGISTRY as BUILTINS
from luoshu.feel.scope import Names

BUILTIN_NAMES = Names({name: entry.type for name, entry in BUILTINS.items()})

__all__ = ["BUILTINS", "BUILTIN_NAMES"]
