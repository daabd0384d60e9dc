"""What a reader would call changed between two readings of a report 改动."""

from core.differences import folded, same_to_a_reader
from parsers.differences.compare import compare
from parsers.differences.wording import file_words, section_words, summary

__all__ = ["compare", "file_words", "folded", "same_to_a_reader", "section_words", "summary"]
