"""What delivery calculates without database or clock: prices, slots, times, windows, parcels, recurrences."""
