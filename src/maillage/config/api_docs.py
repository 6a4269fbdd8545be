"""The documentation of the API: its own description, drawn as a page. No script, no style of others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as in_their_language
from django.views.decorators.http import require_safe

from maillage.config.api import api
from maillage.config.problems import title_of

_METHODS = ("get", "post", "patch", "put", "delete")


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    where: str
    kind: str
    is_required: bool
    description: str
    example: str


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: str
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One address and method. `example`: an address to try, for reading only."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[Parameter]
    body: list[Field]
    answer: list[Field]
    refusals: list[tuple[int, str]]
    needs_token: bool
    example: str


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    schema = api.get_openapi_schema()
    context = {
        "operations": list(_operations(schema)),
        "description": in_their_language(schema["info"]["description"]),
        "version": schema["info"]["version"],
        "visitor_limit": settings.MAILLAGE_API_VISITOR_LIMIT,
        "token_limit": settings.MAILLAGE_API_TOKEN_LIMIT,
    }
    return render(request, "config/api_docs.html", context)


def _operations(schema: Mapping[str, Any]) -> Iterator[Operation]:
    known = schema["components"]["schemas"]
    for path, methods in schema["paths"].items():
        for method in _METHODS:
            if method in methods:
                yield _operation(path, method, methods[method], known)


def _operation(path: str, method: str, told: Mapping[str, Any], known: Mapping[str, Any]) -> Operation:
    parameters = [_parameter(one, known) for one in told["parameters"]]
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    answer = told["responses"].get(200, {}).get("content", {}).get("application/json", {}).get("schema", {})
    return Operation(
        id=told["operationId"],
        method=method.upper(),
        path=path,
        summary=in_their_language(told["summary"]),
        description=in_their_language(told["description"]) if told.get("description") else "",
        parameters=parameters,
        body=_fields(body, known),
        answer=_fields(answer, known),
        refusals=[(status, title_of(status)[1]) for status in told["responses"] if status >= 400],
        needs_token="/sections/" in path,
        example=_example(path, parameters) if method == "get" and "{" not in path else "",
    )


def _parameter(told: Mapping[str, Any], known: Mapping[str, Any]) -> Parameter:
    example = told.get("example", "")
    return Parameter(
        name=told["name"],
        where=told["in"],
        kind=_kind(told["schema"], known),
        is_required=bool(told.get("required")),
        description=in_their_language(told["description"]) if told.get("description") else "",
        example=", ".join(example) if isinstance(example, list) else str(example),
    )


def _fields(schema: Mapping[str, Any], known: Mapping[str, Any]) -> list[Field]:
    resolved = _resolved(schema, known)
    return [
        Field(name=name, kind=_kind(one, known), description=one.get("description", ""))
        for name, one in resolved.get("properties", {}).items()
    ]


def _resolved(schema: Mapping[str, Any], known: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref", "")
    return known.get(reference.rpartition("/")[2], {}) if reference else schema


def _kind(schema: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    """Write a type in few words: `string`, `list of {slug, name}`, `a or b`."""
    if "anyOf" in schema:
        return " | ".join(_kind(one, known) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    resolved = _resolved(schema, known)
    if resolved.get("type") == "array":
        return f"[{_kind(resolved.get('items', {}), known)}]"
    if resolved.get("properties"):
        return "{" + ", ".join(resolved["properties"]) + "}"
    if isinstance(resolved.get("additionalProperties"), Mapping):
        return "{… : " + _kind(resolved["additionalProperties"], known) + "}"
    kind = str(resolved.get("type", ""))
    return f"{kind} ({resolved['format']})" if "format" in resolved else kind


def _example(path: str, parameters: list[Parameter]) -> str:
    given = {one.name: one.example for one in parameters if one.example and one.name in {"q", "radius_km"}}
    return f"{path}?{urlencode(given)}" if given else path
