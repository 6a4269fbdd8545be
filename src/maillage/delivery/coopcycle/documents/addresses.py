from typing import Any

from maillage.delivery.coopcycle.iris import iri
from maillage.delivery.models import Address


def address_document(address: Address, /, *, is_split: bool = False) -> dict[str, Any]:
    """Show an address; `is_split`: with the contact's first and last names, as tasks have them."""
    document = {
        "@id": iri("addresses", address.pk),
        "@type": "http://schema.org/Place",
        "geo": {"@type": "GeoCoordinates", "latitude": address.latitude, "longitude": address.longitude},
        "streetAddress": address.street_address,
        "telephone": address.telephone or None,
        "name": address.name or None,
        "contactName": address.contact_name or None,
        "description": address.description or None,
        "provider": None,
    }
    if is_split:
        first, _space, last = address.contact_name.partition(" ")
        document |= {"firstName": first or None, "lastName": last or None}
    return document
