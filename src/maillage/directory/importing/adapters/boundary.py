"""What all adapters do alike: refuse rows that name nobody, and survive records of an unexpected shape."""

from __future__ import annotations

from collections.abc import Callable

from maillage.directory.importing.cleaning.text import folded
from maillage.directory.importing.types import (
    ImportedOrganization,
    OriginalRow,
    Outcome,
    ReadOptions,
    Reason,
    RejectedRow,
    reason,
)

_TOTAL_WORDS = frozenset(
    {"total", "totaux", "sous total", "somme", "total general", "grand total", "ensemble", "moyenne"}
)


def guarded(convert: Callable[[OriginalRow], Outcome]) -> Callable[[OriginalRow], Outcome]:
    """Refuse rows that the source itself could not read, and records that are no objects."""

    def outcome(original: OriginalRow) -> Outcome:
        if original.notes:
            return RejectedRow(original, original.notes)
        if not isinstance(original.record, (dict, list)) or not original.record:
            return RejectedRow(original, (reason("row.not_an_object"),))
        return convert(original)

    return outcome


def nameless(original: OriginalRow, *, warnings: tuple[Reason, ...] = ()) -> RejectedRow:
    """Refuse a row that has neither a name nor an identifier, telling an empty one and a totals line apart."""
    filled = [cell for cell in original.cells if cell.strip()]
    if original.record is None and not filled:
        return RejectedRow(original, (reason("row.empty"),))
    if any(folded(cell) in _TOTAL_WORDS for cell in filled[:3]):
        return RejectedRow(original, (reason("row.total", value=" | ".join(filled)),))
    return RejectedRow(original, (reason("row.no_name_no_identifier"), *warnings))


def is_total(name: str, /) -> bool:
    """Say whether what stands for a name is the title of a totals line."""
    return folded(name) in _TOTAL_WORDS


def admitted(organization: ImportedOrganization, options: ReadOptions) -> Outcome:
    """Refuse an organization that is surely outside the social economy, when only that is wanted."""
    if options.social_economy_only and not organization.social_economy.is_member:
        why = reason("row.outside_social_economy", value=organization.display_name or organization.siren)
        return RejectedRow(organization.original, (why,), is_skip=True)
    return organization
