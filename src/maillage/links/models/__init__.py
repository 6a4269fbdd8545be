from maillage.links.models.declarations import Declaration
from maillage.links.models.facts import Invitee, Link, LinkFact, MovedFacts
from maillage.links.models.introductions import Introduction
from maillage.links.models.network import Measure, Place

__all__ = ["Declaration", "Introduction", "Invitee", "Link", "LinkFact", "Measure", "MovedFacts", "Place"]
