"""Delivery by bike: stores, tasks, prices, dispatch, couriers, tracking; `coopcycle` is the API that clients speak."""
