"""From named texts to an organization: what tables and JSON formats have in common."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from maillage.directory.importing.adapters import boundary
from maillage.directory.importing.adapters.field_places import read_place
from maillage.directory.importing.cleaning.codes import (
    clean_headcount,
    clean_headcount_band,
    clean_legal_form,
    clean_naf,
)
from maillage.directory.importing.cleaning.contacts import clean_email, clean_links, clean_phone
from maillage.directory.importing.cleaning.identifiers import clean_association_number, clean_identifiers
from maillage.directory.importing.cleaning.names import display_name
from maillage.directory.importing.cleaning.text import clean_description, clean_line, folded, is_null
from maillage.directory.importing.cleaning.values import clean_boolean, clean_date, number_of
from maillage.directory.importing.families import family_of, social_economy_of
from maillage.directory.importing.kinds import split_kinds
from maillage.directory.importing.mapping.fields import TargetField
from maillage.directory.importing.types import (
    Cleaned,
    FamilyGuess,
    ImportedOrganization,
    OriginalRow,
    Outcome,
    ReadOptions,
    Reason,
    State,
    reason,
)

type Texts = Mapping[TargetField, str]
"""Field → raw text; the texts of a repeatable field are joined by newlines."""

_CLOSED = frozenset(
    "f c ferme fermee cesse cessee inactif inactive closed 0 false non no faux dissous dissoute radie radiee".split()
)
_ACTIVE = frozenset("a actif active ouvert ouverte open en activite 1 true oui yes vrai".split())
_LOWER = re.compile(r"[a-zà-öø-ÿ]")


@dataclass(slots=True)
class _Reader:
    """Cleans one field after another, gathering warnings."""

    texts: Texts
    warnings: list[Reason] = field(default_factory=list)

    def text(self, target: TargetField) -> str:
        return self.texts.get(target, "")

    def line(self, target: TargetField) -> str:
        text = self.texts.get(target)
        return clean_line(text.replace("\n", " ")) if text else ""

    def lines(self, target: TargetField) -> list[str]:
        return [line for piece in self.text(target).split("\n") if (line := clean_line(piece))]

    def take[T](self, cleaned: Cleaned[T]) -> T:
        value, warnings = cleaned
        self.warnings.extend(warnings)
        return value


def organization_of(*, original: OriginalRow, texts: Texts, options: ReadOptions) -> Outcome:
    """Clean the texts of a row into an organization, or refuse the row when nothing names it."""
    reader = _Reader(texts)
    identifiers = reader.take(clean_identifiers(reader.text(TargetField.SIREN), reader.text(TargetField.SIRET)))
    association = reader.take(clean_association_number(reader.text(TargetField.ASSOCIATION_NUMBER)))
    legal_name, shown, trade_names = _names(reader)
    if (not shown and not identifiers.siren and not association) or (
        boundary.is_total(shown) and not identifiers.siren
    ):
        return boundary.nameless(original, warnings=tuple(reader.warnings))
    place = read_place(texts=texts, take=reader.take)
    kinds, approvals, labels, family_text = split_kinds(
        family_cell=reader.line(TargetField.FAMILY), label_cells=reader.lines(TargetField.LABELS), always=options.labels
    )
    legal_form = reader.take(clean_legal_form(reader.text(TargetField.LEGAL_FORM)))
    form_label = "" if legal_form else reader.line(TargetField.LEGAL_FORM)
    family = _family(reader, legal_form, form_label, family_text, f"{legal_name} {shown}")
    activity = reader.take(clean_naf(reader.line(TargetField.NAF)))
    state = _state(reader)
    is_said_member = reader.take(clean_boolean(reader.text(TargetField.SOCIAL_ECONOMY)))
    flag = "" if is_said_member is None else "O" if is_said_member else "N"
    contact = _contact(reader, place.address.country)
    organization = ImportedOrganization(
        original=original,
        siren=identifiers.siren,
        siret=identifiers.siret,
        source_id=_source_id(reader),
        association_number=association,
        identifier_confidence=_confidence(reader),
        legal_name=legal_name,
        display_name=shown,
        trade_names=trade_names,
        acronym=reader.line(TargetField.ACRONYM),
        legal_form=legal_form,
        legal_form_label=form_label,
        family=family,
        social_economy=social_economy_of(
            state=state, flag=flag, legal_form=legal_form, family=family, activity=activity, approvals=approvals
        ),
        activity=activity,
        headcount_band=_headcount(reader),
        created_on=reader.take(clean_date(reader.text(TargetField.CREATED_ON))),
        state=state,
        address=place.address,
        point=place.point,
        point_precision=place.precision,
        website=contact.website,
        social_links=contact.social,
        other_links=contact.others,
        email=contact.email,
        phone=contact.phone,
        description=_description(reader),
        tags=_split(reader, TargetField.TAGS) + kinds,
        labels=labels,
        images=_images(reader),
        opening_hours=reader.line(TargetField.OPENING_HOURS),
        source_updated_on=clean_date(reader.text(TargetField.UPDATED_ON))[0],
        warnings=tuple(dict.fromkeys(reader.warnings)),
    )
    return boundary.admitted(organization, options)


def _names(reader: _Reader) -> tuple[str, str, tuple[str, ...]]:
    """Give the legal name, the name to show, and the others; a brand typed by people beats capitals of a register."""
    name, legal = reader.line(TargetField.NAME), reader.line(TargetField.LEGAL_NAME)
    trades = reader.lines(TargetField.TRADE_NAME)
    if not name:
        name = trades[0] if trades else legal
    elif trades and not _LOWER.search(name) and _LOWER.search(trades[0]):
        legal, name = legal or name, trades[0]
    shown = display_name(name)
    others = dict.fromkeys(display_name(trade) for trade in trades)
    others.pop(shown, None)
    return legal, shown, tuple(others)


def _family(reader: _Reader, legal_form: str, form_label: str, family_text: str, names: str) -> FamilyGuess:
    label = f"{form_label} {family_text}".strip()
    return family_of(legal_form=legal_form, names=f"{names} {reader.line(TargetField.ACRONYM)}", label=label)


def _state(reader: _Reader) -> State:
    word = folded(reader.line(TargetField.STATE))
    if word in _CLOSED:
        return State.CLOSED
    return State.ACTIVE if word in _ACTIVE else State.UNKNOWN


@dataclass(frozen=True, slots=True)
class _Contact:
    website: str
    social: tuple[str, ...]
    others: tuple[str, ...]
    email: str
    phone: str


def _contact(reader: _Reader, country: str) -> _Contact:
    links = reader.take(clean_links(reader.text(TargetField.WEBSITE)))
    social_links = list(links.social)
    others = list(links.websites[1:])
    for cell in reader.text(TargetField.SOCIAL_LINK).split("\n"):
        found = reader.take(clean_links(cell))
        social_links.extend(found.social)
        others.extend(found.websites)
    email = reader.take(clean_email(reader.text(TargetField.EMAIL))) or next(iter(links.emails), "")
    phone = reader.take(clean_phone(reader.text(TargetField.PHONE), country or "FR"))
    return _Contact(
        links.websites[0] if links.websites else "",
        tuple(dict.fromkeys(social_links)),
        tuple(dict.fromkeys(others)),
        email,
        phone,
    )


def _source_id(reader: _Reader) -> str:
    line = reader.line(TargetField.SOURCE_ID)
    return re.sub(r"^(\d+)\.0+$", r"\1", line)[:200]


def _confidence(reader: _Reader) -> float | None:
    number = number_of(reader.text(TargetField.IDENTIFIER_CONFIDENCE))
    if number is None or not 0 <= number <= 100:
        return None
    return number / 100 if number > 1 else number


def _headcount(reader: _Reader) -> str:
    band = reader.take(clean_headcount_band(reader.text(TargetField.HEADCOUNT_BAND)))
    return band or reader.take(clean_headcount(reader.text(TargetField.HEADCOUNT)))


def _description(reader: _Reader) -> str:
    return clean_description(reader.text(TargetField.DESCRIPTION))


def _split(reader: _Reader, target: TargetField) -> tuple[str, ...]:
    pieces = re.split(r"[,;|\n]+", reader.text(target))
    return tuple(dict.fromkeys(line[:100] for piece in pieces if (line := clean_line(piece))))


def _images(reader: _Reader) -> tuple[str, ...]:
    """Keep web addresses; a bare file name points nowhere and is told once."""
    images: list[str] = []
    for piece in re.split(r"[\s;|]+|,(?=\s*http)", reader.text(TargetField.IMAGE)):
        if re.match(r"https?://", piece, re.IGNORECASE):
            images.extend(reader.take(clean_links(piece)).websites)
        elif not is_null(piece):
            reader.warnings.append(reason("image.not_a_url", field="image", value=piece))
    return tuple(dict.fromkeys(images))
