/** Which problem of the analysis belongs under which field. Pure. */

interface Located {
  node: string | null;
  field: string | null;
  severity: 'error' | 'warning';
}

/** Problems of one node, errors first. */
export function problemsOfNode<T extends Located>(problems: readonly T[], node: string): T[] {
  const own = problems.filter((problem) => problem.node === node);
  return [
    ...own.filter((problem) => problem.severity === 'error'),
    ...own.filter((problem) => problem.severity !== 'error'),
  ];
}

/** The problems of a node and what its last run failed with, unless the analysis says the same. */
export function withRunProblem<T extends Located & { code: string }>(problems: readonly T[], failed: T | null): readonly T[] {
  if (failed === null) return problems;
  const told = problems.some((problem) => problem.code === failed.code && problem.field === failed.field);
  return told ? problems : [failed, ...problems];
}

/** Problems that name exactly this field. */
export const problemsAt = <T extends Located>(problems: readonly T[], path: string): T[] =>
  problems.filter((problem) => problem.field === path);

/** Problems that name this field or anything inside it. */
export const problemsWithin = <T extends Located>(problems: readonly T[], path: string): T[] =>
  problems.filter(
    (problem) =>
      problem.field !== null && (problem.field === path || problem.field.startsWith(`${path}.`)),
  );

/**
 * Problems with no place of their own in the form: without a field, or with a field none of the shown
 * ones is an ancestor of. They are shown at the head of the form.
 */
export const problemsElsewhere = <T extends Located>(
  problems: readonly T[],
  shown: readonly string[],
): T[] =>
  problems.filter((problem) => {
    const field = problem.field;
    if (field === null || field === '') return true;
    return !shown.some((key) => field === key || field.startsWith(`${key}.`));
  });

/** Problems under a widget that none of its inner places shows. */
export const problemsNotUnder = <T extends Located>(
  problems: readonly T[],
  path: string,
  inner: readonly string[],
): T[] => problemsElsewhere(problemsWithin(problems, path), inner);

/** The path `conditions.all.0.value` as its parts, positions as numbers. */
export const pathParts = (path: string): (string | number)[] =>
  path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
