"""News of the network: read by all, written by the office."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from maillage.directory.forms.news import NewsForm
from maillage.directory.queries import news as queries
from maillage.directory.queries.published import whole_address
from maillage.directory.requests import ScopedRequest
from maillage.directory.services.news import publish_news, write_news
from maillage.kit.errors import Invalid
from maillage.kit.htmx import answer
from maillage.kit.ids import new_id
from maillage.kit.markdown import render_markdown


def news_list(request: ScopedRequest) -> HttpResponse:
    page = queries.news_page(now=timezone.now(), cursor=request.GET.get("cursor", ""))
    drafts = queries.news_drafts() if request.actor.is_facilitator else []
    return answer(request, "directory/news/list.html", context={"page": page, "drafts": drafts})


def news_item(request: ScopedRequest, slug: str) -> HttpResponse:
    item = queries.news_by_slug(actor=request.actor, slug=slug, now=timezone.now())
    context = {
        "item": item,
        "text": render_markdown(item.text),
        "organization_slug": queries.public_address_of(item.organization),
        "canonical": whole_address(request.path),
        "share_picture": whole_address(item.picture.url) if item.picture else "",
    }
    return answer(request, "directory/news/item.html", context=context)


def news_new(request: HttpRequest) -> HttpResponse:
    return redirect("directory:news_edit", news_id=new_id())


def news_edit(request: ScopedRequest, news_id: UUID) -> HttpResponse:
    known = queries.news_or_none(news_id=news_id)
    initial = {"key": news_id, "base_version": known.version if known else 0}
    if known is not None:
        initial |= {name: getattr(known, name) for name in ("title", "summary", "text")}
        initial["organization"] = known.organization.name if known.organization else ""
    is_sent = request.method == "POST"
    form = NewsForm(request.POST if is_sent else None, request.FILES if is_sent else None, initial=initial)
    is_preview = is_sent and "preview" in request.POST
    if is_sent and not is_preview and form.is_valid():
        try:
            item = write_news(
                actor=request.actor, news_id=news_id, given=form.given(), now=timezone.now(),
                base_version=form.cleaned_data["base_version"] or 0, picture=form.cleaned_data["picture"],
                removes_picture=form.cleaned_data["removes_picture"],
            )  # fmt: skip
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return redirect("directory:news_item", slug=item.slug)
    context = {
        "form": form,
        "item": known,
        "preview": render_markdown(request.POST.get("text", "")[:30_000]) if is_preview else "",
    }
    return answer(
        request, "directory/news/edit.html", context=context, status=422 if is_sent and not is_preview else 200
    )


@require_POST
def news_publication(request: ScopedRequest, news_id: UUID) -> HttpResponse:
    item = publish_news(
        actor=request.actor, news_id=news_id, now=timezone.now(), is_published=request.POST.get("published") != "no"
    )
    return redirect("directory:news_item", slug=item.slug)
