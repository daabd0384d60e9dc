"""How much of a file is read: a yearly report has some ten pages; what lies far beyond is none, or a bomb."""

MOST_BYTES = 32 * 1024 * 1024  # of a file
MOST_PAGES = 300  # of a PDF or OFD
MOST_OCR_PAGES = 30
MOST_CHARACTERS = 2_000_000  # of a file's text
MOST_MEMBERS = 10_000  # of a zip
MOST_XML = 24 * 1024 * 1024  # bytes of one XML part, unpacked
MOST_XML_IN_ALL = 64 * 1024 * 1024
MOST_PIXELS = 60_000_000  # of a picture; a page scanned at 600 dpi has 35 million
MOST_LINES = 20_000
