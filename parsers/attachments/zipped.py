"""Zip containers, opened with care: nothing is unpacked beyond the limits, whatever their directory claims."""

import zipfile
import zlib
from io import BytesIO

from lxml import etree

from core.reports import FileOutcome
from parsers.attachments import limits
from parsers.attachments.filetext import FileProblem

_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, IndexError)


class Package:
    """A zip of XML parts (docx, OFD). Members are unpacked one by one and only as far as the limits allow."""

    def __init__(self, body: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(body))
        except _DAMAGE:
            raise FileProblem(FileOutcome.BROKEN, "压缩容器已损坏，打不开") from None
        members = self._zip.infolist()
        if len(members) > limits.MOST_MEMBERS:
            raise FileProblem(FileOutcome.TOO_LARGE, f"压缩容器里有 {len(members)} 个文件，超过上限，不解压")
        self._members = {info.filename.lstrip("/").lower(): info for info in members}
        self._left = limits.MOST_XML_IN_ALL

    def __contains__(self, name: str) -> bool:
        return name.lstrip("/").lower() in self._members

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._members)

    def read(self, name: str) -> bytes:
        """The member's bytes. Raises FileProblem: not there, damaged, locked with a password, or too much."""
        info = self._members.get(name.lstrip("/").lower())
        if info is None:
            raise FileProblem(FileOutcome.BROKEN, f"文件不完整，缺少 {name}")
        if info.flag_bits & 1:
            raise FileProblem(FileOutcome.ENCRYPTED, "文件设有打开密码，读不出内容")
        most = min(limits.MOST_XML, self._left)
        try:
            with self._zip.open(info) as member:
                found = member.read(most + 1)
        except (*_DAMAGE, RuntimeError, MemoryError):
            raise FileProblem(FileOutcome.BROKEN, f"文件已损坏，{name} 解压失败") from None
        if len(found) > most:
            raise FileProblem(FileOutcome.TOO_LARGE, "文件解压后过大（可能是压缩炸弹），不再读取")
        self._left -= len(found)
        return found

    def xml(self, name: str) -> etree._Element:
        """The member parsed. Entities are not resolved, nothing is loaded, nesting beyond libxml2's limit is damage."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(self.read(name), parser)
        except (etree.XMLSyntaxError, ValueError):
            raise FileProblem(FileOutcome.BROKEN, f"文件已损坏，{name} 不是规范的 XML") from None
        if root.getroottree().docinfo.internalDTD is not None:
            raise FileProblem(FileOutcome.BROKEN, f"{name} 含有实体定义（DTD），为安全起见不读")
        return root


def local(element: etree._Element) -> str:
    """The element's name without its namespace ("" for comments): writers disagree about namespaces."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def value(element: etree._Element, name: str) -> str | None:
    """The attribute `name`, in whatever namespace."""
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name), None)
