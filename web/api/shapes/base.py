"""What every shape shares."""

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

T = TypeVar("T")

# Instants and days are text already when storage hands them out; here they only say what they are.
Instant = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
Day = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
Digest = Annotated[str, WithJsonSchema({"type": "string", "pattern": "^[0-9a-f]{64}$"})]
Offset = Annotated[int, Field(ge=0, description="body 中的字符位置 / character offset in the body")]


class Shape(BaseModel):
    """A shape of the contract: fields may be added to it, none is taken away."""

    model_config = ConfigDict(extra="allow")


class Items(BaseModel, Generic[T]):
    """一页 / a page of a list. Ask again with `next` until it is null."""

    items: list[T]
    next: str | None = Field(description="下一页的续页标记，null 表示没有了 / mark of the next page, null at the end")


class Problem(BaseModel):
    """出了什么问题 / what is wrong: `error` in short, `detail` in a sentence (Chinese)."""

    error: str
    detail: str
