"""What deliveries know of a person: riding, ordering, short names, sign-ins of apps, phones, a last position."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from maillage.delivery.models import (
    ApiPerson,
    ApiPushToken,
    ApiRefreshToken,
    Courier,
    CourierPosition,
    DutyEntry,
    StorePerson,
)

_REASON = "one's own data"


def export_person(user_id: UUID) -> dict[str, Any]:
    """Give how programs know a person; tokens are secrets and stay out. Source: GDPR, articles 15 and 20."""
    people = ApiPerson.objects.across_scopes(reason=_REASON).filter(user_id=user_id).order_by("pk")
    phones = ApiPushToken.objects.across_scopes(reason=_REASON).filter(person__user_id=user_id).order_by("pk")
    signs = ApiRefreshToken.objects.across_scopes(reason=_REASON).filter(person__user_id=user_id).order_by("pk")
    places = CourierPosition.objects.across_scopes(reason=_REASON).filter(courier__user_id=user_id)
    rides = Courier.objects.across_scopes(reason=_REASON).filter(user_id=user_id).order_by("pk")
    duty = DutyEntry.objects.across_scopes(reason=_REASON).filter(courier__user_id=user_id).order_by("at", "pk")
    orders = StorePerson.objects.across_scopes(reason=_REASON).filter(user_id=user_id).select_related("store")
    return {
        "delivery_riding": [
            {
                "organization": row.organization_id,
                "username": row.username,
                "telephone": row.telephone,
                "from": row.joined_at,
                "until": row.left_at,
            }
            for row in rides
        ],
        "delivery_stores": [{"store": row.store.name, "since": row.added_at} for row in orders.order_by("pk")],
        "delivery_names": [{"organization": row.organization_id, "username": row.username} for row in people],
        "delivery_phones": [{"platform": row.platform, "at": row.told_at} for row in phones],
        "delivery_sign_ins": [{"at": row.created_at, "until": row.expires_at} for row in signs],
        "delivery_duty": [{"word": row.word, "at": row.at} for row in duty],
        "delivery_positions": [
            {"latitude": row.latitude, "longitude": row.longitude, "at": row.at} for row in places.order_by("pk")
        ],
    }


@transaction.atomic
def erase_person(user_id: UUID, now: datetime) -> None:
    """Forget a person's names, sign-ins, phones and position; rides stay those of somebody. Source: GDPR, article 17."""
    # Sign-ins and phones hang on the name and go with it.
    ApiPerson.objects.across_scopes(reason="erasing a name").filter(user_id=user_id).delete()
    CourierPosition.objects.across_scopes(reason="erasing a name").filter(courier__user_id=user_id).delete()
    StorePerson.objects.across_scopes(reason="erasing a name").filter(user_id=user_id).delete()
    for courier in Courier.objects.across_scopes(reason="erasing a name").filter(user_id=user_id):
        # What was ridden counts in the co-operative's figures, whoever rode it.
        courier.username, courier.telephone = f"coursier-{courier.pk}", ""
        courier.left_at = courier.left_at or now
        courier.save(update_fields=["username", "telephone", "left_at"])
