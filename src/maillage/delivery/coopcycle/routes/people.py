"""People: their names and telephones, and the end of an account. Source: `coopcycle_api.md`, sections 2.4 and 6."""

from django.db import transaction
from django.utils.translation import gettext as _

from maillage.accounts.queries import actor_of
from maillage.accounts.services import change_own_details, erase_own_account
from maillage.delivery.coopcycle.answers import Answer, Item, Nothing, collection
from maillage.delivery.coopcycle.calling import Call, caller_of_person
from maillage.delivery.coopcycle.documents.addresses import address_document
from maillage.delivery.coopcycle.documents.people import user_document
from maillage.delivery.coopcycle.reading.addresses import address_in
from maillage.delivery.coopcycle.reading.texts import text_in
from maillage.delivery.coopcycle.refusals import Refused, Violations, blank
from maillage.delivery.models import ApiPerson
from maillage.delivery.queries import api_reading
from maillage.delivery.services.addresses import add_store_address
from maillage.delivery.services.api_people import riders
from maillage.delivery.services.crew import set_telephone
from maillage.kit.errors import NotAllowed, NotFound


def list_all(call: Call) -> Answer:
    """Give those who ride; other roles are nobody's to list."""
    call.require_dispatcher()
    asked = call.request.GET.getlist("roles[]")
    couriers = riders(actor=call.actor) if not asked or "ROLE_COURIER" in asked else []
    roles = ["ROLE_COURIER", "ROLE_USER"]
    members = [user_document(person, courier, roles=roles) for courier, person in couriers]
    return collection(members, request=call.request, context="User", search=("roles[]",))


def read(call: Call, number: int) -> Answer:
    """Give oneself, or anybody of the co-operative to who owns it."""
    return _user(call, _seen(call, number))


@transaction.atomic
def change(call: Call, number: int) -> Answer:
    """Change one's own names; a courier's telephone, oneself or who owns the co-operative. Addresses of e-mail change on the site."""
    person, body = _seen(call, number), call.body()
    first, last = (text_in(body, key, longest=60) for key in ("givenName", "familyName"))
    had = person.user.name.partition(" ")
    name = " ".join((first or had[0], last if "familyName" in body else had[2])).strip()
    if ("givenName" in body or "familyName" in body) and name != person.user.name:
        if person.user_id != call.actor.user_id:
            raise Refused(_("People give their names themselves."), status=403)
        user = person.user
        actor = actor_of(user_id=user.pk)
        person.user = change_own_details(actor=actor, name=name, language=user.language, theme=user.theme)
    if "telephone" in body:
        set_telephone(actor=call.actor, user_id=person.user_id, telephone=text_in(body, "telephone", longest=60))
    return _user(call, person)


def erase_oneself(call: Call) -> Answer:
    """Erase one's own account, as on the site: refused to who is the last owner of an organization."""
    person = call.person
    # Whoever holds the token has signed in within the hour; the app asks before it sends this, by no body.
    erase_own_account(actor=actor_of(user_id=person.user_id), typed_email=person.user.email, now=call.now)
    return Nothing()


def add_address(call: Call) -> Answer:
    """Keep an address for the store that one orders for: it is found again among the store's."""
    stores = sorted(call.actor.store_ids)
    if call.person is None or not stores:
        raise Refused(_("Addresses are kept for stores: you order for none."), status=403)
    given = address_in(call.body() or None, path="streetAddress")
    if given is None:
        raise Violations(blank("streetAddress"))
    made = add_store_address(actor=call.actor, store_id=stores[0], given=given, now=call.now)
    return Item(address_document(made), "Address", status=201)


def _seen(call: Call, number: int) -> ApiPerson:
    rows = ApiPerson.objects.within(call.actor.scope).select_related("user")
    person: ApiPerson | None = rows.filter(pk=number, user__erased_at=None).first()
    is_own = person is not None and person.user_id == call.actor.user_id
    if not (is_own or call.actor.is_owner):
        raise NotAllowed
    if person is None:
        raise NotFound
    return person


def _user(call: Call, person: ApiPerson) -> Answer:
    them = caller_of_person(person)
    return Item(user_document(person, api_reading.courier_of(actor=them.actor), roles=them.roles), "User")
