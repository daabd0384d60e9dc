"""The rule that dates an obligation, as far as the register can be read at the moment."""

from core.duties import Standing
from evidence.citation import Citation, citation_of
from registry import RegistryProblems, packaged_rules
from web.site import Site

_UNREADABLE = Citation("名录暂时读不出来", "名录文件有错误，改正之后这里会列出依据。")


def cited(here: Site, standing: Standing, office_name: str) -> Citation | None:
    """None where no rule dates it. An error in a file of the register, perhaps of another office, hides no page."""
    try:
        registry = here.registry()
    except RegistryProblems:
        rules = packaged_rules()
        known = standing.rule is None or any(rule.id == standing.rule for rule in rules)
        return citation_of(standing, office_name, None, rules) if known else _UNREADABLE
    office = registry.offices.get(standing.office_id)
    return citation_of(standing, office_name, office.own_due_date if office else None, registry.rules)
