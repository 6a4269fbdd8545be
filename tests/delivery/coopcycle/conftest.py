from tests.delivery.coopcycle.api_cast import credentials, elsewhere, other_shop, sdk, shop, slot

__all__ = ["credentials", "elsewhere", "other_shop", "sdk", "shop", "slot"]
