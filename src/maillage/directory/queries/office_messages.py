"""What people have written to the network's office."""

from maillage.accounts.types import Scope
from maillage.directory.models import ContactMessage
from maillage.kit.pages import KeyPage, page_by_key


def messages_of_office(*, scope: Scope, is_open: bool = True, cursor: str = "") -> KeyPage[ContactMessage]:
    """Give the messages addressed to the office, latest first; those still to handle alone when `is_open`.

    Raises: BadCursor.
    """
    rows = ContactMessage.objects.within(scope).filter(organization=None)
    if is_open:
        rows = rows.filter(handled_at__isnull=True)
    return page_by_key(rows, key=("-sent_at", "-id"), cursor=cursor)


def count_open_messages(*, scope: Scope) -> int:
    """Count the messages to the office that nobody has handled."""
    return int(ContactMessage.objects.within(scope).filter(organization=None, handled_at__isnull=True).count())
