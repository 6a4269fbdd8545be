"""A message to the network's office."""

from maillage.directory.forms.messages import MessageForm


class OfficeMessageForm(MessageForm):
    """The message comes first, then who writes."""

    field_order = ["text", "subject", "sender_name", "sender_email", "sender_phone", "website"]
