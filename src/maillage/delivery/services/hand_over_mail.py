"""A proposal of a delivery, by e-mail to the dispatchers of the co-operative that may take it on."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from maillage.accounts.queries import people_of
from maillage.accounts.services.mailing import send_mail_in_language
from maillage.accounts.types import OrganizationRole
from maillage.delivery.models import HandOver, Task
from maillage.delivery.queries.access import service_of
from maillage.delivery.types import HandOverState

_REASON = "telling a co-operative of a delivery that is proposed to it"


def mail_proposal(*, hand_over_id: UUID) -> int:
    """Write what may be known before it is taken on: towns, times, weight, the part of the price; gives how many messages left."""
    rows = HandOver.objects.across_scopes(reason=_REASON).select_related("organization", "taker")
    row: HandOver | None = rows.filter(pk=hand_over_id, state=HandOverState.PROPOSED.value).first()
    if row is None:  # answered or withdrawn meanwhile
        return 0
    service = service_of(organization_id=row.taker_id)
    stops = Task.objects.across_scopes(reason=_REASON).filter(delivery_id=row.delivery_id).select_related("address")
    tasks = list(stops.exclude(state="CANCELLED").order_by("position"))
    address = reverse("delivery:hand_over", args=[row.taker.slug, row.pk])
    people = people_of(organization_id=row.taker_id, roles=[OrganizationRole.OWNER, OrganizationRole.EDITOR])
    told = [person for person in people if person.pk != row.proposed_by_id]
    for person in told:
        send_mail_in_language(
            template="delivery/mail/hand_over_proposed.txt", to=person,
            action_url=f"{settings.MAILLAGE_BASE_URL}{address}",
            context={
                "row": row, "tasks": tasks, "until": row.expires_at.astimezone(ZoneInfo(service.time_zone)),
                "zone": service.time_zone,
            },
        )  # fmt: skip
    return len(told)
