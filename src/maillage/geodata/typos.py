"""How many letters of a town's name may be wrong before it stops being that town."""

# Below this size the chance that a misspelt ordinary word hits a village's name is larger than of a misspelt village.
CORRECTED_POPULATION = 10_000


def allowed_typos(*, length: int) -> int:
    """Return the number of wrong, missing, added or swapped letters forgiven in a name of this length."""
    if length < 5:
        return 0
    return 1 if length < 9 else 2
