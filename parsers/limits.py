"""How much of anything is read: a page has an end somewhere, and what lies beyond was never a report."""

MOST_ELEMENTS = 40_000  # of a page, Word's inline runs not counted
MOST_PARAGRAPHS = 20_000  # of an article; a long report has some hundred
MOST_LINES = 20_000  # of a saved text
