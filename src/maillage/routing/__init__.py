"""Route planning, without Django: shipments over vehicles, insertion of one more, and an independent checker.

NumPy, Numba and the libraries are loaded at the first use of what needs them, so that importing this costs nothing.
"""

from typing import TYPE_CHECKING, Any

from .checking import Rule, Violation, check
from .types import (
    ALWAYS,
    Break,
    Insertion,
    InvalidProblem,
    Matrix,
    Plan,
    Problem,
    Reason,
    Rest,
    Route,
    Shipment,
    Stop,
    Unassigned,
    Vehicle,
    Visit,
)

if TYPE_CHECKING:
    from .insertion import insert, inserted
    from .instances import read_instance
    from .planning import Progress, plan, prepare

__all__ = [
    "ALWAYS",
    "Break",
    "Insertion",
    "InvalidProblem",
    "Matrix",
    "Plan",
    "Problem",
    "Progress",
    "Reason",
    "Rest",
    "Route",
    "Rule",
    "Shipment",
    "Stop",
    "Unassigned",
    "Vehicle",
    "Violation",
    "Visit",
    "check",
    "insert",
    "inserted",
    "plan",
    "prepare",
    "read_instance",
]

_LATER = {
    "Progress": "planning",
    "insert": "insertion",
    "inserted": "insertion",
    "plan": "planning",
    "prepare": "planning",
    "read_instance": "instances",
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_LATER[name]}", __name__), name)
