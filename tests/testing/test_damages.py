"""The named damages: every documented example made again exactly, and every promise of `exact` kept by inverse bytes.

The inverses here are written from the definition of each chain and share no code with the damages or with any repair.
"""
