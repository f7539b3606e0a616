"""The outside world: inputs are read here, the dataset folder is written, described, checked and published here.

What lives here: readers (files, archives, records), parquet and the ledger's rows, the dataset folder and its files (card,
manifest, Croissant, report page), the check of a folder, the Hub. What never does: a step, an engine, a decision about text.
A function that needs a step (decoding bytes, encoding text back) gets it as a parameter.
"""
