"""A document template, with what it says about itself at its head."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from guideline.document import Numbering
from guideline.errors import Place
from guideline.model.fields import Line, Model

Register = Literal["polite", "plain"]

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9./-]*$")]


class TemplateSettings(Model):
    """The front matter of a document template. Every value may be left out."""

    title: Line | None = Field(
        None,
        title="文書名",
        description="文面と同じ書き方ができる。省略時はプロファイルの document.title",
    )
    register_: Register = Field(
        "polite",
        alias="register",
        title="文体",
        json_schema_extra={"labels": {"polite": "です・ます", "plain": "である"}},
    )
    numbering: Numbering | None = Field(
        None,
        title="番号の付け方",
        description="省略時はプロファイルの document.numbering",
        json_schema_extra={
            "labels": {
                "jdla": "1 ／ (1) ／ ①",
                "notice": "第１ ／ １ ／ (1)",
                "articles": "第１章 ／ 第１条 ／ ２ ／ (1)",
            }
        },
    )
    page: Literal["normal", "compact"] = Field(
        "normal",
        title="紙面",
        json_schema_extra={"labels": {"normal": "標準", "compact": "余白を詰める"}},
    )
    commentary: bool = Field(True, title="解説と例を付けるか")
    ruby: bool = Field(True, title="難しい言葉の読みを付けるか")
    tables: Literal["in_place", "appended"] = Field(
        "in_place",
        title="条の中の表",
        description="appended は、番号を条とする文書で、表を附則の後の別表に移す",
        json_schema_extra={"labels": {"in_place": "その場に置く", "appended": "別表に移す"}},
    )
    leaves_out: tuple[Name, ...] | Literal["all"] = Field(
        (), title="置かない条項", description="条項又は枠の識別子の一覧か、すべてを表す all"
    )
    forms: tuple[Line, ...] = Field(
        (),
        title="様式",
        description="番号を条とする文書で、別表の後に付ける様式の型。型の名前か、この型のファイルから"
        "見た場所。様式を求める条項がない文書には付かない",
    )
    asked_by: Name | None = Field(
        None,
        title="様式を求める条項",
        description="この型がほかの文書の様式になるとき、その様式を求める条項又は枠の識別子",
    )
    asks: Line | None = Field(
        None,
        title="様式を求める文",
        description="asked_by の条項の終わりに加える文。様式は [[form]] と書く",
    )


@dataclass(frozen=True)
class Template:
    """A document template: which parts and clauses stand where."""

    name: str
    file: str
    text: str
    settings: TemplateSettings = field(default_factory=TemplateSettings)
    first_line: int = 1
    """The line of the file on which the text begins."""
    forms: tuple[Template, ...] = ()
    """The templates of the forms that may belong to it."""
    is_shipped: bool = False
    """Whether it comes with the program, and may meet versions of the library that it outgrew."""
    lines: tuple[Place, ...] = ()
    """Where each line of the file was written, when blocks of layers stand in it."""

    @property
    def is_form(self) -> bool:
        """Whether it holds no clauses: a form to fill in, or the summary."""
        return self.settings.leaves_out == "all"
