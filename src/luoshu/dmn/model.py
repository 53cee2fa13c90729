"""A decision model (OMG DMN 1.5): what its XML says, as data. Expressions are texts; nothing is evaluated here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from luoshu.dmn.tables import HitPolicy


@dataclass(frozen=True, slots=True)
class Feel:
    """A text in FEEL, and the line of the file that it begins on (0: it was made, not read)."""

    text: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Variable:
    """A name with the type that is declared for it; none is Any."""

    name: str
    type_ref: str | None = None


# --- expressions (7.3, 8.3, 10.2) -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Boxed:
    """Base of the boxed expressions. `type_ref`: the type declared for the result."""

    type_ref: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Literal(Boxed):
    """A literal expression. `language` is what it says of itself, None for that of the model."""

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Context(Boxed):
    """Entries in order; one without a name is the result of all."""

    entries: tuple[tuple[Variable | None, Expression], ...]


@dataclass(frozen=True, slots=True)
class List(Boxed):
    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Relation(Boxed):
    columns: tuple[Variable, ...]
    rows: tuple[tuple[Expression, ...], ...]


@dataclass(frozen=True, slots=True)
class Invocation(Boxed):
    function: Expression
    arguments: tuple[tuple[Variable, Expression | None], ...]


@dataclass(frozen=True, slots=True)
class Function(Boxed):
    """A function definition. `kind` is FEEL, Java or PMML: only FEEL can be called. `type_ref` is its own type."""

    parameters: tuple[Variable, ...]
    body: Expression | None
    kind: str = "FEEL"


@dataclass(frozen=True, slots=True)
class Conditional(Boxed):
    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Filter(Boxed):
    base: Expression
    match: Expression


@dataclass(frozen=True, slots=True)
class For(Boxed):
    name: str
    domain: Expression
    body: Expression


@dataclass(frozen=True, slots=True)
class Quantified(Boxed):
    kind: str  # some, every
    name: str
    domain: Expression
    condition: Expression


@dataclass(frozen=True, slots=True)
class Input:
    """A column that is tested: its expression, its type, the values that it may have."""

    expression: Feel
    type_ref: str | None = None
    values: Feel | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """A column that is given. A table with one output needs no name."""

    name: str = ""
    type_ref: str | None = None
    values: Feel | None = None
    default: Feel | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    tests: tuple[Feel, ...]
    outputs: tuple[Feel, ...]
    notes: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class DecisionTable(Boxed):
    hit_policy: HitPolicy
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    annotations: tuple[str, ...] = ()
    label: str = ""


Expression = (
    Literal
    | Context
    | List
    | Relation
    | Invocation
    | Function
    | Conditional
    | Filter
    | For
    | Quantified
    | DecisionTable
)


# --- types (7.3.3) ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Item:
    """An item definition, or a component of one.

    `allowed` constrains the values (the items', of a collection); `constraint` the value as a whole. `function` holds
    the parameters of a function's type, whose result is `type_ref`.
    """

    name: str
    type_ref: str | None = None
    collection: bool = False
    components: tuple[Item, ...] = ()
    allowed: Feel | None = None
    constraint: Feel | None = None
    function: tuple[Variable, ...] | None = None
    line: int = 0


# --- the graph (6) ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reference:
    """Which element a requirement names: the namespace of its model ("" for this one) and its id."""

    namespace: str
    id: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Node:
    """Base of what stands in a requirements graph. `variable` has the name by which expressions know it."""

    id: str
    variable: Variable
    description: str = ""
    line: int = 0

    @property
    def name(self) -> str:
        return self.variable.name


@dataclass(frozen=True, slots=True)
class InputData(Node):
    pass


@dataclass(frozen=True, slots=True)
class Decision(Node):
    """`needs`: the input data and decisions that it uses; `knows`: the knowledge models and services that it calls."""

    expression: Expression | None = None
    needs: tuple[Reference, ...] = ()
    knows: tuple[Reference, ...] = ()
    question: str = ""
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Knowledge(Node):
    """A business knowledge model: a function by a name."""

    function: Function | None = None
    knows: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Service(Node):
    """A decision service: decisions that are asked for together, and what must be given for them."""

    outputs: tuple[Reference, ...] = ()
    encapsulated: tuple[Reference, ...] = ()
    input_decisions: tuple[Reference, ...] = ()
    input_data: tuple[Reference, ...] = ()


Element = InputData | Decision | Knowledge | Service


@dataclass(frozen=True, slots=True)
class Import:
    """Another model, whose elements are known under `name` (or, where that is empty, by their own names)."""

    namespace: str
    name: str
    location: str = ""
    line: int = 0


@dataclass(frozen=True)
class Model:
    """One file. `language` is the URI of its expression language, None where it says nothing: then it is FEEL."""

    name: str
    namespace: str
    file: str
    imports: tuple[Import, ...] = ()
    items: tuple[Item, ...] = ()
    elements: tuple[Element, ...] = ()
    language: str | None = None
    description: str = ""
    by_id: Mapping[str, Element] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {each.id: each for each in self.elements})

    def named(self, name: str) -> Iterator[Element]:
        """The elements of that name."""
        return (each for each in self.elements if each.name == name)
