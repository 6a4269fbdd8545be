"""Every component in every state, for those who draw pages; only in development."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from maillage.web import gallery_samples as samples
from maillage.web.context import THEMES
from maillage.web.forms import GalleryForm


def gallery(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "web/gallery.html",
        {
            "form": GalleryForm(),
            "refused": GalleryForm({"name": "", "siren": "123 456 789", "about": "Atelier", "kind": "scop"}),
            **samples.context(),
            **({"theme": request.GET["theme"]} if request.GET.get("theme") in THEMES else {}),
        },
    )


def sample_points(request: HttpRequest) -> JsonResponse:
    return JsonResponse(samples.points(bbox=request.GET.get("bbox", ""), zoom=request.GET.get("zoom", "")))


def sample_suggestions(request: HttpRequest) -> JsonResponse:
    return JsonResponse(samples.suggestions(text=request.GET.get("q", "")))
