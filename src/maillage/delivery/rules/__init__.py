"""Calculations of delivery, without database or clock."""
