"""What is asked, as the ranking reads it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SkillWish:
    """A skill asked for. `importance`: above 0, compared with that of the other skills."""

    slug: str
    importance: float = 1.0
    is_required: bool = True

    def __post_init__(self) -> None:
        if not 0 < self.importance < float("inf"):
            raise ValueError(f"The importance of {self.slug!r} is not above 0: {self.importance!r}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A brief, or one of its lots. Amounts in cents of euro; an empty `place_code` without a point means anywhere.

    `radius_km` is the perimeter that the buyer named, None when none was. `needs_every_skill`: one organization must hold
    all the required skills; otherwise one of them is enough, as partners may bring the others.
    """

    brief_id: str
    skills: tuple[SkillWish, ...] = ()
    needs_every_skill: bool = False
    place_code: str = ""
    longitude: float | None = None
    latitude: float | None = None
    radius_km: int | None = None
    budget_least_cents: int | None = None
    budget_most_cents: int | None = None
    headcount: int | None = None
    required_labels: tuple[str, ...] = ()
    preferred_labels: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    buyer_organization_id: str | None = None

    def __post_init__(self) -> None:
        slugs = [wish.slug for wish in self.skills]
        if len(set(slugs)) != len(slugs):
            raise ValueError(f"A skill stands twice in the need: {slugs!r}.")
        for name in ("radius_km", "headcount"):
            number = getattr(self, name)
            if number is not None and number <= 0:
                raise ValueError(f"{name} is not above 0: {number!r}.")
        if self.starts_on and self.ends_on and self.starts_on > self.ends_on:
            raise ValueError("The need ends before it starts.")

    @property
    def has_place(self) -> bool:
        return bool(self.place_code) or self.longitude is not None

    @property
    def budget_cents(self) -> int | None:
        """The amount that a candidate must be able to bear: the top of the range, else its bottom; None when unsaid."""
        budget = self.budget_most_cents if self.budget_most_cents is not None else self.budget_least_cents
        return budget if budget is not None and budget > 0 else None

    @property
    def required_skills(self) -> tuple[str, ...]:
        return tuple(wish.slug for wish in self.skills if wish.is_required)
