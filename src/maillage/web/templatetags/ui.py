"""The parts of pages. Each is drawn in /dev/gallery/ first; templates have these tags without loading them."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from maillage.geodata.street_map import installed_street_map
from maillage.web.patterns import SIDE, pattern_of
from maillage.web.trades import icon_of_sector
from maillage.web.weave import HEIGHT, WIDTH, weave

register = template.Library()

TONES = ("neutral", "accent", "thread", "success", "warning", "danger")
_TONE_ICONS = {"success": "circle-check", "warning": "alert-triangle", "danger": "alert-circle", "info": "info-circle"}


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Draw an icon of the sprite; hidden from assistive technology unless it has a label."""
    href = f"{static('img/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon {}" role="img" aria-label="{}"><use href="{}"></use></svg>', css, label, href
        )
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', css, href
    )


@register.simple_tag
def avatar(identifier: Any, name: str = "", picture: str = "", css: str = "") -> SafeString:
    """Show the picture, or the pattern woven from the identifier. `name` is the text for those who do not see it."""
    if picture:
        return format_html('<img class="avatar {}" src="{}" alt="{}" loading="lazy">', css, picture, name)
    palette, drawn = _woven(str(identifier))
    return format_html(
        '<svg class="avatar pattern--{} {}" viewBox="0 0 {} {}" preserveAspectRatio="xMidYMid slice"'
        ' aria-hidden="true">'
        '<rect class="pattern__ground" width="100%" height="100%"/>{}</svg>',
        palette,
        css,
        SIDE,
        SIDE,
        drawn,
    )


@lru_cache(maxsize=1024)
def _woven(identifier: str) -> tuple[str, SafeString]:
    woven = pattern_of(identifier=identifier)
    down = "".join(f'<path class="pattern__thread pattern__thread--b" d="{path}"/>' for path in woven.down)
    across = "".join(f'<path class="pattern__thread pattern__thread--a" d="{path}"/>' for path in woven.across)
    points = "".join(f'<circle class="pattern__point" cx="{x}" cy="{y}" r="3.4"/>' for x, y in woven.points)
    return woven.palette, mark_safe(f"{down}{across}{points}")  # noqa: S308  numbers of ours only


@register.simple_tag
def badge(text: str, tone: str = "neutral", icon_name: str = "") -> SafeString:
    """Draw a state or a label; a coloured one has an icon, so that colour never speaks alone."""
    chosen = icon_name or _TONE_ICONS.get(tone, "")
    drawn = icon(chosen) if chosen else ""
    return format_html('<span class="badge badge--{}">{}{}</span>', tone, drawn, text)


@register.inclusion_tag("components/field.html")
def field(bound: forms.BoundField, hint: str = "", wide: bool = False) -> dict[str, Any]:
    """Show a form's field whole: label, hint, control, errors, tied together."""
    widget = bound.field.widget
    is_choice = isinstance(widget, forms.CheckboxInput)
    is_group = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    css = widget.attrs.get("class", "")
    attrs: dict[str, str | bool] = {} if is_choice or is_group else {"class": f"input {css}".strip()}
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=attrs),
        "hint": hint or bound.help_text,
        "hint_id": f"{bound.auto_id}_helptext",
        "error_id": f"{bound.auto_id}_error",
        "is_choice": is_choice,
        "is_group": is_group,
        "is_hidden": bound.is_hidden,
        "is_optional": not bound.field.required and not is_choice,
        "wide": wide,
    }


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: forms.BaseForm) -> dict[str, Any]:
    """Sum up a refused form above it, each error a link to its field."""
    lines = [(bound.auto_id, bound.label, list(bound.errors)) for bound in form if bound.errors]
    return {"general": list(form.non_field_errors()), "lines": lines}


@register.inclusion_tag("components/notice.html")
def notice(text: str, tone: str = "info", title: str = "") -> dict[str, Any]:
    return {"text": text, "tone": tone, "title": title, "icon_name": _TONE_ICONS.get(tone, "info-circle")}


@register.inclusion_tag("components/empty.html")
def empty(title: str, text: str = "", url: str = "", action: str = "", icon_name: str = "") -> dict[str, Any]:
    """Say in one sentence why there is nothing, and give the one thing to do."""
    return {"title": title, "text": text, "url": url, "action": action, "icon_name": icon_name}


