"""The reading room's pure parts: a report's text cut into headings, paragraphs and marked pieces."""
