"""The document box of an organization, and the papers that an answer shares."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from maillage.accounts.types import AccessLevel
from maillage.kit.errors import Invalid, NotFound
from maillage.kit.htmx import answer as shown
from maillage.matching.document_box_labels import PAPER_HINTS
from maillage.matching.forms.document_box import KindForm, PaperFactsForm, PaperForm, facts_of
from maillage.matching.models import Paper
from maillage.matching.queries.document_box import box_of, current_paper, own_paper
from maillage.matching.requests import ScopedRequest
from maillage.matching.rules.document_box import PaperKind
from maillage.matching.services import document_box, document_box_sharing

PAGE = "matching/document_box.html"


@require_GET
def paper_list(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Show the check list of papers that every buyer asks for."""
    organization = request.organization
    context = {
        "organization": organization,
        "box": box_of(organization_id=organization.pk, today=timezone.localdate(), now=timezone.now()),
        "may_write": request.actor.may(AccessLevel.EDITOR, organization_id=organization.pk),
        "may_read": request.actor.role_in(organization.pk) is not None,
    }
    return shown(request, PAGE, context=context)


def paper_new(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Add a paper, or the one that takes its place."""
    chosen = KindForm(request.GET)
    if not chosen.is_valid():
        raise NotFound
    kind, replaces_id = PaperKind(chosen.cleaned_data["kind"]), chosen.cleaned_data["replaces"]
    older = current_paper(organization_id=request.organization.pk, paper_id=replaces_id) if replaces_id else None
    if request.method != "POST":
        form = PaperForm(kind=kind, initial={"title": older.title, "number": older.number} if older else None)
        return _form_page(request, form)
    form = PaperForm(request.POST, request.FILES, kind=kind)
    if not form.is_valid():
        return _form_page(request, form)
    try:
        document_box.add_paper(
            actor=request.actor, organization_id=request.organization.pk, given=form.given(), sent=form.sent(),
            now=timezone.now(), today=timezone.localdate(), replaces_id=replaces_id,
        )  # fmt: skip
    except Invalid as wrong:
        return _wrong(request, form, wrong)
    messages.success(request, _("The paper is in the box."))
    return _back(request)


def paper_correction(request: ScopedRequest, organization_slug: str, paper_id: UUID) -> HttpResponse:
    """Correct what is said of a paper."""
    paper = current_paper(organization_id=request.organization.pk, paper_id=paper_id)
    kind = PaperKind(paper.kind)
    form = PaperFactsForm(request.POST or None, kind=kind, initial=facts_of(paper))
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, paper=paper)
    try:
        document_box.correct_paper(
            actor=request.actor, organization_id=request.organization.pk, paper_id=paper_id, given=form.given(),
            today=timezone.localdate(),
        )  # fmt: skip
    except Invalid as wrong:
        return _wrong(request, form, wrong, paper=paper)
    return _back(request)


def _wrong(request: ScopedRequest, form: PaperFactsForm, wrong: Invalid, *, paper: Paper | None = None) -> HttpResponse:
    form.add_error(wrong.field if wrong.field in form.fields else None, str(wrong))
    return _form_page(request, form, paper=paper)


def _form_page(request: ScopedRequest, form: PaperFactsForm, *, paper: Paper | None = None) -> HttpResponse:
    context = {
        "organization": request.organization, "form": form, "kind": form.kind, "hint": PAPER_HINTS[form.kind],
        "paper": paper,
    }  # fmt: skip
    return shown(request, "matching/paper_form.html", context=context, status=422 if form.errors else 200)


def _back(request: ScopedRequest) -> HttpResponse:
    return shown(request, PAGE, to=reverse("matching:paper_list", args=[request.organization.slug]))


@require_POST
def paper_removal(request: ScopedRequest, organization_slug: str, paper_id: UUID) -> HttpResponse:
    """Take a paper out of the box, with a way back."""
    document_box.remove_paper(
        actor=request.actor, organization_id=request.organization.pk, paper_id=paper_id, now=timezone.now()
    )
    undo = reverse("matching:paper_return", args=[request.organization.slug, paper_id])
    messages.success(request, _("The paper is taken out: nobody reads it any more."), extra_tags=undo)
    return _back(request)


@require_POST
def paper_return(request: ScopedRequest, organization_slug: str, paper_id: UUID) -> HttpResponse:
    """Bring back a paper that was taken out."""
    document_box.restore_paper(actor=request.actor, organization_id=request.organization.pk, paper_id=paper_id)
    return _back(request)


@never_cache
@require_GET
def paper(request: ScopedRequest, organization_slug: str, paper_id: UUID) -> FileResponse:
    """Give a paper to the organization's own people."""
    return _served(own_paper(actor=request.actor, organization_id=request.organization.pk, paper_id=paper_id))


@require_POST
def answer_papers(request: ScopedRequest, organization_slug: str, answer_id: UUID) -> HttpResponse:
    """Share every current paper that the answer needs: one click."""
    made = document_box_sharing.share_needed_papers(
        actor=request.actor, answer_id=answer_id, organization_id=request.organization.pk, now=timezone.now(),
        today=timezone.localdate(),
    )  # fmt: skip
    messages.success(
        request,
        ngettext(
            "%(count)s paper is shared with this answer.", "%(count)s papers are shared with this answer.", len(made)
        )
        % {"count": len(made)},
    )
    return _to_answer(request, answer_id)


@require_POST
def paper_share_end(request: ScopedRequest, organization_slug: str, share_id: UUID) -> HttpResponse:
    """Take a shared paper back."""
    share = document_box_sharing.revoke_share(
        actor=request.actor, organization_id=request.organization.pk, share_id=share_id, now=timezone.now()
    )
    messages.success(request, _("The paper is not shared any more."))
    return _to_answer(request, share.answer_id) if request.POST.get("from") == "answer" else _back(request)


def _to_answer(request: ScopedRequest, answer_id: UUID) -> HttpResponse:
    url = reverse("matching:answer", args=[request.organization.slug, answer_id])
    return shown(request, "matching/answer.html", to=f"{url}#papers")


@never_cache
@require_GET
def answer_paper(request: ScopedRequest, organization_slug: str, answer_id: UUID, share_id: UUID) -> FileResponse:
    """Give a shared paper to its owner, the lead or the office."""
    return _served(
        document_box_sharing.shared_paper_for_partner(
            actor=request.actor, answer_id=answer_id, organization_id=request.organization.pk, share_id=share_id,
            now=timezone.now(),
        )
    )  # fmt: skip


@never_cache
@require_GET
def buyer_answer_paper(request: ScopedRequest, key: str, answer_id: UUID, share_id: UUID) -> FileResponse:
    """Give a shared paper to the buyer of a sent answer."""
    return _served(
        document_box_sharing.shared_paper_for_buyer(key=key, answer_id=answer_id, share_id=share_id, now=timezone.now())
    )


def _served(row: Paper) -> FileResponse:
    """Serve inertly: a download of no known type, which no browser runs, shows or keeps."""
    response = FileResponse(
        row.file.open("rb"), as_attachment=True, filename=row.name, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
