"""Runs a notebook's cells in its kernel and writes the outputs into the file."""

import pathlib
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal

path = pathlib.Path(sys.argv[1])
notebook = nbformat.read(path, as_version=4)


def note_reply(cell, cell_index, execute_reply):
    cell.metadata["ran"] = execute_reply["content"]["status"]


client = NotebookClient(
    notebook,
    kernel_name="tslab",
    timeout=120,  # seconds a cell may take
    record_timing=False,
    on_cell_executed=note_reply,
    resources={"metadata": {"path": str(path.parent)}},
)
try:
    client.execute()
except CellControlSignal as problem:  # a cell failed or took too long: the traceback does not help
    sys.exit(str(problem))
finally:
    nbformat.write(notebook, path)
