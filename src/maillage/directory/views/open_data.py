"""What is published for reuse, under which licence, and how an organization withdraws."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.accounts.queries import network
from maillage.directory.exports.columns import COLUMNS
from maillage.directory.licences import data_licence
from maillage.directory.presenters_of_data import data_sources, file_kinds
from maillage.directory.queries.showcase import network_figures
from maillage.directory.requests import ScopedRequest
from maillage.kit.htmx import answer


@require_safe
def open_data(request: ScopedRequest) -> HttpResponse:
    return answer(
        request,
        "directory/open_data.html",
        context={
            "title": _("Open data"),
            "licence": data_licence(),
            "figures": network_figures(),
            "files": file_kinds(),
            "columns": COLUMNS,
            "sources": data_sources(),
            "contact": network().contact_email,
        },
    )
