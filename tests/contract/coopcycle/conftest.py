from tests.delivery.conftest import bikes
from tests.delivery.coopcycle.api_cast import app, credentials, elsewhere, grocer, office, other_shop, sdk, shop, slot

__all__ = ["app", "bikes", "credentials", "elsewhere", "grocer", "office", "other_shop", "sdk", "shop", "slot"]
