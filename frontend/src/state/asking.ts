/** Whether a run begins with a small form of the workflow's parameters, and the run that waits for it. */
import { create } from 'zustand';
import { currentDocument } from './document';
import { currentPath } from './workspace';

const STORED = 'kanva.asksParameters';

interface AskedRun {
  targets: string[] | null;
  /** Tells one question from the next. */
  number: number;
}

const store = create<{ asked: AskedRun | null }>()(() => ({ asked: null }));

/** The run that waits for its parameters; null when none does. */
export const useAskedRun = (): AskedRun | null => store((state) => state.asked);

function kept(): string[] {
  try {
    const paths: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]');
    return Array.isArray(paths) ? paths.filter((path): path is string => typeof path === 'string') : [];
  } catch {
    return [];
  }
}

/** Whether the person wants to be asked at the start of every run of this workflow. */
export const asksParameters = (): boolean => kept().includes(currentPath());

export function setAsksParameters(asks: boolean): void {
  const others = kept().filter((path) => path !== currentPath());
  localStorage.setItem(STORED, JSON.stringify(asks ? [...others, currentPath()] : others));
}

let number = 0;

/** Opens the form of parameters; its button starts the run. */
export function askRun(targets: string[] | null): void {
  if (currentDocument().parameters.length === 0) return;
  number += 1;
  store.setState({ asked: { targets, number } });
}

export function dropAskedRun(): void {
  store.setState({ asked: null });
}
