"""Telling a need: the public form in two steps, and the buyer's private page."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from maillage.kit.caller import address_of
from maillage.kit.htmx import answer
from maillage.matching.forms.attachments import AttachmentsForm
from maillage.matching.forms.needs import BuyerForm, NeedForm, TextForm
from maillage.matching.forms.words import MessageForm
from maillage.matching.presenters import proposed_form, shown_reading
from maillage.matching.queries import briefs as queries
from maillage.matching.queries.answers import answers_before_buyer
from maillage.matching.queries.attachments import attachments_of
from maillage.matching.queries.reading import Reading, read
from maillage.matching.requests import ScopedRequest
from maillage.matching.services import attachments, conversation, intake, qualification
from maillage.matching.services.buyer_links import brief_of_key, key_of
from maillage.matching.views.attachments import keep_each

NEW_NEED = "matching/need_new.html"


def need_new(request: ScopedRequest) -> HttpResponse:
    """Take a need: first its text, then what was understood of it, corrected by the one who asks."""
    step = request.POST.get("step", "text")
    if step == "text":
        return _text_step(request)
    form = NeedForm(request.POST, because=_read(request.POST.get("text", "")).because, today=timezone.localdate())
    buyer, files = BuyerForm(request.POST), AttachmentsForm(request.POST, request.FILES)
    is_valid = form.is_valid() and buyer.is_valid() and files.is_valid()
    if step != "send" or not is_valid:
        return _details(request, form, buyer, status=422 if step == "send" else 200)
    brief = intake.write_brief(
        actor=request.actor, need=form.need(), buyer=buyer.buyer(), now=timezone.now(),
        sender=intake.Sender(address_of(request), is_trap_sprung=bool(buyer.cleaned_data["website"])),
    )  # fmt: skip
    if brief is not None:
        keep_each(
            request,
            files.sent(),
            lambda sent: attachments.add_as_buyer(key=key_of(brief), sent=sent, now=timezone.now()),
            again=_("Your need was sent without it: join it again on the private page of your need."),
        )
    if brief is not None and brief.received_at is not None:
        return answer(request, NEW_NEED, to=reverse("matching:buyer_brief", args=[key_of(brief)]))
    request.session["need_sent_to"] = buyer.cleaned_data["buyer_email"]
    return answer(request, NEW_NEED, to=reverse("matching:need_sent"))


def _text_step(request: ScopedRequest) -> HttpResponse:
    words = request.GET.get("q", "")[:2000]
    form = TextForm(request.POST if request.method == "POST" else None, initial={"text": words})
    if request.method == "POST" and form.is_valid():
        return _details(request, proposed_form(_read(form.cleaned_data["text"])), _buyer_form(request))
    context = {"form": form, "reading": shown_reading(_read(words)) if words else None}
    return answer(request, NEW_NEED, context=context, status=422 if form.errors else 200)


def _buyer_form(request: ScopedRequest) -> BuyerForm:
    person = request.user
    if isinstance(person, AnonymousUser):
        return BuyerForm()
    return BuyerForm(initial={"buyer_name": person.name, "buyer_email": person.email})


def _details(request: ScopedRequest, form: NeedForm, buyer: BuyerForm, *, status: int = 200) -> HttpResponse:
    return answer(
        request,
        "matching/need_details.html",
        context={"form": form, "buyer": buyer, "files": AttachmentsForm()},
        status=status,
    )


@require_POST
def need_reading(request: ScopedRequest) -> HttpResponse:
    """Show what is understood of a text as it is typed."""
    reading = _read(request.POST.get("text", ""))
    return answer(request, NEW_NEED, part="reading", context={"reading": shown_reading(reading), "form": TextForm()})


@require_GET
def need_sent(request: ScopedRequest) -> HttpResponse:
    return answer(request, "matching/need_sent.html", context={"address": request.session.get("need_sent_to", "")})


@require_GET
def own_needs(request: ScopedRequest) -> HttpResponse:
    """List the needs of the signed-in buyer."""
    rows = [(brief, key_of(brief)) for brief in intake.own_briefs(actor=request.actor)]
    return answer(request, "matching/own_needs.html", context={"briefs": rows})


@never_cache
@require_GET
def buyer_brief(request: ScopedRequest, key: str) -> HttpResponse:
    """Show a brief to its buyer."""
    return _buyer_page(request, key, form=MessageForm())


def _buyer_page(request: ScopedRequest, key: str, *, form: MessageForm, status: int = 200) -> HttpResponse:
    brief = brief_of_key(key, now=timezone.now())
    context: dict[str, Any] = {
        "brief": brief,
        "key": key,
        "form": form,
        "thread": queries.thread(brief),
        "skills": queries.skills_of(brief),
        "answer_count": len(answers_before_buyer(brief_id=brief.pk)),
        "attachments": attachments_of(brief),
        "attachments_form": AttachmentsForm(),
    }
    return answer(request, "matching/buyer_brief.html", context=context, status=status)


@require_POST
def buyer_confirmation(request: ScopedRequest, key: str) -> HttpResponse:
    """Confirm that the address is the buyer's."""
    intake.confirm_brief(key=key, now=timezone.now())
    return _to_buyer(request, key)


@require_POST
def buyer_message(request: ScopedRequest, key: str) -> HttpResponse:
    """Write to the office."""
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _buyer_page(request, key, form=form, status=422)
    conversation.write_as_buyer(key=key, text=form.cleaned_data["text"], now=timezone.now())
    return _to_buyer(request, key)


@require_POST
def buyer_withdrawal(request: ScopedRequest, key: str) -> HttpResponse:
    """Withdraw a need."""
    qualification.withdraw_brief(key=key, now=timezone.now(), reason=request.POST.get("reason", "")[:500])
    return _to_buyer(request, key)


def _to_buyer(request: ScopedRequest, key: str) -> HttpResponse:
    return answer(request, "matching/buyer_brief.html", to=reverse("matching:buyer_brief", args=[key]))


def member_need_new(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Take the need of a co-operative that looks for a partner, told by one of its people."""
    words = request.POST.get("text", "")
    if request.POST.get("step", "text") == "text":
        form = TextForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            return _member_details(request, proposed_form(_read(words), kind="partner"))
        return answer(request, "matching/member_need.html", context={"form": form}, status=422 if form.errors else 200)
    details = NeedForm(request.POST, because=_read(words).because, today=timezone.localdate())
    if not details.is_valid() or request.POST["step"] != "send":
        return _member_details(request, details, status=422 if details.errors else 200)
    brief = intake.ask_as_member(
        actor=request.actor, organization_id=request.organization.pk, need=details.need(), now=timezone.now()
    )
    return answer(request, NEW_NEED, to=reverse("matching:buyer_brief", args=[key_of(brief)]))


def _member_details(request: ScopedRequest, form: NeedForm, *, status: int = 200) -> HttpResponse:
    return answer(request, "matching/member_need_details.html", context={"form": form}, status=status)


def _read(text: str) -> Reading:
    return read(text, today=timezone.localdate())
