"""Imports in the office: send a file, check its columns, look at the preview, import, read the report, undo."""

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from maillage.directory.forms.imports import ColumnsForm, UploadForm
from maillage.directory.importing import ImportFileError, MappingError, sentence
from maillage.directory.importing.types import Reason
from maillage.directory.labels_of_imports import STATE_LABELS
from maillage.directory.models import ImportRun
from maillage.directory.presenters_of_imports import run_context
from maillage.directory.queries import imports as queries
from maillage.directory.requests import ScopedRequest
from maillage.directory.services import imports
from maillage.directory.types import ImportState
from maillage.kit.htmx import answer


def import_list(request: ScopedRequest) -> HttpResponse:
    """List the imports and take a new file."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        try:
            file = form.cleaned_data["file"]
            run = imports.receive_file(actor=request.actor, stream=file, name=file.name, now=timezone.now())
            return answer(request, "directory/imports/list.html", to=_url("import_columns", run))
        except ImportFileError as error:
            form.add_error("file", _said(error.reason))
    state = request.GET.get("state", "")
    page = queries.runs(scope=request.actor.scope, state=state, cursor=request.GET.get("cursor", ""))
    states = [(value.value, STATE_LABELS[value]) for value in ImportState]
    context = {"form": form, "page": page, "state": state, "states": states}
    return answer(request, "directory/imports/list.html", context=context, status=422 if form.errors else 200)


def import_columns(request: ScopedRequest, run_id: UUID) -> HttpResponse:
    """Show what was understood of a file and take the answer."""
    run = queries.run_by_id(scope=request.actor.scope, run_id=run_id)
    if run.state != ImportState.MAPPING:
        return answer(request, "directory/imports/columns.html", to=_url("import_run", run))
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        columns=queries.columns_of(run),
        source=run.source,
        skills=run.mapping.get("skills", []),
    )
    if form.is_bound and form.is_valid():
        try:
            imports.settle_columns(
                actor=request.actor, run_id=run.pk, targets=form.targets(), skills=form.cleaned_data["skills"],
                source=form.chosen_source(), now=timezone.now(),
            )  # fmt: skip
            return answer(request, "directory/imports/columns.html", to=_url("import_run", run))
        except MappingError as error:
            for reason in error.reasons:
                form.add_error(None, _said(reason))
    header, sample = queries.sample_of(run)
    context = {"run": run, "form": form, "header": header, "sample": sample, **_now_context(run)}
    return answer(request, "directory/imports/columns.html", context=context, status=422 if form.errors else 200)


def import_run(request: ScopedRequest, run_id: UUID) -> HttpResponse:
    """Show an import: how far it is, or what came of it."""
    run = queries.run_by_id(scope=request.actor.scope, run_id=run_id)
    if run.state == ImportState.MAPPING:
        return answer(request, "directory/imports/run.html", to=_url("import_columns", run))
    return answer(request, "directory/imports/run.html", part="import", context=_now_context(run))


@require_POST
def import_start(request: ScopedRequest, run_id: UUID) -> HttpResponse:
    """Import what was previewed."""
    run = imports.import_now(actor=request.actor, run_id=run_id, now=timezone.now())
    return answer(request, "directory/imports/run.html", to=_url("import_run", run))


@require_POST
def import_correction(request: ScopedRequest, run_id: UUID) -> HttpResponse:
    """Go back from a preview to the columns of the same file."""
    run = imports.correct_columns(actor=request.actor, run_id=run_id)
    return answer(request, "directory/imports/columns.html", to=_url("import_columns", run))


@require_POST
def import_cancellation(request: ScopedRequest, run_id: UUID) -> HttpResponse:
    run = imports.cancel_run(actor=request.actor, run_id=run_id, now=timezone.now())
    return answer(request, "directory/imports/run.html", to=_url("import_run", run))


@require_POST
def import_undo(request: ScopedRequest, run_id: UUID) -> HttpResponse:
    run = imports.ask_undo(actor=request.actor, run_id=run_id)
    return answer(request, "directory/imports/run.html", to=_url("import_run", run))


def import_rejects(request: ScopedRequest, run_id: UUID) -> HttpResponseBase:
    """Give the reject file, ready to be corrected and imported again."""
    run = queries.run_by_id(scope=request.actor.scope, run_id=run_id)
    path = Path(run.reject_file)
    if not run.reject_file or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type="text/csv; charset=utf-8")


def _url(name: str, run: ImportRun) -> str:
    return reverse(f"directory:{name}", kwargs={"run_id": run.pk})


def _said(reason: Reason) -> str:
    return sentence(reason, language="en" if get_language() == "en" else "fr")


def _now_context(run: ImportRun) -> dict[str, Any]:
    now: datetime = timezone.now()
    return run_context(run, now=now)
