"""Everything anew, from what profiles tell and what the stream has recorded."""

from collections.abc import Collection
from datetime import date

from maillage.links.services.drawing import draw_network, suggest_introductions
from maillage.links.services.facts import refresh_strengths
from maillage.links.services.measures import keep_measures
from maillage.links.services.references import sync_references
from maillage.links.types import Readership
from maillage.stream.services import replay


def rebuild_links(*, subscribers: Collection[str], today: date) -> int:
    """Read references and replay the recorded facts to `subscribers` (their names); gives how many pairs are linked.

    Each fact has a key, so what is known already stays as it is.
    """
    sync_references(today=today)
    for name in subscribers:
        replay(subscriber_name=name)
    pairs = refresh_strengths(today=today)
    for readership in (Readership.PUBLIC, Readership.OFFICE):
        draw_network(readership=readership)
    suggest_introductions(today=today)
    keep_measures(day=today)
    return pairs
