"""Find the amount that a buyer can spend."""

import re
from dataclasses import dataclass

from maillage.matching.rules.reading.types import BudgetRead, Quote

_NUMBER = r"\d{1,3}(?:[ \u00a0\u202f.,]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d{1,9}(?:[.,]\d{1,2})?(?!\d)"
_SCALE = r"k|K|M|mille|millions?|thousand"
_CURRENCY = r"€|euros?|eur|EUR|balles"
_AMOUNT = re.compile(
    rf"(?<![\w.,])(?P<before>€\s?)?(?P<number>{_NUMBER})\s{{0,2}}(?P<scale>{_SCALE})?\s{{0,2}}(?P<after>{_CURRENCY})?(?![\w])",
    re.IGNORECASE,
)
_TAX = re.compile(
    r"\W{0,3}(?P<net>h\.?\s?t\b|hors taxes?|excl(?:uding|\.)? ?(?:of )?vat|(?:before|without|"
    r"ex) vat|plus vat|\+ ?vat)|\W{0,3}(?P<all>t\.?t\.?c\b|toutes taxes|incl(?:uding|"
    r"\.)? ?(?:of )?vat|with vat)",
    re.IGNORECASE,
)
_BUDGET = re.compile(
    r"budget|enveloppe|montant|plafond|d[ée]penser|financ|up to|max|spend|co[ûu]t|prix|tarif", re.IGNORECASE
)
_MOST = re.compile(
    r"(?:moins d[e']|max(?:imum|i)?|jusqu'?[àa]|jusqu’à|pas plus d[e']|au plus|plafonn\w+ [àa]|"
    r"plafond de|under|less than|up to|at most|below|no more than|ne pas d[ée]passer|"
    r"sous)\W{0,3}(?:les |of )?$",
    re.IGNORECASE,
)
_LEAST = re.compile(r"(?:plus d[e']|au moins|minimum|[àa] partir de|at least|more than|from)\W{0,3}$", re.IGNORECASE)
_MOST_AFTER = re.compile(
    r"^[^\w\n]{0,4}(?:h\.?t\.?|ttc)?[^\w\n]{0,3}(?:max|maxi|maximum|at most|au plus|grand maximum|top)\b", re.IGNORECASE
)
_BETWEEN = re.compile(r"^\s{0,2}(?:à|a|et|ou|-|–|to|and|or)\s{0,2}$", re.IGNORECASE)
_NOT_OURS = re.compile(
    r"(?:capital|chiffre d'affaires|subvention|cotisation|amende|turnover|revenue|p[ée]nalit\w+|caution)[^.\n]{0,25}$",
    re.IGNORECASE,
)
_NOT_OURS_AFTER = re.compile(
    r"\s?(?:de|of|in) (?:subvention|capital|cotisation|caution|chiffre|turnover|grants?)", re.IGNORECASE
)
_SCALES = {"k": 1_000, "mille": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000, "millions": 1_000_000}
_LARGEST_CENTS = 10**14


@dataclass(frozen=True, slots=True)
class _Amount:
    value: float
    scale: int
    has_currency: bool
    start: int
    end: int

    @property
    def cents(self) -> int:
        return min(round(self.value * self.scale * 100), _LARGEST_CENTS)


def budget_in(text: str, /) -> BudgetRead | None:
    """Give the budget: what stands beside the word, else the first amount of money that is not something else's."""
    amounts = [_amount(match) for match in _AMOUNT.finditer(text)]
    best: tuple[int, BudgetRead] | None = None
    for position, amount in enumerate(amounts):
        following = amounts[position + 1] if position + 1 < len(amounts) else None
        paired = following is not None and bool(_BETWEEN.match(text[amount.end : following.start]))
        before = text[max(0, amount.start - 60) : amount.start].rpartition("\n")[2]
        if _NOT_OURS_AFTER.match(text, amount.end):
            continue
        sure = _sureness(amount, following if paired else None, before)
        if sure == 0 or (best is not None and best[0] >= sure):
            continue
        best = sure, _range(text, amount, following if paired else None, before)
    return best[1] if best else None


def _amount(match: re.Match[str]) -> _Amount:
    digits = re.sub(r"[ \u00a0\u202f]", "", match["number"])
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?", digits):
        groups = re.split(r"[.,]", digits)
        cents = groups.pop() if len(groups[-1]) < 3 else "0"
        digits = "".join(groups) + "." + cents
    scale = _SCALES.get((match["scale"] or "").lower(), 1)
    return _Amount(
        float(digits.replace(",", ".")), scale, bool(match["before"] or match["after"]), match.start(), match.end()
    )


def _sureness(amount: _Amount, other: _Amount | None, before: str) -> int:
    """Tell how surely the amount is a budget: 0 not, 1 some money, 2 said to be the budget."""
    if amount.value < 1 or (amount.value < 100 and amount.scale == 1 and other is None and not amount.has_currency):
        return 0
    if _NOT_OURS.search(before):
        return 0
    said = bool(_BUDGET.search(before))
    is_money = amount.has_currency or (other is not None and other.has_currency)
    scaled = amount.scale == 1_000 or (other is not None and other.scale == 1_000)
    value = amount.value * (other.scale if other and amount.scale == 1 else amount.scale)
    if not (is_money or scaled or (said and value >= 100 and not 2020 <= value <= 2040)) or value < 20:
        return 0
    return 2 if said else 1


def _range(text: str, amount: _Amount, other: _Amount | None, before: str) -> BudgetRead:
    end = other.end if other else amount.end
    tax = _TAX.match(text, end)
    includes = None if tax is None else tax["all"] is not None
    after = text[end : end + 25]
    least: int | None = amount.cents
    most: int | None = amount.cents
    if other:
        scaled = amount.scale == 1 and other.scale > 1 and amount.value < other.value * other.scale / 10
        first = round(amount.value * other.scale * 100) if scaled else amount.cents
        least, most = min(first, other.cents), max(first, other.cents)
    elif _MOST.search(before) or _MOST_AFTER.match(after):
        least = None
    elif _LEAST.search(before):
        most = None
    end = tax.end() if tax else end
    return BudgetRead(least, most, includes, Quote(text[amount.start : end], amount.start, end))
