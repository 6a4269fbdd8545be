"""The programs that are told what happens on the path, for the administrator."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from maillage.kit.errors import Invalid
from maillage.stream.registry import registry
from maillage.web.forms import WebhookForm, fact_label
from maillage.web.queries import webhooks as queries
from maillage.web.services import webhooks as services

_SHOWN_ONCE = "webhook_secret_shown"


def _verbs() -> list[str]:
    return sorted({one.event.verb for one in registry.all() if one.handler.__name__ == "tell_webhooks"})


def webhook_list(request: Any) -> HttpResponse:
    """List the programs, and add one."""
    form = WebhookForm(request.POST or None, verbs=_verbs())
    if request.method == "POST" and form.is_valid():
        given = services.WebhookGiven(form.cleaned_data["name"], form.cleaned_data["url"], form.cleaned_data["verbs"])
        try:
            made = services.add_webhook(actor=request.actor, given=given, now=timezone.now())
        except Invalid as wrong:
            form.add_error(wrong.field, str(wrong))
        else:
            request.session[_SHOWN_ONCE] = str(made.pk)
            return redirect("web:webhook", made.pk)
    context = {"webhooks": queries.webhooks(scope=request.actor.scope), "form": form}
    return render(request, "web/webhook_list.html", context, status=422 if form.errors else 200)


@never_cache
@require_GET
def webhook(request: Any, webhook_id: UUID) -> HttpResponse:
    """Show a program and what it was told; its secret this once, after it was made."""
    row = queries.webhook_by_id(scope=request.actor.scope, webhook_id=webhook_id)
    is_new = request.session.get(_SHOWN_ONCE) == str(row.pk)
    if is_new:
        del request.session[_SHOWN_ONCE]
    page = queries.deliveries(scope=request.actor.scope, webhook_id=row.pk, cursor=request.GET.get("cursor", ""))
    told = [fact_label(verb) for verb in row.verbs]
    context = {"webhook": row, "page": page, "told": told, "secret": services.secret_of(row) if is_new else ""}
    return render(request, "web/webhook.html", context)


@require_POST
def webhook_test(request: Any, webhook_id: UUID) -> HttpResponse:
    """Send a test."""
    services.send_test(actor=request.actor, webhook_id=webhook_id, now=timezone.now())
    messages.success(request, _("A test is on its way: look at it in the log."))
    return redirect("web:webhook", webhook_id)


@require_POST
def webhook_switch(request: Any, webhook_id: UUID) -> HttpResponse:
    """Tell a program again, or not any more."""
    is_enabled = request.POST.get("enabled") == "1"
    services.switch_webhook(actor=request.actor, webhook_id=webhook_id, is_enabled=is_enabled, now=timezone.now())
    return redirect("web:webhook", webhook_id)


@require_POST
def webhook_secret(request: Any, webhook_id: UUID) -> HttpResponse:
    """Make another secret, and show it once."""
    row = services.renew_secret(actor=request.actor, webhook_id=webhook_id)
    request.session[_SHOWN_ONCE] = str(row.pk)
    return redirect("web:webhook", webhook_id)


@require_POST
def webhook_removal(request: Any, webhook_id: UUID) -> HttpResponse:
    """Forget a program."""
    services.remove_webhook(actor=request.actor, webhook_id=webhook_id)
    messages.success(request, _("This program is not told any more."))
    return redirect("web:webhook_list")


@require_POST
def webhook_replay(request: Any, delivery_id: UUID) -> HttpResponse:
    """Send a message again."""
    made = services.replay(actor=request.actor, delivery_id=delivery_id, now=timezone.now())
    messages.success(request, _("The message is on its way again."))
    return redirect("web:webhook", made.webhook_id)
