"""Editing a profile, section by section."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from maillage.directory import labels
from maillage.directory.forms.editors import EDITORS, Editor, ItemEditor, PlaceEditor, ReferenceEditor
from maillage.directory.queries import spaces
from maillage.directory.requests import ScopedRequest
from maillage.directory.services.edits import SectionChanged, edit_section, working_document
from maillage.directory.types import Section
from maillage.kit.errors import Invalid
from maillage.kit.htmx import answer
from maillage.kit.ids import new_id


def section_list(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    sections = spaces.section_overview(actor=request.actor, organization_id=request.organization.pk)
    context = {"organization": request.organization, "sections": sections, "done": _done(request)}
    return answer(request, "directory/editing/sections.html", context=context)


def section_edit(request: ScopedRequest, organization_slug: str, section: str) -> HttpResponse:
    if section not in Section:
        raise Http404
    return _edit(request, section=Section(section), kind=EDITORS[Section(section)])


def place_edit(request: ScopedRequest, organization_slug: str, place_id: UUID) -> HttpResponse:
    return _edit(request, section=Section.PLACES, kind=PlaceEditor, key=str(place_id))


def reference_edit(request: ScopedRequest, organization_slug: str, reference_id: UUID) -> HttpResponse:
    return _edit(request, section=Section.REFERENCES, kind=ReferenceEditor, key=str(reference_id))


def place_new(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    return redirect("directory:place_edit", organization_slug=organization_slug, place_id=new_id())


def reference_new(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    return redirect("directory:reference_edit", organization_slug=organization_slug, reference_id=new_id())


def _edit(request: ScopedRequest, *, section: Section, kind: type[Editor], **options: Any) -> HttpResponse:
    working = working_document(actor=request.actor, organization_id=request.organization.pk, section=section)
    is_sent = request.method == "POST"
    editor = kind(
        organization_id=request.organization.pk, document=working.document,
        data=request.POST if is_sent else None, files=request.FILES if is_sent else None, **options,
    )  # fmt: skip
    page = {
        "organization": request.organization,
        "section": section,
        "section_label": labels.SECTION_LABELS[section],
        "is_item": isinstance(editor, ItemEditor),
        "base_version": request.POST.get("base_version", "") or working.version,
        "pending": working.pending,
        "done": _done(request),
        "is_sent": is_sent,
        "status": 200,
    }
    if is_sent and not editor.shows_again() and (saved := _save(request, section, editor, page)):
        return saved
    return _shown(request, editor, page)


def _save(request: ScopedRequest, section: Section, editor: Editor, page: dict[str, Any]) -> HttpResponse | None:
    """Save what was typed; the one place where refusals are put beside the fields instead of on a page of their own."""
    page["status"] = 422
    if not editor.is_valid():
        return None
    try:
        edit = edit_section(
            actor=request.actor, organization_id=request.organization.pk, section=section,
            document=editor.document(), base_version=page["base_version"], now=timezone.now(),
        )  # fmt: skip
    except SectionChanged as conflict:
        page |= {"conflict": conflict, "base_version": conflict.base_version, "status": 409}
        return None
    except Invalid as error:
        editor.add_error(error.field, str(error))
        return None
    return redirect(_after(request, section, is_item=page["is_item"], edit_id=edit.pk if edit else None))


def _after(request: ScopedRequest, section: Section, *, is_item: bool, edit_id: UUID | None) -> str:
    slug = request.organization.slug
    goes_on = is_item or request.POST.get("then") == "stay"
    address = (
        reverse("directory:section_edit", args=[slug, section.value])
        if goes_on
        else reverse("directory:section_list", args=[slug])
    )
    return f"{address}?fait={edit_id or 'rien'}"


def _done(request: HttpRequest) -> str:
    """Give the edit just made, to be undone, or a word when there was nothing to change."""
    return request.GET.get("fait", "")


def _shown(request: ScopedRequest, editor: Editor, page: dict[str, Any]) -> HttpResponse:
    context = {
        **page,
        "editor": editor,
        **editor.parts,
        **editor.context(),
        "difference_labels": _named(page["conflict"].differences) if "conflict" in page else [],
    }
    return answer(request, editor.template, context=context, status=page["status"])


def _named(differences: list[Any]) -> list[tuple[str, Any]]:
    return [(labels.field_label(each.field), each) for each in differences]
