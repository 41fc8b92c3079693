"""The server's OpenAPI description as TypeScript types.

Every schema under `components` becomes one exported type of the same name. The dialect is the one
pydantic writes; a construct this module does not know is an error, never silently anything.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_HEADER = """// Written by `make docs` from the server's OpenAPI description; never edited by hand.

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
"""
_SIMPLE = {
    "string": "string",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
}
_PLAIN_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_ANYTHING = frozenset({"title", "description", "default", "examples"})


def typescript(openapi: Mapping[str, Any]) -> str:
    """Return the types of a description.

    Args:
        openapi: The OpenAPI document as JSON values.

    Returns:
        The text of a TypeScript module.

    Raises:
        ValueError: A schema uses something this module does not know.

    Example:
        >>> one = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}
        >>> print(typescript({"components": {"schemas": {"One": one}}}).splitlines()[5])
        export interface One {
    """
    schemas = openapi.get("components", {}).get("schemas", {})
    return "\n".join([_HEADER, *(_declaration(name, schemas[name]) for name in sorted(schemas))])


def _declaration(name: str, schema: Mapping[str, Any]) -> str:
    comment = _comment(schema.get("description"), "")
    if schema.get("type") == "object" and schema.get("properties"):
        return f"{comment}export interface {name} {_object(schema, '')}\n"
    return f"{comment}export type {name} = {_type(schema, '')};\n"


def _type(schema: Any, indent: str) -> str:
    if schema is True or not set(schema) - _ANYTHING:
        return "Json"
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "const" in schema:
        return json.dumps(schema["const"], ensure_ascii=False)
    if "enum" in schema:
        return " | ".join(json.dumps(value, ensure_ascii=False) for value in schema["enum"])
    for union in ("anyOf", "oneOf"):
        if union in schema:
            branches = dict.fromkeys(_type(branch, indent) for branch in schema[union])
            return " | ".join(branches)
    kind = schema.get("type")
    if isinstance(kind, str) and kind in _SIMPLE:
        return _SIMPLE[kind]
    if kind == "array":
        return _array(schema, indent)
    if kind == "object":
        return _object(schema, indent)
    message = f"no TypeScript for {json.dumps(schema, ensure_ascii=False)[:200]}"
    raise ValueError(message)


def _array(schema: Mapping[str, Any], indent: str) -> str:
    if "prefixItems" in schema:
        return "[" + ", ".join(_type(item, indent) for item in schema["prefixItems"]) + "]"
    item = _type(schema.get("items", True), indent)
    count = schema.get("minItems")
    if count and count == schema.get("maxItems"):
        return "[" + ", ".join([item] * count) + "]"
    return f"({item})[]" if re.search(r"[|\s]", item) else f"{item}[]"


def _object(schema: Mapping[str, Any], indent: str) -> str:
    properties: Mapping[str, Any] = schema.get("properties", {})
    others = schema.get("additionalProperties", not properties)
    if not properties:
        return f"Record<string, {_type(others, indent)}>" if others else "Record<string, never>"
    inner = indent + "  "
    required = set(schema.get("required", ()))
    lines: list[str] = []
    for name, member in properties.items():
        key = name if _PLAIN_NAME.fullmatch(name) else json.dumps(name, ensure_ascii=False)
        mark = "" if name in required else "?"
        comment = _comment(
            member.get("description") if isinstance(member, Mapping) else None, inner
        )
        lines.append(f"{comment}{inner}{key}{mark}: {_type(member, inner)};\n")
    if others:
        lines.append(f"{inner}[key: string]: unknown;\n")
    return "{\n" + "".join(lines) + indent + "}"


def _comment(words: str | None, indent: str) -> str:
    if not words:
        return ""
    first = " ".join(words.split("\n\n")[0].split()).replace("*/", "* /")
    return f"{indent}/** {first} */\n"
