"""What the criteria weigh in this network."""

from maillage.matching.rules.ranking import Weights


def network_weights() -> Weights:
    """Give the weights that the network has set, the usual ones otherwise."""
    return Weights()
