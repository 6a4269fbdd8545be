"""The label page: whoever holds a signed address prints. Source: `coopcycle_api.md`, section 3.2."""

import hmac

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from maillage.delivery.coopcycle.answers import Answer
from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.documents.labels import label_token
from maillage.delivery.coopcycle.refusals import Refused
from maillage.delivery.coopcycle.resource import public
from maillage.delivery.models import Task
from maillage.delivery.queries import service_of, whole
from maillage.delivery.rules.parcels import INSTANCE, barcode_of
from maillage.delivery.services.labels import label_pdf


@public
def show(call: Call) -> Answer:
    """Show the label of a task, or of one of its parcels, as PDF."""
    code, token = (call.request.GET.get(name, "")[:100] for name in ("code", "token"))
    barcode = barcode_of(code)
    if (
        barcode is None
        or barcode.instance != INSTANCE
        or not hmac.compare_digest(token.encode(), label_token(code).encode())
    ):
        raise Refused(_("Not Found"), status=404)
    rows = Task.objects.across_scopes(reason="the label whose signed address somebody holds")
    task = whole(rows).filter(number=barcode.task_id).first()
    if task is None:
        raise Refused(_("Not Found"), status=404)
    pdf = label_pdf(
        task=task, code=code, unit=barcode.unit, service=service_of(organization_id=task.organization_id),
        language=get_language() or "fr", now=task.created_at,
    )  # fmt: skip
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{code}.pdf"'
    return response
