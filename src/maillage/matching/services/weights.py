"""Setting what the criteria weigh in this network."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import AccessLevel, Actor
from maillage.kit.errors import Conflict, Invalid, NotAllowed
from maillage.matching.models import NetworkWeights
from maillage.matching.rules.ranking import Weights


@transaction.atomic
def set_weights(*, actor: Actor, weights: Mapping[str, float], seen_version: int, now: datetime) -> NetworkWeights:
    """Set the weights of the criteria; rankings already stored keep theirs. `seen_version`: 0 when none was set.

    Raises: NotAllowed, Invalid (all are 0, or one is below), Conflict (somebody has set them meanwhile).
    """
    if not actor.may(AccessLevel.ADMINISTRATOR):
        raise NotAllowed
    try:
        checked = Weights.from_mapping(weights)
    except ValueError as error:
        raise Invalid(_("At least one criterion must weigh something."), field="skills") from error
    rows = NetworkWeights.objects.across_scopes(reason="the network's own setting")
    row: NetworkWeights | None = rows.select_for_update().first()
    if (row.version if row else 0) != seen_version:
        raise Conflict
    if row is None:
        row = NetworkWeights(version=0)
    row.weights = {name: getattr(checked, name) for name in weights}
    row.version, row.changed_by_id, row.changed_at = row.version + 1, actor.user_id, now
    try:
        with transaction.atomic():
            row.save(force_insert=row.version == 1)
    except IntegrityError as error:  # two people set the first ones at once
        raise Conflict from error
    return row
