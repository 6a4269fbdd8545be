from typing import Any

from maillage.delivery.coopcycle.calling import Caller
from maillage.delivery.coopcycle.iris import iri
from maillage.delivery.models import ApiPerson, Courier


def person_document(caller: Caller, person: ApiPerson, courier: Courier | None) -> dict[str, Any]:
    """Show oneself."""
    return {
        "@id": iri("users", person.pk),
        "@type": "User",
        "addresses": [],
        "username": person.username,
        "email": person.user.email,
        "roles": caller.roles,
        "telephone": (courier.telephone or None) if courier else None,
        "skills": list(courier.skills) if courier else [],
    }


def user_document(person: ApiPerson, courier: Courier | None, *, roles: list[str]) -> dict[str, Any]:
    """Show somebody with their names."""
    first, _space, last = person.user.name.partition(" ")
    return {
        "@id": iri("users", person.pk),
        "@type": "User",
        "username": courier.username if courier else person.username,
        "email": person.user.email,
        "givenName": first or None,
        "familyName": last or None,
        "telephone": (courier.telephone or None) if courier else None,
        "addresses": [],
        "roles": roles,
        "skills": list(courier.skills) if courier else [],
    }
