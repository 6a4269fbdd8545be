from tests.delivery.conftest import bikes
from tests.delivery.coopcycle.api_cast import credentials, elsewhere, other_shop, sdk, shop, slot

__all__ = ["bikes", "credentials", "elsewhere", "other_shop", "sdk", "shop", "slot"]
