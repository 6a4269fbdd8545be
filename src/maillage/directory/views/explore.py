"""Browsing: every trade with its count, every reference."""

from django.http import HttpResponse
from django.shortcuts import render

from maillage.directory.queries import showcase
from maillage.directory.requests import ScopedRequest


def sector_list(request: ScopedRequest) -> HttpResponse:
    """List the taxonomy with how many organizations claim each skill."""
    return render(request, "directory/sectors.html", {"sectors": showcase.counted_sectors()})


def reference_list(request: ScopedRequest) -> HttpResponse:
    """List the references, latest first; those made with partners alone when asked."""
    page = showcase.references_page(
        skill_slug=request.GET.get("skill", "")[:60],
        with_partners=request.GET.get("partners") == "1",
        cursor=request.GET.get("cursor", ""),
    )
    context = {"page": page, "with_partners": request.GET.get("partners") == "1"}
    return render(request, "directory/references.html", context)
