"""The network's identity: its settings for administrators, its charter and presentation for everybody."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts import queries, services
from maillage.accounts.forms import NetworkForm
from maillage.accounts.models import Network
from maillage.accounts.views.refusals import attempt
from maillage.kit.markdown import render_markdown


def network_settings(request: Any) -> HttpResponse:
    """Show the settings; on POST, keep them unless somebody else has changed them meanwhile."""
    queries.network()
    host = Network.objects.get(pk=1)  # fresh: what the cache holds may be a minute old
    if request.method != "POST":
        return render(request, "accounts/network_settings.html", {"form": NetworkForm(instance=host), "host": host})
    form = NetworkForm(request.POST, request.FILES, instance=host)
    if form.is_valid() and _keep(request, form):
        messages.success(request, _("The network's settings have been saved."))
        return redirect("accounts:network_settings")
    form.ask_for_logo_again()
    return render(request, "accounts/network_settings.html", {"form": form, "host": host}, status=422)


def _keep(request: Any, form: NetworkForm) -> bool:
    attempt(
        form,
        lambda: services.change_network(
            actor=request.actor,
            values=form.values(),
            version=form.cleaned_data["version"],
            now=timezone.now(),
            logo=form.cleaned_data["logo_file"],
            removes_logo=form.cleaned_data["removes_logo"],
        ),
    )
    return not form.errors


def charter(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/charter.html", {"text": render_markdown(queries.network().charter)})


def about(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/about.html", {"text": render_markdown(queries.network().presentation)})
