"""What each database writes in its own way."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import BindParameter, ColumnElement, FromClause, Insert, Integer, Join
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import NamedFromClause
from sqlalchemy.sql.visitors import replacement_traverse


class DaysBetween(FunctionElement[int]):
    """`DaysBetween(later, earlier)`: the number of days from one day to another."""

    type = Integer()
    inherit_cache = True


@compiles(DaysBetween)
def _days_between(element: DaysBetween, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    later, earlier = (compiler.process(one, **options) for one in element.clauses)
    return f"({later} - {earlier})"


@compiles(DaysBetween, "sqlite")
def _julian(element: DaysBetween, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    later, earlier = (compiler.process(one, **options) for one in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


class AtMost(FunctionElement[int]):
    """`AtMost(value, limit)`: the smaller one of two."""

    type = Integer()
    inherit_cache = True


@compiles(AtMost)
def _least(element: AtMost, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    return f"least({compiler.process(element.clauses, **options)})"


@compiles(AtMost, "sqlite")
def _min(element: AtMost, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    return f"min({compiler.process(element.clauses, **options)})"


class LastJoin(Join):
    """A join whose right side is looked up for each row of the left one, and never the reverse.

    Both databases would take a small table first, and look through all matters once for each of
    its rows: SQLite because it is small, PostgreSQL because it thinks that JSON holds one row.
    """

    inherit_cache = True

    def __init__(self, left: FromClause, right: FromClause, on: ColumnElement[bool]) -> None:
        super().__init__(left, right, on)


@compiles(LastJoin, "sqlite")
def _last_join(element: LastJoin, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    options["asfrom"] = True
    left, right = (compiler.process(one, **options) for one in (element.left, element.right))
    on = cast("ColumnElement[bool]", element.onclause)
    return f"{left} CROSS JOIN {right} ON {compiler.process(on, **options)}"


@compiles(LastJoin, "postgresql")
def _lateral(element: LastJoin, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    """OFFSET keeps the planner from turning the subquery into a join again."""
    options["asfrom"] = True
    left, right = (compiler.process(one, **options) for one in (element.left, element.right))
    on = compiler.process(cast("ColumnElement[bool]", element.onclause), **options)
    name = cast("NamedFromClause", element.right).name
    found = f"SELECT * FROM {right} WHERE {on} OFFSET 0"  # noqa: S608 - our own parts
    return f"{left} JOIN LATERAL ({found}) AS {name} ON true"


class FirstJoin(Join):
    """A join with the first, in an order, of the rows on the right side that fit.

    PostgreSQL takes it at once. SQLite can only look up its key, and it by the key: `is_first`.
    """

    inherit_cache = True

    def __init__(
        self,
        left: FromClause,
        right: FromClause,
        is_first: ColumnElement[bool],
        fits: ColumnElement[bool],
        order: Sequence[ColumnElement[Any]],
        *,
        isouter: bool = False,
    ) -> None:
        super().__init__(left, right, is_first, isouter=isouter)
        self.fits, self.order = fits, order


@compiles(FirstJoin, "postgresql")
def _first_join(element: FirstJoin, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    options["asfrom"] = True
    left, right = (compiler.process(one, **options) for one in (element.left, element.right))
    fits = compiler.process(element.fits, **options)
    order = ", ".join(compiler.process(one, **options) for one in element.order)
    name = cast("NamedFromClause", element.right).name
    found = f"SELECT * FROM {right} WHERE {fits} ORDER BY {order} LIMIT 1"  # noqa: S608 - our own
    kind = "LEFT JOIN" if element.isouter else "JOIN"
    return f"{left} {kind} LATERAL ({found}) AS {name} ON true"


def with_constants(statement: Insert) -> Insert:
    """The statement with its constants written out; what is named stays a parameter.

    SQLite fetches a parameter for each row anew, and a constant once.
    """

    def written(element: object, **_more: object) -> BindParameter[Any] | None:
        if isinstance(element, BindParameter) and element.unique:
            return element.render_literal_execute()
        return None

    return cast("Insert", replacement_traverse(statement, {}, written))
