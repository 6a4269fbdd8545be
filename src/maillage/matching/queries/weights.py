"""What the criteria weigh in this network."""

from maillage.matching.models import NetworkWeights
from maillage.matching.rules.ranking import Weights


def weights_row() -> NetworkWeights | None:
    """Give the row that the network has set, None while it uses the usual weights."""
    row: NetworkWeights | None = NetworkWeights.objects.across_scopes(reason="the network's own setting").first()
    return row


def network_weights() -> Weights:
    """Give the weights that the network has set, the usual ones otherwise."""
    row = weights_row()
    return Weights() if row is None else Weights.from_mapping(row.weights)
