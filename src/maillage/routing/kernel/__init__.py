"""The search in numbers: functions over arrays, compiled by Numba. Entered through `maillage.routing.searching` only."""
