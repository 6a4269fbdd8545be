"""The taxonomy in the administrator's hands."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from maillage import geodata
from maillage.directory.forms.taxonomy import SectorForm, SkillForm
from maillage.directory.queries import taxonomy as queries
from maillage.directory.requests import ScopedRequest
from maillage.directory.services import taxonomy as services
from maillage.kit.errors import Invalid
from maillage.kit.htmx import answer

_WORDS = ("name_fr", "name_en", "synonyms_fr", "synonyms_en", "naf_rev2", "naf_2025")


def taxonomy(request: ScopedRequest) -> HttpResponse:
    return answer(request, "directory/taxonomy/list.html", context={"sectors": queries.whole_taxonomy()})


def sector_new(request: ScopedRequest) -> HttpResponse:
    return _sector(request, slug="", initial={})


def sector_edit(request: ScopedRequest, sector_slug: str) -> HttpResponse:
    sector = queries.sector_by_slug(slug=sector_slug)
    return _sector(
        request, slug=sector.slug, initial={"name_fr": sector.name_fr, "name_en": sector.name_en, "row": sector}
    )


def _sector(request: ScopedRequest, *, slug: str, initial: dict[str, Any]) -> HttpResponse:
    form = SectorForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        services.write_sector(actor=request.actor, slug=slug, now=timezone.now(), **form.cleaned_data)
        return redirect("directory:taxonomy")
    context = {"form": form, "term": initial.get("row"), "is_sector": True}
    return answer(request, "directory/taxonomy/term.html", context=context, status=422 if form.is_bound else 200)


def skill_new(request: ScopedRequest) -> HttpResponse:
    return _skill(request, slug="", initial={"sector": request.GET.get("secteur", "")})


def skill_edit(request: ScopedRequest, skill_slug: str) -> HttpResponse:
    skill = queries.skill_by_slug(slug=skill_slug)
    initial = {name: getattr(skill, name) for name in _WORDS}
    return _skill(request, slug=skill.slug, initial={**initial, "sector": skill.sector.slug, "row": skill})


def _skill(request: ScopedRequest, *, slug: str, initial: dict[str, Any]) -> HttpResponse:
    form = SkillForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            services.write_skill(
                actor=request.actor,
                slug=slug,
                sector_slug=form.cleaned_data["sector"],
                words=form.words(),
                now=timezone.now(),
            )
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return redirect("directory:taxonomy")
    context = {"form": form, "term": initial.get("row"), "choices": queries.skill_choices() if slug else []}
    return answer(request, "directory/taxonomy/term.html", context=context, status=422 if form.is_bound else 200)


@require_POST
def skill_merger(request: ScopedRequest, skill_slug: str) -> HttpResponse:
    names = queries.slugs_by_name(queries.skill_choices(), fold=geodata.fold)
    into = names.get(geodata.fold(request.POST.get("into", "")), request.POST.get("into", ""))
    moved = services.merge_skills(actor=request.actor, slug=skill_slug, into=into, now=timezone.now())
    done = ngettext(
        "%(moved)d organization has moved to the other skill.",
        "%(moved)d organizations have moved to the other skill.",
        moved,
    )
    messages.success(request, done % {"moved": moved})
    return redirect("directory:taxonomy")


@require_POST
def term_retirement(request: ScopedRequest, term_slug: str) -> HttpResponse:
    services.retire_term(
        actor=request.actor, slug=term_slug, now=timezone.now(), is_retired=request.POST.get("retired") != "no"
    )
    return redirect("directory:taxonomy")
