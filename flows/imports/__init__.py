"""Pages, files and archives brought in by hand: kept as evidence with their own provenance, read like any other."""

from flows.imports.bringing import import_files
from flows.imports.results import Imported, Word

__all__ = ["Imported", "Word", "import_files"]
