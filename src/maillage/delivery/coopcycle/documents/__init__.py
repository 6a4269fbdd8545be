"""Rows as this API's clients read them. Source: `coopcycle_api.md`, sections 3 to 9."""
