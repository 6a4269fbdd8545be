"""What each kind of notification says. A context's subscriber names a verb; its sentence stands here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import ROLE_LABELS


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` is filled with the notification's data: `%(organization)s` and so on."""

    text: str | Promise
    icon: str = "bell"


SENTENCES: dict[str, Sentence] = {
    "membership.granted": Sentence(_("Your role in %(organization)s is now: %(role)s."), "users"),
    "membership.ended": Sentence(_("You are no longer in the team of %(organization)s."), "users"),
    "network_role.assigned": Sentence(_("Your role in the network's office is now: %(role)s."), "users"),
    "network_role.ended": Sentence(_("You are no longer in the network's office."), "users"),
    "invitation.accepted": Sentence(_("%(person)s has accepted your invitation to %(team)s."), "users"),
    "import.finished": Sentence(
        _("The import of %(file)s is finished: %(rows)s rows, %(created)s created, %(rejected)s rejected."),
        "table-import",
    ),
    "import.previewed": Sentence(_("The preview of %(file)s is ready: look at it before importing."), "table-import"),
    "import.cancelled": Sentence(_("The import of %(file)s was stopped after %(rows)s rows."), "table-import"),
    "import.failed": Sentence(_("The import of %(file)s has stopped on an error."), "alert-triangle"),
    "listing.requested": Sentence(_("%(organization)s asks to be listed."), "hourglass"),
    "listing.accepted": Sentence(_("The page of %(organization)s is in the directory."), "circle-check"),
    "listing.refused": Sentence(
        _("The page of %(organization)s is not in the directory. The office’s reason: %(reason)s"), "circle-x"
    ),
    "edit.waiting": Sentence(_("A change to the page of %(organization)s waits for approval."), "hourglass"),
    "edit.approved": Sentence(_("The change to the page of %(organization)s is approved."), "circle-check"),
    "edit.refused": Sentence(
        _("The change to the page of %(organization)s was refused. The office’s reason: %(reason)s"), "circle-x"
    ),
    "message.received": Sentence(_("%(organization)s has received a message."), "mail"),
    "message.received_for_unclaimed": Sentence(
        _("A message has come for %(organization)s, whose page nobody holds: please pass it on."), "mail"
    ),
    "message.to_office": Sentence(_("Somebody has written to the network."), "mail"),
    "brief.received": Sentence(_("A need has come in: %(title)s."), "bulb"),
    "brief.assigned": Sentence(_("A need is in your hands: %(title)s."), "bulb"),
    "brief.message": Sentence(_("The buyer of B-%(number)s has written."), "mail"),
    "paper.expiring": Sentence(
        _("A paper of %(organization)s is good for %(days)s days more: renew it."), "file-alert"
    ),
    "consortium.formed": Sentence(_("%(organization)s answers B-%(number)s: the consortium is formed."), "users"),
    "answer.to_sign": Sentence(
        _("The answer to B-%(number)s waits for the signature of %(organization)s."), "hourglass"
    ),
    "answer.reopened": Sentence(
        _("The answer to B-%(number)s is a draft again: what was signed is void."), "alert-triangle"
    ),
    "answer.awarded": Sentence(_("The answer of %(organization)s to B-%(number)s is chosen."), "circle-check"),
    "answer.declined": Sentence(_("The answer of %(organization)s to B-%(number)s is not chosen."), "circle-x"),
    "answer.question": Sentence(_("The buyer of B-%(number)s has a question about your answer."), "mail"),
    "answer.to_review": Sentence(_("An answer to B-%(number)s is signed by all: it waits for you."), "hourglass"),
    "coproduction.opened": Sentence(
        _("The common work “%(title)s” is open: %(organization)s has a part in it."), "users"
    ),
    "hand_over.proposed": Sentence(_("%(organization)s proposes you a delivery."), "heart-handshake"),
    "hand_over.accepted": Sentence(_("%(organization)s takes your delivery on."), "circle-check"),
    "hand_over.declined": Sentence(_("%(organization)s does not take your delivery on."), "circle-x"),
    "hand_over.withdrawn": Sentence(_("%(organization)s has taken its proposal of a delivery back."), "ban"),
    "hand_over.expired": Sentence(_("A delivery proposed with %(organization)s had no answer in time."), "clock"),
    "hand_over.returned": Sentence(_("A delivery handed over with %(organization)s was given back."), "arrow-left"),
    "recurring_order.missed": Sentence(
        _("No delivery on %(day)s for the regular order “%(name)s” of %(store)s: see why."), "alert-triangle"
    ),
    "delivery.parked": Sentence(_("A background task has failed: %(subscriber)s."), "alert-triangle"),
}
UNKNOWN = Sentence(_("Something has changed in what you follow."))


class _Blanks(dict[str, Any]):
    """Data of a former version may lack what the sentence now says: a dash is shown there."""

    def __missing__(self, key: str) -> str:
        return "—"


def sentence_of(*, verb: str, data: Mapping[str, Any]) -> str:
    """Write a notification in the active language."""
    known = _Blanks(data)
    if known.get("role"):
        known["role"] = ROLE_LABELS.get(known["role"], known["role"])
    return str(SENTENCES.get(verb, UNKNOWN).text) % known


def icon_of(*, verb: str) -> str:
    return SENTENCES.get(verb, UNKNOWN).icon
