"""Reading what people have: files, folders, globs, standard input, records, archives, web pages.

What lives here: the public names of the readers. What never does: decoding bytes to text (the caller does), text logic.

    inputs, problems = list_inputs(["crawl/", "more.jsonl.gz"])
    for shard in plan(inputs):                 # each can be read by another process
        for item in read(shard):               # RawDocument or Problem

Nothing bad in an input is an exception: it is a Problem with the path, what happened and what to try, and the reading goes on.
"""

from corpuskit.formats.readers.listing import list_inputs
from corpuskit.formats.readers.planning import plan
from corpuskit.formats.readers.reading import read
from corpuskit.formats.readers.types import InputFile, InputShard, Part, Problem, RawDocument, shown_path

__all__ = ["InputFile", "InputShard", "Part", "Problem", "RawDocument", "list_inputs", "plan", "read", "shown_path"]
