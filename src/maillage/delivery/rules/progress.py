"""How far a delivery is, from the states of its tasks."""

from collections.abc import Iterable

OPEN = frozenset({"TODO", "DOING"})


def delivery_state(states: Iterable[str], /) -> str:
    """Give `todo`, `doing`, `done`, `failed` or `cancelled`; what was cancelled counts only when all was.

    One drop-off that failed makes a delivery that is over a failed one.
    """
    left = [state for state in states if state != "CANCELLED"]
    if not left:
        return "cancelled"
    if any(state in OPEN for state in left):
        return "todo" if all(state == "TODO" for state in left) else "doing"
    return "failed" if "FAILED" in left else "done"


def stop_state(state: str, /, *, is_taken: bool) -> str:
    """Give the same for one drop-off alone; what was taken for it is under way. `is_taken`: something of its delivery was."""
    return delivery_state([state, "DONE"] if is_taken and state in OPEN else [state])
