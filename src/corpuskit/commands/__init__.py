"""One file per command of the command line; corpuskit.api gathers them.

What lives here: the functions that bring steps, engines and formats together. What never does: text logic, printing.
"""
