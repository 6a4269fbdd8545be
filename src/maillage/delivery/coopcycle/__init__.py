"""The API of CoopCycle, as its clients know it: an adapter over delivery's services and queries.

Its words (roles, IRIs, violations) stay in this package; decision 53. Source: `coopcycle_api.md`, the contract.
"""
