"""Read a schema back from the TypeScript that CDKTF generated from it.

Every attribute has a comment `// name - computed: .., optional: .., required: ..` and a getter that shows its type.
What can be set stands also in a map for HCL, and there `listMapperHcl(fn, true)` is a repeated block and `false` an
attribute that holds objects. A single block is an `XOutputReference` without index: a list of at most one, unless the
map calls it a struct.
"""

import re
from collections.abc import Iterator

from tests.support.doubles.model import Attribute, Block, Nested, Nesting, Type

_CLASS = re.compile(r"^export class (\w+) extends cdktf\.(\w+) \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_FUNCTION = re.compile(r"^export function (\w+)ToHclTerraform\(.*?\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_INTERFACE = re.compile(r"^export interface (\w+)(?: extends [\w.]+)? \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_ATTRIBUTE = re.compile(
    r"^  // (\w+) - computed: (true|false), optional: (true|false), required: (true|false)\n"
    r"((?:  private .*\n)*)  public get \w+\(\) \{\n    return (.*);\n  \}",
    re.MULTILINE,
)
_HCL = re.compile(
    r"^ +(\w+): \{\n +value: (.*),\n +isBlock: (?:true|false),\n +type: \"(\w+)\",\n +storageClassType: \"(\w+)\"",
    re.MULTILINE,
)
_DOCUMENTED = re.compile(r"#(\w+) \w+#\w+\}(?:\n  \*.*)*\n  readonly \w+(\??):")
_INSIDE = re.compile(r"new (\w+?)(?:OutputReference|List|Map)\(this, \"\w+\"(?:, (true|false))?\)")
_FUNCTION_USED = re.compile(r"\b(?!cdktf)(\w+)ToHclTerraform\b")
_ROOTS = ("TerraformResource", "TerraformDataSource", "TerraformProvider")
_GETTERS: list[tuple[str, Type]] = [
    ("getStringAttribute", "string"),
    ("getNumberAttribute", "number"),
    ("getBooleanAttribute", "bool"),
    ("getStringMapAttribute", ["map", "string"]),
    ("getNumberMapAttribute", ["map", "number"]),
    ("getBooleanMapAttribute", ["map", "bool"]),
    ("getListAttribute", ["list", "string"]),
    ("getNumberListAttribute", ["list", "number"]),
    ("interpolationForAttribute", "dynamic"),
    ("new cdktf.StringMap", ["map", "string"]),
    ("new cdktf.BooleanMap", ["map", "bool"]),
    ("new cdktf.NumberMap", ["map", "number"]),
    ("new cdktf.StringMapList", ["list", ["map", "string"]]),
]
_STORED = {"string": "string", "number": "number", "boolean": "bool", "any": "dynamic"}


class NotUnderstoodError(Exception):
    """The bindings are written in a way that this reader doesn't know."""


def block_of(source: str) -> Block:
    """Return the schema of the one resource, data source or provider that a file of the bindings declares."""
    return _Source(source).root()


class _Source:
    def __init__(self, text: str) -> None:
        self._classes = {name.lower(): (base, body) for name, base, body in _CLASS.findall(text)}
        self._functions = {name.lower(): body for name, body in _FUNCTION.findall(text)}
        self._interfaces = {name.lower(): body for name, body in _INTERFACE.findall(text)}

    def root(self) -> Block:
        (body,) = (body for base, body in self._classes.values() if base in _ROOTS)
        head, _, hcl = body.partition("protected synthesizeHclAttributes")
        return self._block(head, hcl)

    def _inside(self, name: str) -> Block:
        """Find the block of a struct: by its class, or in a provider's configuration by its interface."""
        hcl = self._functions.get(name.lower(), "")
        if found := self._classes.get(f"{name}OutputReference".lower()):
            return self._block(found[1], hcl)
        optional = dict(_DOCUMENTED.findall(self._interfaces[name.lower()]))
        entries = (
            f"  // {key} - computed: false, optional: {str(bool(mark)).lower()}, required: {str(not mark).lower()}\n"
            f"  public get x() {{\n    return this._x;\n  }}"
            for key, mark in optional.items()
        )
        return self._block("\n".join(entries), hcl)

    def _block(self, text: str, hcl: str) -> Block:
        settable = {name: (value, kind, stored) for name, value, kind, stored in _HCL.findall(hcl)}
        block = Block()
        for name, computed, optional, required, private, getter in _ATTRIBUTE.findall(text):
            if name == "alias" and "this._alias" in getter:  # a provider's alias is Terraform's own
                continue
            flags = {"computed": computed == "true", "optional": optional == "true", "required": required == "true"}
            value, kind, stored = settable.get(name, ("", "", ""))
            if simple := _simple(private + getter, kind, stored):
                block.attributes[name] = Attribute(simple, **flags)
                continue
            inside, is_set = self._struct(name, private, value, kind)
            if _is_block(value):
                block.blocks[name] = _nested(inside, kind, is_list="listMapper" in value, required=flags["required"])
            else:
                of_objects: Type = ["set" if is_set else "list", _object(inside)]
                block.attributes[name] = Attribute(of_objects, **flags)
        return block

    def _struct(self, name: str, private: str, value: str, kind: str) -> tuple[Block, bool]:
        if made := _INSIDE.search(private):
            return self._inside(made[1]), made[2] == "true" or kind == "set"
        if used := _FUNCTION_USED.search(value):
            return self._inside(used[1]), kind == "set"
        raise NotUnderstoodError(f"{name}: {private or value}")


def _simple(getter: str, kind: str, stored: str) -> Type | None:
    for method, type_ in _GETTERS:
        if f"{method}(" in getter:
            return ["set", type_[1]] if "Fn.tolist(" in getter and isinstance(type_, list) else type_
    if kind == "simple":
        return _STORED[stored]
    for suffix in ("List", "Map"):
        if stored.removesuffix(suffix) in _STORED:
            return [kind, _STORED[stored.removesuffix(suffix)]]
    return None


def _is_block(value: str) -> bool:
    return bool(value) and ", false)" not in value


def _nested(block: Block, kind: str, *, is_list: bool, required: bool) -> Nested:
    nestings: dict[str, Nesting] = {"struct": "single", "list": "list", "set": "set", "map": "map"}
    many = is_list or kind in ("struct", "map")
    return Nested(block, nestings[kind], min_items=int(required and kind != "struct"), max_items=0 if many else 1)


def _object(block: Block) -> Type:
    return ["object", dict(_members(block))]


def _members(block: Block) -> Iterator[tuple[str, Type]]:
    for name, attribute in block.attributes.items():
        if attribute.type:
            yield name, attribute.type
    for name, nested in block.blocks.items():
        yield name, ["list" if nested.nesting == "single" else nested.nesting, _object(nested.block)]
