"""Files that a report is published in 附件: bytes in, paragraphs out; no network, no clock, no file is executed."""

from parsers.attachments.filetext import FileText
from parsers.attachments.plain import is_binary
from parsers.attachments.read import is_file, media_type_of, read_file

__all__ = ["FileText", "is_binary", "is_file", "media_type_of", "read_file"]
