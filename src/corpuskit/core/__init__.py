"""Ground floor: documents, edits, steps, pipeline, report, recipe. Standard library and errors.py only, no I/O."""
