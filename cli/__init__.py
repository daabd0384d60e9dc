"""The command line: answers in Chinese for people, one JSON document for programs."""
