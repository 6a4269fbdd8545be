"""A store's programs: credentials for its shop software, and what it was told of its deliveries."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from maillage.delivery.forms.programs import ProgramForm
from maillage.delivery.forms.saving import saved
from maillage.delivery.queries import programs as queries
from maillage.delivery.queries import set_up
from maillage.delivery.requests import ScopedRequest, desk_of
from maillage.delivery.services import api_webhooks, programs
from maillage.kit.htmx import answer

_PAGE = "delivery/setup/programs.html"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def store_programs(request: ScopedRequest, organization_slug: str, store_id: int) -> HttpResponse:
    """Show a store's programs and the log of their messages; on POST, make credentials and show them this once."""
    desk = desk_of(request)
    store = set_up.store(actor=desk.actor, store_id=store_id)
    form = ProgramForm(request.POST or None)
    made = saved(
        form,
        lambda: programs.create_program(
            actor=desk.actor, store_id=store_id, name=form.cleaned_data["name"], now=timezone.now()
        ),
    )
    actor = desk.actor
    context = desk.context(
        store=store, form=ProgramForm() if made else form, made=made, server=settings.MAILLAGE_BASE_URL,
        programs=queries.programs_of_store(actor=actor, store_id=store_id),
        webhooks=queries.webhooks_of_store(actor=actor, store_id=store_id),
        sendings=queries.messages_of_store(actor=actor, store_id=store_id),
        given_up=queries.given_up_for_store(actor=actor, store_id=store_id).count(),
    )  # fmt: skip
    status = 201 if made else 422 if form.is_bound else 200
    return answer(request, _PAGE, context=context, status=status)


@require_POST
def program_revocation(request: ScopedRequest, organization_slug: str, store_id: int, program_id: int) -> HttpResponse:
    """Take a program's credentials away."""
    programs.revoke_program(actor=desk_of(request).actor, program_id=program_id, now=timezone.now())
    return answer(request, _PAGE, to=_to(organization_slug, store_id))


@require_POST
def program_messages(request: ScopedRequest, organization_slug: str, store_id: int) -> HttpResponse:
    """Send again what was given up: the shop's site answers once more."""
    actor = desk_of(request).actor
    set_up.store(actor=actor, store_id=store_id)
    count = api_webhooks.send_given_up_again(actor=actor, store_id=store_id)
    told = ngettext("%(count)s message is on its way again.", "%(count)s messages are on their way again.", count)
    messages.success(request, told % {"count": count})
    return answer(request, _PAGE, to=f"{_to(organization_slug, store_id)}#messages")


def _to(*arguments: object) -> str:
    return reverse("delivery:store_programs", args=arguments)
