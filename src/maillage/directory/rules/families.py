"""Which family of the social economy the kinds read in a file mean."""

from collections.abc import Collection

from maillage.accounts.types import Family

# The most telling kind first: a CAE is a Scop or a Scic as well.
_FAMILY_OF_KIND: dict[str, Family] = {
    "cae": Family.CAE,
    "scic": Family.SCIC,
    "scop": Family.SCOP,
    "cuma": Family.FARM_COOPERATIVE,
    "coop_agricole": Family.FARM_COOPERATIVE,
    "coop_bancaire": Family.BANK_COOPERATIVE,
    "coop_conso": Family.CONSUMER_COOPERATIVE,
    "coop_union": Family.OTHER_COOPERATIVE,
    "coop_artisans": Family.OTHER_COOPERATIVE,
    "coop_commercants": Family.OTHER_COOPERATIVE,
    "coop_maritime": Family.OTHER_COOPERATIVE,
    "coop_transport": Family.OTHER_COOPERATIVE,
    "coop_construction": Family.OTHER_COOPERATIVE,
    "coop_hlm": Family.OTHER_COOPERATIVE,
    "coop_civile": Family.OTHER_COOPERATIVE,
    "coop": Family.OTHER_COOPERATIVE,
    "mutuelle": Family.MUTUAL,
    "fondation": Family.FOUNDATION,
    "association": Family.ASSOCIATION,
    "societe_ess": Family.ESS_COMPANY,
}


def family_of_kinds(kinds: Collection[str], /, *, labels: Collection[str] = ()) -> Family | None:
    """Give the family that kinds and labels tell, None when they tell nothing.

    Labels of work integration say that an organization is ESS, not of which form: they tell no family; ESUS does.
    """
    for kind, family in _FAMILY_OF_KIND.items():
        if kind in kinds:
            return family
    return Family.ESUS if "esus" in labels else None
