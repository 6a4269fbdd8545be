"""Compositions as plain JSON values, and their replay."""

from collections.abc import Mapping
from typing import Any

from maillage.matching.rules.composition.aims import Aims
from maillage.matching.rules.composition.compose import COMPOSITION_VERSION, Composition, compose
from maillage.matching.rules.composition.problem import Problem
from maillage.matching.rules.ranking.documents import BadDocument, UnknownFormula, built, plain


def to_document(*, composition: Composition) -> dict[str, Any]:
    """Give a composition as JSON values, with all that it takes to make it again."""
    document: dict[str, Any] = plain(composition)
    return document


def replay(*, document: Mapping[str, Any]) -> Composition:
    """Make a stored composition anew from its inputs: equal to the stored one, unless a clock had stopped it.

    Raises: UnknownFormula, BadDocument.
    """
    if document.get("version") != COMPOSITION_VERSION:
        raise UnknownFormula(f"Composition {document.get('version')!r} is not {COMPOSITION_VERSION}.")
    for name in ("problem", "aims"):
        if not isinstance(document.get(name), Mapping):
            raise BadDocument(f"composition.{name} is missing.")
    problem: Problem = built(Problem, document["problem"], where="composition.problem")
    return compose(problem=problem, aims=built(Aims, document["aims"], where="composition.aims"))
