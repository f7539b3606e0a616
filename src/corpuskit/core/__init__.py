"""Ground floor: documents, edits, steps, pipeline, report, recipe.

What lives here: what all other parts stand on; standard library and errors.py only. What never does: I/O, a concrete step.
"""
