"""Which states may follow which."""

from maillage.directory.types import EditState, Listing
from maillage.kit.moves import Moves

LISTING_MOVES = Moves(
    {
        Listing.DRAFT: {Listing.PENDING, Listing.LISTED, Listing.REFUSED, Listing.CLOSED},
        Listing.PENDING: {Listing.LISTED, Listing.REFUSED, Listing.DRAFT, Listing.CLOSED},
        Listing.LISTED: {Listing.UNLISTED, Listing.REFUSED, Listing.CLOSED},
        Listing.REFUSED: {Listing.PENDING, Listing.LISTED, Listing.CLOSED},
        Listing.UNLISTED: {Listing.LISTED, Listing.PENDING, Listing.CLOSED},
        Listing.CLOSED: {Listing.LISTED, Listing.UNLISTED},
    }
)

EDIT_MOVES = Moves(
    {
        EditState.PENDING: {EditState.APPROVED, EditState.PUBLISHED, EditState.REFUSED},
        EditState.PUBLISHED: {EditState.APPROVED, EditState.REFUSED, EditState.REVERTED},
        EditState.APPROVED: {EditState.REVERTED},
    }
)
