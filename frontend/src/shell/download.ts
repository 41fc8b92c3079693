import type { WorkflowDocument } from '../document';
import { isDocument } from '../document';

/** Gives the person a workflow as a file. */
export function downloadJson(path: string, document_: WorkflowDocument): void {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(document_, null, 2)}\n`], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = path.slice(path.lastIndexOf('/') + 1);
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** Opens the system's chooser for one workflow file. */
export function chooseWorkflowFile(): Promise<File | null> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = '.json,application/json';
    input.addEventListener('change', () => resolve(input.files?.[0] ?? null));
    input.addEventListener('cancel', () => resolve(null));
    input.click();
  });
}

/** The workflow inside a file; null when it is something else. */
export async function documentIn(file: File): Promise<WorkflowDocument | null> {
  try {
    const value: unknown = JSON.parse(await file.text());
    return isDocument(value) ? value : null;
  } catch {
    return null;
  }
}
