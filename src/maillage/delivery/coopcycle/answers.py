"""What is answered, and its written form. Source: `coopcycle_api.md`, sections 1.1 and 1.2."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from maillage.delivery.coopcycle.negotiation import CSV, JSON_LD, PLAIN_JSON, plain
from maillage.delivery.coopcycle.tables import table_text

USUAL_PAGE = 30
LARGEST_PAGE = 100


@dataclass(frozen=True, slots=True)
class Item:
    """One object; `context` names its kind, or is the whole context of what has no name."""

    document: dict[str, Any]
    context: str | dict[str, str]
    status: int = 200

    def body(self) -> dict[str, Any]:
        context = f"/api/contexts/{self.context}" if isinstance(self.context, str) else self.context
        return {"@context": context, **self.document}


@dataclass(frozen=True, slots=True)
class Collection:
    """Many objects. `context` names the resource that declares the address, which is not always that of the members."""

    members: Sequence[dict[str, Any]]
    context: str
    address: str
    total: int
    also: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200

    def body(self) -> dict[str, Any]:
        return {
            "@context": f"/api/contexts/{self.context}", "@id": self.address, "@type": "hydra:Collection",
            "hydra:totalItems": self.total, "hydra:member": list(self.members), **self.also,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bare:
    """JSON as it is, whatever was asked for. `also`: headers."""

    document: Any
    status: int = 200
    media_type: str = PLAIN_JSON
    also: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Nothing:
    status: int = 204


type Answer = Item | Collection | Bare | Nothing | HttpResponseBase


def written(answer: Answer, *, media_type: str) -> HttpResponseBase:
    """Write an answer in the form chosen."""
    match answer:
        case HttpResponseBase():
            return answer
        case Nothing():
            nothing = HttpResponse(status=answer.status)
            del nothing["Content-Type"]
            return nothing
        case Bare():
            return _json(answer.document, status=answer.status, media_type=answer.media_type, headers=answer.also)
    if media_type == CSV:
        rows = answer.members if isinstance(answer, Collection) else [answer.document]
        return HttpResponse(table_text(rows), status=answer.status, content_type=f"{CSV}; charset=utf-8")
    body = answer.body()
    return _json(body if media_type == JSON_LD else plain(body), status=answer.status, media_type=media_type)


def _json(document: Any, *, status: int, media_type: str, headers: Mapping[str, str] | None = None) -> HttpResponse:
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, status=status, content_type=f"{media_type}; charset=utf-8", headers=headers)


def collection(
    members: Sequence[dict[str, Any]], *, request: HttpRequest, context: str, search: Sequence[str] = (),
    address: str = "", status: int = 200,
) -> Collection:  # fmt: skip
    """Give all of a list at once. `search`: the names of its filters."""
    also = _view(request, page=None, pages=1) | _search(request, search)
    return Collection(members, context, address or request.path, len(members), also, status)


def paged(
    rows: "QuerySet[Any]", document: Callable[[Any], dict[str, Any]], *, request: HttpRequest, context: str,
    search: Sequence[str] = (), is_paged: bool = True,
) -> Collection:  # fmt: skip
    """Give a page of rows, as `paged_together`, each with a document of its own."""

    def documents(found: list[Any]) -> list[dict[str, Any]]:
        return [document(row) for row in found]

    return paged_together(rows, documents, request=request, context=context, search=search, is_paged=is_paged)


def paged_together(
    rows: "QuerySet[Any]", documents: Callable[[list[Any]], Sequence[dict[str, Any]]], *, request: HttpRequest,
    context: str, search: Sequence[str] = (), is_paged: bool = True,
) -> Collection:  # fmt: skip
    """Give a page of rows, or all of them where paging is off unless the client asks: `page`, `itemsPerPage`, `pagination`.

    `documents`: of all rows of the page at once, so that what they need beside is read once.
    """
    is_paged = {"true": True, "1": True, "false": False, "0": False}.get(request.GET.get("pagination", ""), is_paged)
    if not is_paged:
        return collection(documents(list(rows)), request=request, context=context, search=search)
    size = min(max(_whole(request, "itemsPerPage", USUAL_PAGE), 1), LARGEST_PAGE)
    page, total = max(_whole(request, "page", 1), 1), rows.count()
    pages = max(1, -(-total // size))
    members = documents(list(rows[(page - 1) * size : page * size])) if page <= pages else []
    also = _view(request, page=page if pages > 1 else None, pages=pages) | _search(request, search)
    return Collection(members, context, request.path, total, also)


def _whole(request: HttpRequest, name: str, usual: int) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else usual


def _view(request: HttpRequest, *, page: int | None, pages: int) -> dict[str, Any]:
    asked = [(name, value) for name, values in sorted(request.GET.lists()) for value in values]
    asked = [(name, value) for name, value in asked if name not in ("page", "token")]
    if page is None:
        if not asked:
            return {}
        return {"hydra:view": {"@id": _address(request, asked, None), "@type": "hydra:PartialCollectionView"}}
    view = {"@id": _address(request, asked, page), "@type": "hydra:PartialCollectionView"}
    view |= {"hydra:first": _address(request, asked, 1), "hydra:last": _address(request, asked, pages)}
    if page > 1:
        view["hydra:previous"] = _address(request, asked, page - 1)
    if page < pages:
        view["hydra:next"] = _address(request, asked, page + 1)
    return {"hydra:view": view}


def _address(request: HttpRequest, asked: Sequence[tuple[str, str]], page: int | None) -> str:
    query = urlencode([*asked, *([("page", str(page))] if page else [])])
    return f"{request.path}?{query}" if query else request.path


def _search(request: HttpRequest, names: Sequence[str]) -> dict[str, Any]:
    if not names:
        return {}
    mapping = [
        {"@type": "IriTemplateMapping", "variable": name, "property": name.partition("[")[0], "required": False}
        for name in names
    ]
    return {
        "hydra:search": {
            "@type": "hydra:IriTemplate",
            "hydra:template": f"{request.path}{{?{','.join(names)}}}",
            "hydra:variableRepresentation": "BasicRepresentation",
            "hydra:mapping": mapping,
        }
    }
