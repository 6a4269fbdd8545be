from maillage.directory.models.abilities import SearchAbility
from maillage.directory.models.changes import PublicChange
from maillage.directory.models.claims import Claim
from maillage.directory.models.contacts import Contact, ContactMessage
from maillage.directory.models.edits import Divergence, DuplicatePair, Edit
from maillage.directory.models.imports import (
    ImportChange,
    ImportMapping,
    ImportRecord,
    ImportReject,
    ImportRun,
    MatchKey,
)
from maillage.directory.models.labels import Label, OrganizationLabel
from maillage.directory.models.merges import FormerSlug, OrganizationMerge
from maillage.directory.models.murmurations import MurmurationsNode
from maillage.directory.models.news import NewsItem
from maillage.directory.models.places import Establishment
from maillage.directory.models.profiles import Profile
from maillage.directory.models.search_tables import (
    SearchCard,
    SearchDocument,
    SearchNameStart,
    SearchPrepared,
    SearchTally,
    SearchTier,
    SearchWord,
)
from maillage.directory.models.searches import ProfileDay, SavedSearch, SearchMiss
from maillage.directory.models.showcase import Offer, Photo, Reference, ReferencePartner
from maillage.directory.models.skills import OrganizationSkill
from maillage.directory.models.taxonomy import Sector, Skill

__all__ = [
    "Claim",
    "Contact",
    "ContactMessage",
    "Divergence",
    "DuplicatePair",
    "Edit",
    "Establishment",
    "FormerSlug",
    "ImportChange",
    "ImportMapping",
    "ImportRecord",
    "ImportReject",
    "ImportRun",
    "Label",
    "MatchKey",
    "MurmurationsNode",
    "NewsItem",
    "Offer",
    "OrganizationLabel",
    "OrganizationMerge",
    "OrganizationSkill",
    "Photo",
    "Profile",
    "ProfileDay",
    "PublicChange",
    "Reference",
    "ReferencePartner",
    "SavedSearch",
    "SearchAbility",
    "SearchCard",
    "SearchDocument",
    "SearchMiss",
    "SearchNameStart",
    "SearchPrepared",
    "SearchTally",
    "SearchTier",
    "SearchWord",
    "Sector",
    "Skill",
]
