"""How much of anything is read: a page has an end somewhere, and what lies beyond was never a report."""

MOST_BYTES = (
    20_000_000  # of a page or text, or characters of it; with pictures written into it a page has some millions
)
MOST_TAGS = 200_000  # elements of a page
MOST_ELEMENTS = 40_000  # of a page, Word's inline runs not counted
MOST_PARAGRAPHS = 20_000  # of an article; a long report has some hundred
MOST_TEXT = 1_000_000  # characters of an article; a long report has some ten thousand
MOST_LINES = 20_000  # of a saved text
LEAST_ALONE = 400  # Chinese characters without a heading: less may be a word about files or pictures with the report
MOST_ROWS = 2_000  # lines looked at to tell a list page
