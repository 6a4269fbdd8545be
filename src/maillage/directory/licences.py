"""The licences that a network may publish its data under."""

from dataclasses import dataclass

from maillage.accounts.queries import network


@dataclass(frozen=True, slots=True)
class DataLicence:
    """`code` is that of the network's setting."""

    code: str
    name: str
    url: str


LICENCES = {
    "etalab-2.0": DataLicence(
        "etalab-2.0",
        "Licence Ouverte 2.0",
        "https://www.etalab.gouv.fr/wp-content/uploads/2017/04/ETALAB-Licence-Ouverte-v2.0.pdf",
    ),
    "odbl-1.0": DataLicence("odbl-1.0", "ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
}


def data_licence() -> DataLicence:
    """Give the licence that the network has chosen."""
    return LICENCES[network().data_licence]
