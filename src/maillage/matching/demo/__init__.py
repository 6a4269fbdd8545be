"""A season of needs for the fictional network: invented buyers in real communes, pure data."""

from maillage.matching.demo.season import SEASON, DemoBrief

__all__ = ["SEASON", "DemoBrief"]
