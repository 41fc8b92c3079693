"""The formula language: text with positions, a typed tree, a polars expression or SQL.

What a person types, in Russian or in English, with the names Excel has:

- columns `[Сумма]`, `]]` for a bracket inside; without brackets when the name is one word;
  parameters `{report_date}`; numbers `0.2`, `0,2`, `20%`; texts in `"…"` or `'…'`, the quote
  inside doubled; dates `#2011-12-09#`, or a text written beside a date; `ИСТИНА`/`TRUE`,
  `ПУСТО`/`NULL`; notes from `//` to the end of the line;
- operators, from the strongest: `%`, the sign of a number, `^`, `* /`, `+ -`, `&`, comparisons
  with `IN`, `BETWEEN`, `LIKE`, `IS NULL`, then `NOT`, `AND`, `OR`;
- arguments separated by `;` or `,`; when a comma is decimal is told in `lexer`;
- over a whole column: `СУММ([Сумма])`, within groups `СУММ([Сумма]; ПО [Клиент]; [Год])`,
  `SUM([Amount], BY [Client])`. One argument means the column, several mean the values of the row.

Null in gives null out; the functions that do otherwise say so. A division by zero is null. Texts
are compared with regard to letters' case. Kinds are never mixed silently.
"""

from __future__ import annotations

from kanva.formula.language import (
    Checked,
    check,
    compile_expression,
    compile_sql,
    rename_column,
)
from kanva.formula.lexer import Token
from kanva.formula.names import quote_column
from kanva.formula.problems import Fix, FormulaError, FormulaProblem
from kanva.formula.registry import FUNCTION_CATEGORIES, FunctionDoc, functions

__all__ = [
    "FUNCTION_CATEGORIES",
    "Checked",
    "Fix",
    "FormulaError",
    "FormulaProblem",
    "FunctionDoc",
    "Token",
    "check",
    "compile_expression",
    "compile_sql",
    "functions",
    "quote_column",
    "rename_column",
]
