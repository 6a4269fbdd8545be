"""Programs that visit pages; they are not counted as readers."""

import re

_ROBOT = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|scan|monitor|curl|wget|python|httpx|java/|go-http|headless|lighthouse|archiver|feed",
    re.IGNORECASE,
)


def is_robot(user_agent: str) -> bool:
    """Say whether a user agent is a program's; one that says nothing is."""
    return not user_agent.strip() or _ROBOT.search(user_agent) is not None
