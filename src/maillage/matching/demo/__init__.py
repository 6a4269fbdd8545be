"""Seasons of needs for the fictional network: invented buyers in real communes, pure data."""

from maillage.matching.demo.needs import DemoBrief
from maillage.matching.demo.past_season import PAST_SEASON
from maillage.matching.demo.season import SEASON as PRESENT_SEASON

SEASON = (*PRESENT_SEASON, *PAST_SEASON)

__all__ = ["SEASON", "DemoBrief"]
