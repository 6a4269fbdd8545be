"""Hand-over codes that programs send: their clients know no field for one, so the notes of what is done may hold it."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.delivery.models import Task
from maillage.delivery.rules.handover_codes import is_right
from maillage.delivery.services.happenings import Moment
from maillage.delivery.services.incidents import note_on_task
from maillage.delivery.services.tasks import complete_task
from maillage.delivery.states import OPEN_STATES
from maillage.delivery.types import DeliveryActor, Proof
from maillage.kit.errors import Invalid

# How notes begin that say why there is no code.
WITHOUT = ("sans code", "no code", "without code")
# A code is slow to try, and four digits are few: notes are no place to try many.
_MOST_TRIED = 4


class CodeAsked(Invalid):
    message = gettext_lazy(
        "This delivery has a hand-over code: ask for it and send it in the notes. "
        "Without one, send notes that begin with “no code” and say why."
    )
    code = "code_asked"


def complete_with_code(*, actor: DeliveryActor, task_id: UUID, proof: Proof, code: str, moment: Moment) -> Task:
    """Say that something was given, with its code where one is asked. `code`: as it was sent, else it is looked for in the notes.

    Notes that begin with “no code” or “sans code” and say why do instead, and are written as an incident. Publishes `TaskDone`.
    Raises: CodeAsked, and as `complete_task`.
    """
    task: Task | None = Task.objects.within(actor.scope).filter(pk=task_id, state__in=OPEN_STATES).first()
    kept = task.code_hash if task is not None else ""
    why = _why_without(proof.notes)
    is_given = not kept or _is_given(code, proof.notes, kept=kept)
    if not is_given and not why:
        raise CodeAsked(field="notes")
    done = complete_task(actor=actor, task_id=task_id, proof=proof, moment=moment)
    if not is_given:
        said = _("The hand-over code was not given: %(why)s.") % {"why": why}
        note_on_task(done, actor=actor, reason="", notes=said, now=moment.now)
    return done


def _is_given(code: str, notes: str, *, kept: str) -> bool:
    tried = [code] if code.strip() else [notes, *(word.strip(":;,.!") for word in notes.split())]
    return any(is_right(one, kept=kept) for one in dict.fromkeys(tried[:_MOST_TRIED]))


def _why_without(notes: str) -> str:
    text = " ".join(notes.split())
    begun = next((one for one in WITHOUT if text.casefold().startswith(one)), None)
    return "" if begun is None else text[len(begun) :].strip(" :,.-–—")
