"""Who may hold a page without anybody's approval."""

import secrets

# Addresses anybody can open: they prove nothing about an organization.
FREE_PROVIDERS = frozenset(
    {
        "aliceadsl.fr", "aol.com", "bbox.fr", "club-internet.fr", "ecomail.fr", "free.fr", "gmail.com", "gmx.com", "gmx.fr",
        "googlemail.com", "hotmail.com", "hotmail.fr", "icloud.com", "laposte.net", "live.com", "live.fr", "mac.com",
        "mailo.com", "me.com", "msn.com", "net-c.fr", "neuf.fr", "numericable.fr", "orange.fr", "outlook.com", "outlook.fr",
        "proton.me", "protonmail.com", "riseup.net", "sfr.fr", "tutanota.com", "wanadoo.fr", "yahoo.com", "yahoo.fr",
        "ymail.com", "zaclys.net", "zoho.com",
    }
)  # fmt: skip
# Hosts that serve many organizations' pages: their domain is not any one organization's.
SHARED_HOSTS = frozenset(
    {
        "blogspot.com", "business.site", "canalblog.com", "e-monsite.com", "facebook.com", "framasite.org", "github.io",
        "google.com", "helloasso.com", "instagram.com", "jimdo.com", "jimdofree.com", "linkedin.com", "linktr.ee",
        "over-blog.com", "pagesperso-orange.fr", "site.google.com", "sites.google.com", "webnode.fr", "weebly.com",
        "wixsite.com", "wordpress.com", "youtube.com",
    }
)  # fmt: skip
# Without 0, O, 1, I, L: read aloud and typed without mistake. 31^8 is about 2^39.6: enough for five tries.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8


def domain_proves(*, email: str, website_host: str) -> bool:
    """Say whether an address belongs to the domain of a website.

    `website_host`: host name without scheme. The address's domain must be the host's own (without `www.`) or a parent of
    it with at least two labels, or the other way round; free providers and shared hosts prove nothing.
    """
    domain = email.rpartition("@")[2].strip().lower().rstrip(".")
    host = website_host.strip().lower().rstrip(".").removeprefix("www.")
    if not domain or not host or domain.count(".") < 1 or host.count(".") < 1:
        return False
    if domain in FREE_PROVIDERS or _is_shared(host) or _is_shared(domain):
        return False
    return domain == host or host.endswith(f".{domain}") or domain.endswith(f".{host}")


def _is_shared(host: str) -> bool:
    return any(host == shared or host.endswith(f".{shared}") for shared in SHARED_HOSTS)


def new_code() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _place in range(CODE_LENGTH))


def typed_code(text: str) -> str:
    """Give a typed code as it was made: capitals, no spaces or hyphens."""
    return "".join(character for character in text.upper() if character.isalnum())


def masked_address(email: str) -> str:
    """Show enough of an address to recognise it: `co•••@labobine.example`."""
    name, _at, domain = email.partition("@")
    return f"{name[:2]}•••@{domain}"
