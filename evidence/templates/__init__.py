"""The texts that facts are filled into; HTML is escaped, plain text is not."""

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from evidence import words

ENVIRONMENT = Environment(
    loader=PackageLoader("evidence"),
    autoescape=select_autoescape(default=True, disabled_extensions=("txt",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
ENVIRONMENT.filters |= {
    "clock": words.clock,
    "minute": words.minute,
    "day": words.day,
    "visible": words.visible,
    "inert": words.inert,
}
