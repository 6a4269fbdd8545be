"""Stores, as dispatchers keep them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from maillage.delivery.forms.choices import ReasonForm
from maillage.delivery.forms.saving import saved
from maillage.delivery.forms.stores import PersonForm, StoreChoices, StoreForm, initial_store
from maillage.delivery.models import Store
from maillage.delivery.queries import set_up as queries
from maillage.delivery.requests import Desk, ScopedRequest, desk_of
from maillage.delivery.sentences import fault_of
from maillage.delivery.services import lists, store_people
from maillage.delivery.services.rule_sets import RuleRefused
from maillage.delivery.services.stores import remove_store_person, save_store
from maillage.kit.htmx import answer

_LIST, _ONE = "delivery/setup/stores.html", "delivery/setup/store.html"


@require_GET
def store_list(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """List the stores that order."""
    desk = desk_of(request)
    return answer(request, _LIST, context=desk.context(stores=queries.stores(actor=desk.actor)))


@require_http_methods(["GET", "HEAD", "POST"])
def store(request: ScopedRequest, organization_slug: str, store_id: int | None = None) -> HttpResponse:
    """Describe a store, with the people who order for it."""
    desk = desk_of(request)
    row = None if store_id is None else queries.store(actor=desk.actor, store_id=store_id)
    form = StoreForm(request.POST or None, initial=initial_store(row) if row else {}, choices=_choices(desk), store=row)
    if request.method == "POST" and form.is_valid():
        made = saved(form, lambda: _kept(desk, form, store_id))
        if made:
            messages.success(request, _("Saved."))
            return answer(request, _ONE, to=_to(organization_slug, made.pk))
    return _page(request, desk, row, form=form, status=422 if form.is_bound else 200)


def _kept(desk: Desk, form: StoreForm, store_id: int | None) -> Store | None:
    try:
        return save_store(actor=desk.actor, given=form.given(), now=timezone.now(), store_id=store_id)
    except RuleRefused as refusal:
        fault = fault_of(refusal.fault, text=refusal.at_fault)
        place = _("Character %(position)s") % {"position": fault.position}
        form.add_error("check_expression", f"{fault.sentence} {place} : “{fault.marked}”")
        return None


def _page(
    request: ScopedRequest, desk: Desk, row: object, *, form: StoreForm, status: int, person: PersonForm | None = None,
    reason: ReasonForm | None = None,
) -> HttpResponse:  # fmt: skip
    store_id = getattr(row, "pk", None)
    people = queries.people_of_store(actor=desk.actor, store_id=store_id) if store_id else []
    context = desk.context(
        store=row, form=form, people=people, person_form=person or PersonForm(),
        reason_form=reason or ReasonForm(prefix="raison"),
        reasons=queries.reasons(actor=desk.actor, store_id=store_id) if store_id else [],
    )  # fmt: skip
    return answer(request, _ONE, context=context, status=status)


def _choices(desk: Desk) -> StoreChoices:
    actor = desk.actor
    return StoreChoices(
        list(queries.slots(actor=actor)), list(queries.package_sets(actor=actor)), list(queries.rule_sets(actor=actor)),
        list(queries.couriers(actor=actor)), list(queries.tags(actor=actor)),
    )  # fmt: skip


@require_POST
def store_person(request: ScopedRequest, organization_slug: str, store_id: int) -> HttpResponse:
    """Let somebody order for the store."""
    desk = desk_of(request)
    row = queries.store(actor=desk.actor, store_id=store_id)
    person = PersonForm(request.POST)
    if person.is_valid():
        email = person.cleaned_data["email"]
        if saved(
            person,
            lambda: store_people.add_person_by_email(
                actor=desk.actor, store_id=store_id, email=email, now=timezone.now()
            ),
        ):
            return answer(request, _ONE, to=f"{_to(organization_slug, store_id)}#personnes")
    form = StoreForm(initial=initial_store(row), choices=_choices(desk), store=row)
    return _page(request, desk, row, form=form, person=person, status=422)


@require_POST
def store_reason(request: ScopedRequest, organization_slug: str, store_id: int) -> HttpResponse:
    """Add a reason of failure to the store's own list."""
    desk = desk_of(request)
    row = queries.store(actor=desk.actor, store_id=store_id)
    reason = ReasonForm(request.POST, prefix="raison")
    if saved(reason, lambda: lists.add_reason(actor=desk.actor, store_id=store_id, **reason.cleaned_data)):
        return answer(request, _ONE, to=f"{_to(organization_slug, store_id)}#raisons")
    form = StoreForm(initial=initial_store(row), choices=_choices(desk), store=row)
    return _page(request, desk, row, form=form, reason=reason, status=422)


@require_POST
def store_person_removal(request: ScopedRequest, organization_slug: str, store_id: int, user_id: UUID) -> HttpResponse:
    """Take somebody's right to order for the store away."""
    desk = desk_of(request)
    row = queries.store(actor=desk.actor, store_id=store_id)
    remove_store_person(actor=desk.actor, store_id=row.pk, user_id=user_id)
    return answer(request, _ONE, to=f"{_to(organization_slug, store_id)}#personnes")


@require_POST
def store_closing(request: ScopedRequest, organization_slug: str, store_id: int) -> HttpResponse:
    """Take no more orders of the store, or take them again."""
    actor = desk_of(request).actor
    if request.POST.get("wish") == "reopen":
        store_people.reopen_store(actor=actor, store_id=store_id)
    else:
        store_people.close_store(actor=actor, store_id=store_id, now=timezone.now())
    return answer(request, _ONE, to=_to(organization_slug, store_id))


def _to(*arguments: object) -> str:
    return reverse("delivery:store", args=arguments)
