"""One brief in the hands of the office."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from maillage.directory.queries.reach import gone_among
from maillage.kit.errors import Conflict
from maillage.kit.htmx import answer
from maillage.matching.forms.attachments import AttachmentsForm
from maillage.matching.forms.invitations import WaveForm
from maillage.matching.forms.needs import CallerForm, NeedForm, TextForm
from maillage.matching.forms.words import ActionForm, MessageForm, MoveForm, NoteForm, OwnerForm
from maillage.matching.models import Brief
from maillage.matching.presenters import buyer_initial, correction_form, need_read, proposed_form
from maillage.matching.queries import briefs as queries
from maillage.matching.queries.answers import answers_of_brief, workspace
from maillage.matching.queries.attachments import attachments_of, attachments_of_invited
from maillage.matching.queries.board import card_of
from maillage.matching.queries.letters import failures_of, letters_by_invitation
from maillage.matching.queries.reading import Reading, read
from maillage.matching.queries.records import invitations_of, kept_in
from maillage.matching.requests import ScopedRequest
from maillage.matching.services import conversation, intake, qualification
from maillage.matching.views.board import back_to_card


@require_GET
def brief(request: ScopedRequest, number: int) -> HttpResponse:
    """Show a brief with all that the office knows of it."""
    return _page(request, _brief(request, number))


def _brief(request: ScopedRequest, number: int) -> Brief:
    return queries.brief_by_number(scope=request.actor.scope, number=number)


def _page(request: ScopedRequest, row: Brief, *, status: int = 200, **forms: Any) -> HttpResponse:
    context = {
        "brief": row,
        "card": card_of(row, now=timezone.now(), today=timezone.localdate()),
        "thread": queries.thread(row),
        "notes": queries.notes(row),
        "history": queries.history(row),
        "moves": queries.possible_moves(row),
        **_invited(row),
        "answers": [workspace(one) for one in answers_of_brief(brief_id=row.pk)],
        "failures": failures_of(row),
        "attachments": attachments_of(row),
        "attachments_of_invited": attachments_of_invited(row),
        "attachments_form": AttachmentsForm(),
        "message_form": MessageForm(),
        "note_form": NoteForm(),
        "action_form": ActionForm(initial={"next_action": row.next_action, "next_action_due": row.next_action_due}),
        "owner_form": OwnerForm(people=queries.staff_choices(), initial={"owner": row.owner_id or ""}),
        **forms,
    }
    return answer(request, "matching/brief.html", context=context, status=status)


def _invited(row: Brief) -> dict[str, Any]:
    kept, invited = kept_in(brief_id=row.pk), invitations_of(row)
    letters = letters_by_invitation(row)
    for one in invited:
        one.letters = letters.get(one.pk, ())  # type: ignore[attr-defined]  # for the template
    asked, gone = {one.organization_id for one in invited}, gone_among(kept)
    wave = {"count": row.wave_size, "answer_hours": row.answer_hours, "is_automatic": row.is_wave_automatic}
    waiting = len([pk for pk in kept if pk not in asked | gone])
    left = [one.organization.name for pk, one in kept.items() if pk in gone - asked]
    return {
        "kept": kept,
        "gone": left,
        "invitations": invited,
        "to_invite": waiting,
        "wave_form": WaveForm(initial=wave),
    }


def _to_page(request: ScopedRequest, number: int, anchor: str = "") -> HttpResponse:
    address = reverse("matching:brief", args=[number])
    return answer(request, "matching/brief.html", to=f"{address}#{anchor}" if anchor else address)


@require_POST
def brief_move(request: ScopedRequest, number: int) -> HttpResponse:
    """Move a brief on the board."""
    row, form = _brief(request, number), MoveForm(request.POST)
    if not form.is_valid():
        return _page(request, row, status=422)
    seen, target = form.states()
    qualification.move_brief(
        actor=request.actor, brief_id=row.pk, seen=seen, target=target, now=timezone.now(),
        reason=form.cleaned_data["reason"],
    )  # fmt: skip
    if request.POST.get("from") == "board":
        return answer(request, "matching/board.html", to=back_to_card(request, number))
    return _to_page(request, number)


@require_POST
def brief_owner(request: ScopedRequest, number: int) -> HttpResponse:
    """Hand a brief to somebody of the office."""
    row = _brief(request, number)
    form = OwnerForm(request.POST, people=queries.staff_choices())
    if not form.is_valid():
        return _page(request, row, status=422, owner_form=form)
    chosen = form.cleaned_data["owner"]
    qualification.assign_brief(
        actor=request.actor, brief_id=row.pk, owner_id=UUID(chosen) if chosen else None, now=timezone.now()
    )
    return _to_page(request, number)


@require_POST
def brief_action(request: ScopedRequest, number: int) -> HttpResponse:
    """Note the next action."""
    row, form = _brief(request, number), ActionForm(request.POST)
    if not form.is_valid():
        return _page(request, row, status=422, action_form=form)
    given = form.cleaned_data
    qualification.plan_action(
        actor=request.actor, brief_id=row.pk, action=given["next_action"], due=given["next_action_due"]
    )
    return _to_page(request, number)


@require_POST
def brief_note(request: ScopedRequest, number: int) -> HttpResponse:
    """Write a private note."""
    row, form = _brief(request, number), NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, row, status=422, note_form=form)
    qualification.write_note(actor=request.actor, brief_id=row.pk, text=form.cleaned_data["text"], now=timezone.now())
    return _to_page(request, number, "notes")


@require_POST
def brief_message(request: ScopedRequest, number: int) -> HttpResponse:
    """Write to the buyer."""
    row, form = _brief(request, number), MessageForm(request.POST)
    if not form.is_valid():
        return _page(request, row, status=422, message_form=form)
    conversation.write_to_buyer(
        actor=request.actor, brief_id=row.pk, text=form.cleaned_data["text"], now=timezone.now()
    )
    return _to_page(request, number, "thread")


def brief_new(request: ScopedRequest) -> HttpResponse:
    """Enter a need from a telephone call."""
    if request.POST.get("step", "text") in ("text", "now"):
        return _call(request)
    details = NeedForm(request.POST, because=_read(request.POST.get("text", "")).because)
    caller = CallerForm(request.POST)
    is_valid = details.is_valid() and caller.is_valid()
    if not is_valid or request.POST["step"] != "send":
        return _entry(request, details, caller, status=200 if is_valid else 422)
    row = intake.enter_brief(actor=request.actor, need=details.need(), buyer=caller.buyer(), now=timezone.now())
    return _to_page(request, row.number)


def _call(request: ScopedRequest) -> HttpResponse:
    """Take what is heard and who calls: on to the details, or straight to the board with what is read in it."""
    given = request.POST if request.method == "POST" else None
    form, buyer = TextForm(given), CallerForm(given)
    if given is None or not (form.is_valid() and buyer.is_valid()):
        context = {"form": form, "buyer": buyer}
        return answer(
            request, "matching/brief_new.html", context=context, status=422 if form.errors or buyer.errors else 200
        )
    reading = _read(form.cleaned_data["text"])
    if given["step"] != "now":
        return _entry(request, proposed_form(reading), CallerForm(initial=buyer.cleaned_data))
    row = intake.enter_brief(actor=request.actor, need=need_read(reading), buyer=buyer.buyer(), now=timezone.now())
    return _to_page(request, row.number)


def _entry(request: ScopedRequest, form: NeedForm, buyer: CallerForm, *, status: int = 200) -> HttpResponse:
    return answer(request, "matching/brief_entry.html", context={"form": form, "buyer": buyer}, status=status)


def brief_correction(request: ScopedRequest, number: int) -> HttpResponse:
    """Correct what a brief says; what somebody saved meanwhile is shown, and nothing typed is lost."""
    row = _brief(request, number)
    version = request.POST.get("version", "")
    if request.method != "POST":
        form, buyer = correction_form(row), CallerForm(initial=buyer_initial(row))
        return _correction(request, row, form, buyer, version=row.version)
    form, buyer = NeedForm(request.POST, because=_read(request.POST.get("text", "")).because), CallerForm(request.POST)
    is_valid = form.is_valid() and buyer.is_valid() and version.isdecimal()
    if not is_valid or request.POST.get("step") != "send":
        return _correction(request, row, form, buyer, version=version, status=200 if is_valid else 422)
    try:
        qualification.correct_brief(
            actor=request.actor, brief_id=row.pk, need=form.need(), buyer=buyer.buyer(), seen_version=int(version)
        )
    except Conflict as conflict:
        messages.error(request, str(conflict))
        return _correction(request, row, form, buyer, version=row.version, status=409)
    messages.success(request, _("The brief is corrected."))
    return _to_page(request, number)


def _correction(
    request: ScopedRequest, row: Brief, form: NeedForm, buyer: CallerForm, *, version: Any, status: int = 200
) -> HttpResponse:
    context = {"brief": row, "form": form, "buyer": buyer, "version": version, "is_conflict": status == 409}
    return answer(request, "matching/brief_correction.html", context=context, status=status)


def _read(text: str) -> Reading:
    return read(text, today=timezone.localdate())
