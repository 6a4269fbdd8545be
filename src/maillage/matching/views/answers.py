"""The workspace where partners write and sign an answer."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from maillage.accounts.types import AccessLevel
from maillage.directory.queries.sheets import past_jobs_of
from maillage.kit.errors import NotFound
from maillage.kit.htmx import answer as shown
from maillage.matching.answer_labels import SECTION_HINTS, SECTION_LABELS, gap_sentence
from maillage.matching.forms.answer_files import AnswerFilesForm, EarlierFilesForm
from maillage.matching.forms.answers import (
    BasicsForm,
    PartForm,
    ReasonForm,
    ReplyForm,
    SectionForm,
    SignForm,
    part_initial,
)
from maillage.matching.forms.words import MessageForm
from maillage.matching.models import AnswerPart
from maillage.matching.queries import answers as queries
from maillage.matching.queries.document_box import papers_for_answer
from maillage.matching.requests import ScopedRequest
from maillage.matching.services.answers import sending, signing, writing
from maillage.matching.services.answers.access import Seat, partners_in, seat_of
from maillage.matching.services.answers.files import earlier_files, reads_files
from maillage.matching.types import AnswerSection, AnswerState

PAGE = "matching/answer.html"


@require_GET
def answer_list(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """List the answers in which an organization has a part."""
    page = queries.answers_of_organization(
        organization_id=request.organization.pk, cursor=request.GET.get("cursor", "")
    )
    return shown(request, "matching/answer_list.html", context={"organization": request.organization, "page": page})


def _seat(request: ScopedRequest, answer_id: UUID) -> Seat:
    return seat_of(
        actor=request.actor, answer_id=answer_id, organization_id=request.organization.pk, level=AccessLevel.MEMBER
    )


@require_GET
def answer(request: ScopedRequest, organization_slug: str, answer_id: UUID) -> HttpResponse:
    """Show an answer to one of its partners, with what is to be done next."""
    return page(request, answer_id)


def page(request: ScopedRequest, answer_id: UUID, *, status: int = 200, **forms: Any) -> HttpResponse:
    """Show the page of an answer; `forms`: those that came back with errors."""
    seat = _seat(request, answer_id)
    space = queries.workspace(seat.answer)
    may_write = request.actor.may(AccessLevel.EDITOR, organization_id=request.organization.pk)
    own = space.partner(request.organization.pk)
    jobs = past_jobs_of([request.organization.pk])
    context = {
        "organization": request.organization, "seat": seat, "answer": seat.answer, "brief": seat.answer.brief,
        "space": space, "own": own, "may_write": may_write, "is_draft": seat.answer.state == AnswerState.DRAFT.value,
        "gaps": [gap_sentence(found) for found in space.gaps],
        "sections": [
            (section, label, SECTION_HINTS[section], space.texts.get(section)) for section, label in SECTION_LABELS.items()
        ],
        "own_jobs": [(job, job.id in set(seat.answer.reference_ids)) for job in jobs],
        "papers_needed": papers_for_answer(
            seat.answer, today=timezone.localdate(), now=timezone.now(),
            organization_id=None if seat.directs else request.organization.pk,
        ),
        "files_form": AnswerFilesForm(), "earlier_form": _earlier_form(seat),
        "reads_files": reads_files(seat),
        "may_share": request.actor.role_in(request.organization.pk) is not None,
        "sign_form": SignForm(initial={"digest": seat.answer.digest, "name": _name(request)}),
        "reason_form": ReasonForm(), "reply_form": ReplyForm(), "comment_form": MessageForm(),
        "basics_form": BasicsForm(
            initial={"title": seat.answer.title, "language": seat.answer.language, "valid_days": seat.answer.valid_days}
        ),
    } | forms  # fmt: skip
    return shown(request, PAGE, context=context, status=status)


def _earlier_form(seat: Seat, data: Any = None) -> EarlierFilesForm:
    if seat.is_office or (data is None and seat.answer.state != AnswerState.DRAFT.value):
        return EarlierFilesForm(data, earlier=[])
    # What was joined by the first of two clicks is no mistake in the second.
    earlier = earlier_files(
        answer=seat.answer, organization_id=seat.partner.organization_id, has_joined=data is not None
    )
    return EarlierFilesForm(data, earlier=earlier)


def earlier_form(request: ScopedRequest, answer_id: UUID, data: Any) -> EarlierFilesForm:
    """Give the form of the files of earlier answers, filled with what was sent."""
    return _earlier_form(_seat(request, answer_id), data)


def _name(request: ScopedRequest) -> str:
    is_own = request.actor.role_in(request.organization.pk) is not None
    return getattr(request.user, "display_name", "") if is_own else ""


def back(request: ScopedRequest, answer_id: UUID, anchor: str = "") -> HttpResponse:
    """Go back to the page of an answer."""
    url = reverse("matching:answer", args=[request.organization.slug, answer_id])
    return shown(request, PAGE, to=f"{url}#{anchor}" if anchor else url)


def answer_text(request: ScopedRequest, organization_slug: str, answer_id: UUID, section: str) -> HttpResponse:
    """Write one text of an answer; when somebody else saved it meanwhile, both stand side by side."""
    seat, kind = _seat(request, answer_id), _section(section)
    now_there = queries.latest_texts(seat.answer).get(kind)
    if request.method != "POST":
        form = SectionForm(
            initial={"text": now_there.text if now_there else "", "seen": now_there.version if now_there else 0}
        )
        return _text_page(request, seat, kind, form)
    form = SectionForm(request.POST)
    if not form.is_valid():
        return _text_page(request, seat, kind, form, status=422)
    try:
        writing.save_text(
            actor=request.actor, answer_id=answer_id, organization_id=request.organization.pk, section=kind,
            text=form.cleaned_data["text"], seen_version=form.cleaned_data["seen"], now=timezone.now(),
        )  # fmt: skip
    except writing.TextChanged as changed:
        again = SectionForm(initial={"text": form.cleaned_data["text"], "seen": changed.theirs.version})
        return _text_page(request, seat, kind, again, theirs=changed.theirs, status=409)
    except writing.AnswerFrozen as frozen:
        return _text_page(request, seat, kind, form, refusal=str(frozen), status=409)
    return back(request, answer_id, kind.value)


def _section(name: str) -> AnswerSection:
    if name not in set(AnswerSection):
        raise NotFound
    return AnswerSection(name)


def _text_page(
    request: ScopedRequest,
    seat: Seat,
    section: AnswerSection,
    form: SectionForm,
    *,
    theirs: Any = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "organization": request.organization, "answer": seat.answer, "form": form, "theirs": theirs, "section": section,
        "refusal": refusal, "label": SECTION_LABELS[section], "hint": SECTION_HINTS[section],
        "versions": queries.text_versions(seat.answer, section),
    }  # fmt: skip
    return shown(request, "matching/answer_text.html", context=context, status=status)


def answer_part_new(request: ScopedRequest, organization_slug: str, answer_id: UUID) -> HttpResponse:
    """Add a part."""
    seat = _seat(request, answer_id)
    form = _part_form(request, seat, initial={"doing": str(request.organization.pk)})
    if request.method == "POST" and form.is_valid():
        try:
            writing.add_part(
                actor=request.actor, answer_id=answer_id, organization_id=request.organization.pk, part=form.part(),
                doing_id=form.doing_id(),
            )  # fmt: skip
        except writing.AnswerFrozen as frozen:
            return _part_page(request, seat, form, refusal=str(frozen))
        return back(request, answer_id, "parts")
    return _part_page(request, seat, form)


def answer_part(request: ScopedRequest, organization_slug: str, answer_id: UUID, part_id: UUID) -> HttpResponse:
    """Change a part."""
    seat = _seat(request, answer_id)
    part = next((one for one in queries.workspace(seat.answer).parts if one.pk == part_id), None)
    if part is None:
        raise NotFound
    writing.check_part_is_own(seat, part)
    form = _part_form(request, seat, initial=part_initial(part))
    if request.method == "POST" and form.is_valid():
        try:
            writing.change_part(
                actor=request.actor, answer_id=answer_id, organization_id=request.organization.pk, part_id=part_id,
                part=form.part(), seen_version=form.cleaned_data["seen"] or 0,
            )  # fmt: skip
        except writing.AnswerFrozen as frozen:
            return _part_page(request, seat, form, part=part, refusal=str(frozen))
        except writing.PartChanged as changed:
            form.see(changed.theirs.version)
            return _part_page(request, seat, form, part=part, theirs=changed.theirs)
        return back(request, answer_id, "parts")
    return _part_page(request, seat, form, part=part)


def _part_form(request: ScopedRequest, seat: Seat, *, initial: dict[str, Any]) -> PartForm:
    lots = queries.workspace(seat.answer).lots
    partners = partners_in(seat.answer) if seat.directs else [seat.partner]
    return PartForm(request.POST or None, initial=initial, partners=partners, lots=lots)


def _part_page(
    request: ScopedRequest,
    seat: Seat,
    form: PartForm,
    *,
    part: AnswerPart | None = None,
    theirs: AnswerPart | None = None,
    refusal: str = "",
) -> HttpResponse:
    context = {
        "organization": request.organization, "answer": seat.answer, "form": form, "part": part, "theirs": theirs,
        "refusal": refusal,
    }  # fmt: skip
    status = 409 if theirs or refusal else 422 if form.errors else 200
    return shown(request, "matching/answer_part.html", context=context, status=status)


@require_POST
def answer_part_removal(request: ScopedRequest, organization_slug: str, answer_id: UUID, part_id: UUID) -> HttpResponse:
    """Take a part out."""
    writing.remove_part(
        actor=request.actor, answer_id=answer_id, organization_id=request.organization.pk, part_id=part_id
    )
    return back(request, answer_id, "parts")


@require_POST
def answer_basics(request: ScopedRequest, organization_slug: str, answer_id: UUID) -> HttpResponse:
    """Change title, language and validity."""
    form = BasicsForm(request.POST)
    if not form.is_valid():
        return page(request, answer_id, status=422, basics_form=form)
    writing.save_basics(
        actor=request.actor, answer_id=answer_id, organization_id=request.organization.pk, basics=form.basics()
    )
    return back(request, answer_id)


@require_POST
def answer_references(request: ScopedRequest, organization_slug: str, answer_id: UUID) -> HttpResponse:
    """Choose the past jobs that the answer cites."""
    known = {str(job.id): job.id for job in past_jobs_of([request.organization.pk])}
    chosen = [known[given] for given in request.POST.getlist("references") if given in known]
    writing.choose_references(
        actor=request.actor, answer_id=answer_id, organization_id=request.organization.pk, reference_ids=chosen
    )
    return back(request, answer_id, "references")


@require_POST
def answer_comment(request: ScopedRequest, organization_slug: str, answer_id: UUID) -> HttpResponse:
    """Say a word to the partners."""
    form = MessageForm(request.POST)
    if not form.is_valid():
        return page(request, answer_id, status=422, comment_form=form)
    writing.write_comment(
        actor=request.actor, answer_id=answer_id, organization_id=request.organization.pk,
        text=form.cleaned_data["text"], now=timezone.now(),
    )  # fmt: skip
    return back(request, answer_id, "comments")


@require_POST
def answer_freeze(request: ScopedRequest, organization_slug: str, answer_id: UUID) -> HttpResponse:
    """Freeze the answer and ask for signatures."""
    signing.freeze_answer(
        actor=request.actor, answer_id=answer_id, organization_id=request.organization.pk, now=timezone.now()
    )
    return back(request, answer_id)


@require_POST
def answer_reopening(request: ScopedRequest, organization_slug: str, answer_id: UUID) -> HttpResponse:
    """Bring the answer back to the draft, with a reason."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return page(request, answer_id, status=422, reason_form=form)
    signing.reopen_answer(
        actor=request.actor, answer_id=answer_id, organization_id=request.organization.pk,
        reason=form.cleaned_data["reason"], now=timezone.now(),
    )  # fmt: skip
    return back(request, answer_id)


@require_POST
def answer_signature(request: ScopedRequest, organization_slug: str, answer_id: UUID) -> HttpResponse:
    """Sign the answer off."""
    form = SignForm(request.POST)
    if not form.is_valid():
        return page(request, answer_id, status=422, sign_form=form)
    given = form.cleaned_data
    signing.sign_answer(
        actor=request.actor, answer_id=answer_id, organization_id=request.organization.pk, seen_digest=given["digest"],
        name=given["name"], role=given["role"], now=timezone.now(),
    )  # fmt: skip
    return back(request, answer_id)


@require_POST
def answer_reply(request: ScopedRequest, organization_slug: str, answer_id: UUID, question_id: UUID) -> HttpResponse:
    """Reply to a question of the buyer."""
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return page(request, answer_id, status=422, reply_form=form)
    sending.reply_to_buyer(
        actor=request.actor, answer_id=answer_id, organization_id=request.organization.pk, question_id=question_id,
        text=form.cleaned_data["text"], now=timezone.now(),
    )  # fmt: skip
    return back(request, answer_id, "questions")
