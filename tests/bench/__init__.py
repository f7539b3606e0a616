"""Measurements: ratios to BLAKE2b in one interleaved run. Never a timed test."""
