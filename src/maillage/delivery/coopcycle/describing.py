"""What this API is, told by its own table of addresses: OpenAPI, Hydra, and a page to read. Nothing here is written by hand twice."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import URLPattern
from django.urls.resolvers import RoutePattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext as in_their_language

from maillage.delivery.coopcycle.negotiation import CSV, JSON_LD, PLAIN_JSON

# Resources of the reference, section 1.1, by the names of their contexts.
CONTEXTS = (
    "Address", "ApiApp", "Centrifugo", "ConstraintViolationList", "Delivery", "DeliveryImportQueue", "DeliveryQuote",
    "Entrypoint", "Error", "FailureReason", "Incident", "IncidentImage", "Order", "Package", "PricingRuleSet",
    "RecurrenceRule", "RetailPrice", "Restaurant", "Store", "Tag", "Task", "TaskGroup", "TaskImage", "TaskImportQueue",
    "TaskList", "TimeSlot", "TimeSlotChoice", "Tour", "User", "Webhook",
)  # fmt: skip
VERSION = "1.0"
_HYDRA = "http://www.w3.org/ns/hydra/core#"
_ARGUMENT = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
_KINDS = {"int": {"type": "integer", "minimum": 0}}
_FORM = "application/x-www-form-urlencoded"
_FORMS = {"login", "token_refresh", "register", "reset_mail", "reset"}
_FILES = {"delivery_import", "tasks_import", "tasks_import_async"}
_PICTURES = {"new_task_image", "new_incident_image"}
_PAGING = {
    "page": {"type": "integer", "minimum": 1},
    "itemsPerPage": {"type": "integer", "minimum": 1, "maximum": 100},
    "pagination": {"type": "boolean"},
}
_TAGS = {
    "entry": "Entry", "signing_in": "Sign-in", "joining": "Sign-in", "people": "People", "stores": "Stores", "addresses": "Stores",
    "orders": "Orders", "quotes": "Prices", "deliveries": "Deliveries", "optimizations": "Deliveries",
    "imports": "Files", "webhooks": "Webhooks", "tasks": "Tasks", "riding": "Tasks", "dispatch": "Dispatch",
    "task_lists": "Dispatch", "tours": "Dispatch", "groups": "Dispatch", "recurrence": "Recurrence",
    "days": "Couriers", "pictures": "Couriers", "proofs": "Stores", "labels": "Couriers", "incidents": "Incidents",
    "incident_actions": "Incidents", "elsewhere": "Not served here",
}  # fmt: skip


def openapi(patterns: Sequence[URLPattern], /) -> dict[str, Any]:
    """Describe the addresses of a table in OpenAPI 3.1."""
    paths: dict[str, dict[str, Any]] = {}
    for pattern, path, method, handler in _operations(patterns):
        paths.setdefault(path, {})[method.lower()] = _operation(pattern, path, method, handler)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "CoopCycle-compatible delivery API",
            "version": VERSION,
            "description": "Deliveries, tasks, stores and couriers' days, as CoopCycle's own clients speak. JSON-LD with "
            "Hydra by default; plain JSON with `Accept: application/json`. Money is in cents, weight in grams, distance "
            "in metres, duration in seconds. PUT takes a part of an object. Refusals of values are 400.",
        },
        "servers": [{"url": settings.MAILLAGE_BASE_URL}],
        "paths": paths,
        "components": {"securitySchemes": _security_schemes(), "schemas": _schemas()},
    }


def _operations(patterns: Iterable[URLPattern]) -> Iterator[tuple[URLPattern, str, str, Callable[..., Any]]]:
    for pattern in patterns:
        if not isinstance(pattern.pattern, RoutePattern):
            continue  # what nobody answers at
        path = "/" + _ARGUMENT.sub(r"{\g<name>}", str(pattern.pattern))
        methods = getattr(pattern.callback, "methods", None)
        if methods is None:
            view = getattr(pattern.callback, "view_class", None)
            methods = {"POST": view.post} if view is not None else {"GET": pattern.callback}
        for method, handler in methods.items():
            yield pattern, path, method, handler


def _operation(pattern: URLPattern, path: str, method: str, handler: Callable[..., Any]) -> dict[str, Any]:
    name = pattern.name or ""
    words = re.sub(r"\s+", " ", handler.__doc__ or name).strip()
    summary, _point, more = words.partition(". ")
    found: dict[str, Any] = {
        "operationId": f"{method.lower()}_{name}",
        "summary": summary.rstrip("."),
        "tags": [_TAGS.get(handler.__module__.rpartition(".")[2], "Description")],
        "parameters": _parameters(pattern, method, handler),
        "responses": _responses(handler, has_argument="{" in path),
        "security": _security(handler),
    }
    if more:
        found["description"] = more
    if method in ("POST", "PUT", "PATCH"):
        found["requestBody"] = {"required": method == "POST", "content": _body(name)}
    return found


def _parameters(pattern: URLPattern, method: str, handler: Callable[..., Any]) -> list[dict[str, Any]]:
    found = [
        {"name": one["name"], "in": "path", "required": True, "schema": _KINDS.get(one["kind"], {"type": "string"})}
        for one in _ARGUMENT.finditer(str(pattern.pattern))
    ]
    if method == "GET" and handler.__name__.startswith("list_"):
        found += [{"name": name, "in": "query", "schema": schema} for name, schema in _PAGING.items()]
    return found


def _body(name: str) -> dict[str, Any]:
    if name == "oauth2_token":
        return {_FORM: {"schema": {"type": "object"}}}
    if name in _FORMS:
        return {_FORM: {"schema": {"type": "object"}}, PLAIN_JSON: {"schema": {"type": "object"}}}
    if name in _FILES:
        return {CSV: {"schema": {"type": "string"}}}
    if name in _PICTURES:
        picture = {"type": "object", "required": ["file"], "properties": {"file": {"type": "string"}}}
        return {"multipart/form-data": {"schema": picture}}
    return {JSON_LD: {"schema": {"type": "object"}}}


def _responses(handler: Callable[..., Any], *, has_argument: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "2XX": {"description": "Done"},
        "400": _refusal("Refused", "ConstraintViolationList", "Error"),
    }
    if not getattr(handler, "is_public", False):
        found["401"] = _refusal("Nobody, or not any more", "SignIn")
        found["403"] = _refusal("Not theirs", "Error")
    if has_argument:
        found["404"] = _refusal("There is none", "Error")
    return {**found, "429": _refusal("Too many in a minute: see `Retry-After`", "Error")}


def _refusal(description: str, *schemas: str) -> dict[str, Any]:
    any_of = [{"$ref": f"#/components/schemas/{name}"} for name in schemas]
    return {"description": description, "content": {JSON_LD: {"schema": {"anyOf": any_of}}}}


def _security(handler: Callable[..., Any]) -> list[dict[str, list[str]]]:
    if getattr(handler, "is_public", False) or not handler.__module__.rpartition(".")[0].endswith("routes"):
        return []
    if handler.__qualname__.startswith("TokenView"):
        return []
    scopes = list(getattr(handler, "scopes", ()))
    person: list[dict[str, list[str]]] = [{"person": []}] if getattr(handler, "people", True) else []
    return [*person, *([{"program": [scope]} for scope in scopes] + [{"key": []}] if scopes else [])]


def _security_schemes() -> dict[str, Any]:
    scopes = {"deliveries": "A store's deliveries", "tasks": "Their tasks", "orders": "Their orders"}
    flow = {"tokenUrl": f"{settings.MAILLAGE_BASE_URL}/oauth2/token", "scopes": scopes}
    return {
        "person": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
        "program": {"type": "oauth2", "flows": {"clientCredentials": flow}},
        "key": {"type": "http", "scheme": "bearer", "bearerFormat": "ak_…"},
    }


@cache
def _schemas() -> dict[str, Any]:
    text = {"type": "string"}
    violation = {"propertyPath": text, "message": text, "code": {"type": ["string", "null"]}}
    known = {"@context": text, "@type": text, "hydra:title": text, "hydra:description": text}
    violations = {"type": "array", "items": {"type": "object", "properties": violation}}
    return {
        "Error": {"type": "object", "properties": known},
        "ConstraintViolationList": {"type": "object", "properties": {**known, "violations": violations}},
        "SignIn": {"type": "object", "properties": {"code": {"type": "integer"}, "message": text}},
    }


def context_document(name: str, /) -> dict[str, Any] | None:
    """Give the JSON-LD context of a resource; None for one that there is not."""
    if name not in CONTEXTS:
        return None
    return {"@context": {"@vocab": f"{settings.MAILLAGE_BASE_URL}/api/docs.jsonld#", "hydra": _HYDRA}}


def hydra_document(patterns: Sequence[URLPattern], /) -> dict[str, Any]:
    """Describe the resources, and what may be asked of the entry point, in Hydra's words."""
    vocabulary = f"{settings.MAILLAGE_BASE_URL}/api/docs.jsonld"
    classes = [{"@id": f"#{name}", "@type": "hydra:Class", "hydra:title": name} for name in CONTEXTS]
    operations = [
        {"@type": "hydra:Operation", "hydra:method": method, "hydra:title": _summary(handler), "hydra:template": path}
        for _pattern, path, method, handler in _operations(patterns)
    ]
    return {
        "@context": {"@vocab": f"{vocabulary}#", "hydra": _HYDRA},
        "@id": "/api/docs.jsonld",
        "@type": "hydra:ApiDocumentation",
        "hydra:title": "CoopCycle-compatible delivery API",
        "hydra:entrypoint": "/api",
        "hydra:supportedClass": classes,
        "hydra:supportedOperation": operations,
    }