@register.inclusion_tag("components/meter.html")
def meter(
    value: float, maximum: float = 100, label: str = "", sentence: str = "", tone: str = "thread"
) -> dict[str, Any]:
    """Draw a bar with its figure. `value` between 0 and `maximum`."""
    share = _share(value=value, maximum=maximum)
    return {
        "width": f"{share:.1f}",
        "label": label,
        "sentence": sentence,
        "tone": tone,
        "shown": gettext("%(share)s%%") % {"share": f"{share:.0f}"},
    }


@register.inclusion_tag("components/ring.html")
def ring(percent: float, label: str = "", css: str = "") -> dict[str, Any]:
    """Draw a completeness ring, 0 to 100."""
    share = _share(value=percent, maximum=100)
    return {"share": f"{share:.0f}", "rest": f"{100 - share:.0f}", "label": label or gettext("Complete"), "css": css}


@register.inclusion_tag("components/progress.html")
def progress(done: int, total: int | None = None, label: str = "", detail: str = "") -> dict[str, Any]:
    """Show how far long work is; an unknown total shows a moving thread."""
    percent = None if not total else round(_share(value=done, maximum=total))
    return {"done": done, "total": total, "percent": percent, "label": label, "detail": detail}


@register.inclusion_tag("components/stat.html")
def stat(value: Any, label: str, url: str = "", note: str = "") -> dict[str, Any]:
    shown = number_format(value, use_l10n=True, force_grouping=True) if isinstance(value, int | float) else value
    return {"value": shown, "label": label, "url": url, "note": note}


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: template.Context, page: Any, shown: int | None = None) -> dict[str, Any]:
    """Link to the next page of a `KeyPage`, and back to the first."""
    query = context["request"].GET.copy()
    is_first = "cursor" not in query
    query.pop("cursor", None)
    first = query.urlencode()
    query["cursor"] = page.next_cursor
    return {
        "first": f"?{first}",
        "following": f"?{query.urlencode()}" if page.next_cursor else "",
        "is_first": is_first,
        "shown": len(page.rows) if shown is None else shown,
    }


@register.inclusion_tag("components/facet.html")
def facet(
    legend: str, name: str, options: Iterable[Mapping[str, Any]], is_open: bool = True, kind: str = "checkbox"
) -> dict[str, Any]:
    """List the choices of a filter. An option has `value`, `label`, `count` and `selected`."""
    listed = list(options)
    return {
        "legend": legend,
        "name": name,
        "options": listed,
        "is_open": is_open,
        "kind": kind,
        "head": listed[:8],
        "tail": listed[8:],
    }


@register.inclusion_tag("components/map.html", takes_context=True)
def points_map(
    context: template.Context, source: str = "", label: str = "", bounds: str = "", points: str = "", css: str = ""
) -> dict[str, Any]:
    """Place a map. `source`: address that answers clusters and points of `?bbox=&zoom=`; `points`: id of a
    `json_script` that holds them; `bounds`: "west,south,east,north" shown first.
    """
    network = context.get("network")
    streets = installed_street_map(home=settings.MAILLAGE_HOME)
    return {
        "street_tiles": f"/plan/{streets.version}/{{z}}/{{x}}/{{y}}" if streets else "",
        "street_bounds": ",".join(f"{edge:.5f}" for edge in streets.bounds) if streets else "",
        "source": source,
        "label": label or gettext("Map"),
        "bounds": bounds,
        "points": points,
        "css": css,
        "style_url": getattr(network, "map_style_url", ""),
    }


@register.inclusion_tag("components/home_threads.html")
def home_threads(ties: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Draw who works with whom, from pairs of names; a plain weave when there are too few."""
    return {"weave": weave(ties=ties), "width": WIDTH, "height": HEIGHT}


@register.filter
def sector_icon(slug: str) -> str:
    """Name the icon of a sector, for `icon`."""
    return icon_of_sector(slug=slug)


@register.filter
def distance(metres: float | None) -> str:
    """Write a distance as people say it: 850 m, 3,2 km, 12 km."""
    if metres is None:
        return ""
    if metres < 950:
        return f"{max(50, round(metres / 50) * 50)}\N{NARROW NO-BREAK SPACE}m"
    kilometres = metres / 1000
    shown = number_format(round(kilometres, 1 if kilometres < 10 else 0), decimal_pos=1 if kilometres < 10 else 0)
    return f"{shown}\N{NARROW NO-BREAK SPACE}km"


@register.filter
def grouped(value: float | None) -> str:
    """Write a number with its thousands apart, in the reader's language."""
    return "" if value is None else number_format(value, use_l10n=True, force_grouping=True)


def _share(*, value: float, maximum: float) -> float:
    return 0.0 if maximum <= 0 else max(0.0, min(100.0, 100.0 * value / maximum))
