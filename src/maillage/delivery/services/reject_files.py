"""The file of the rows that were refused: as they stood, with what is wrong, to be corrected and sent again."""

from uuid import UUID

from django.utils.translation import gettext as _

from maillage.delivery.models import OrderImportRow
from maillage.delivery.order_files import csv_text
from maillage.delivery.queries.order_imports import import_seen
from maillage.delivery.types import DeliveryActor


def reject_file(*, actor: DeliveryActor, import_id: UUID) -> str:
    """Write the refused rows as CSV.

    Raises: NotFound.
    """
    made = import_seen(actor=actor, import_id=import_id)
    rows = OrderImportRow.objects.within(actor.scope).filter(order_import=made).exclude(problems=[]).order_by("number")
    said = [_("to correct"), _("row")]
    columns = [name for name in made.columns if name not in said]
    kept = [place for place, name in enumerate(made.columns) if name not in said]
    return csv_text(
        [*columns, *said],
        (
            [
                *(row.cells[place] if place < len(row.cells) else "" for place in kept),
                " ".join(f"{one['field']}: {one['problem']}" for one in row.problems),
                str(row.number),
            ]
            for row in rows
        ),
    )