def _summary(handler: Callable[..., Any]) -> str:
    return re.sub(r"\s+", " ", handler.__doc__ or "").strip().partition(". ")[0].rstrip(".")


def groups_of(document: Mapping[str, Any], /) -> dict[str, list[dict[str, Any]]]:
    """Give the operations of a description by tag, for a page, in its reader's language."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            shown = {**told, "path": path, "method": method.upper(), "who": _who(told["security"])}
            shown["told"] = in_their_language(told_of(told))
            shown["takes"] = list(told.get("requestBody", {}).get("content", {}))
            shown["queries"] = [one["name"] for one in told["parameters"] if one["in"] == "query"]
            found.setdefault(in_their_language(told["tags"][0]), []).append(shown)
    return found


def told_of(operation: Mapping[str, Any], /) -> str:
    """Give all that an operation says of itself."""
    return f"{operation['summary']}. {operation.get('description', '')}".strip()


def _who(security: Sequence[Mapping[str, Sequence[str]]]) -> str:
    scopes = [scope for one in security for scope in one.get("program", ())]
    people = [_("people (JWT)")] if any("person" in one for one in security) else []
    programs = [_("programs with “%(scope)s”") % {"scope": scope} for scope in scopes]
    return ", ".join([*people, *programs]) or _("anybody")
