import { useEffect } from 'react';
import { placeInSight, removeSelected } from '../canvas/actions';
import { copiedText, pasteAny } from '../canvas/clips';
import { addFiles } from '../canvas/files';
import { commands, matches } from './commands';

/** Whether the keys belong to a text field, a list or a code editor now. */
function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable="true"], .cm-editor, [role="listbox"]') !== null
  );
}

/** Whether a window lies over the editor: it keeps the keys to itself. */
function isCovered(): boolean {
  return document.querySelector('[role="dialog"], [role="menu"], [role="alertdialog"]') !== null;
}

/** A control that Enter, Space or the arrows already mean something to. */
function takesKey(event: KeyboardEvent): boolean {
  if (!(event.target instanceof Element)) return false;
  const control = event.target.closest('button, a, [role="tab"], [role="grid"], [role="separator"], [role="treeitem"], summary');
  if (control === null) return false;
  return ['Enter', 'NumpadEnter', 'Space', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Delete', 'Backspace'].includes(event.code);
}

/** As it was before the press: a window closes by Esc while the press is still on its way here. */
let covered = false;

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const writing = isWriting(event.target);
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  const command = commands.find(({ keys }) => keys.some((hotkey) => matches(event, hotkey)));
  if (command === undefined) return;
  if (covered && command.id !== 'save') return;
  if (writing && command.everywhere !== true) return;
  if (command.enabled?.() === false && command.id !== 'undo' && command.id !== 'redo') return;
  if (plain && !writing && takesKey(event)) return;
  event.preventDefault();
  // What is being written in a field is an edit like any other: it is committed first.
  if (writing && document.activeElement instanceof HTMLElement) document.activeElement.blur();
  command.run(event);
}

function hasTextSelection(): boolean {
  const selection = window.getSelection();
  return selection !== null && !selection.isCollapsed;
}

function onCopy(event: ClipboardEvent): void {
  if (event.defaultPrevented || isWriting(event.target) || isCovered() || hasTextSelection()) return;
  if (event.target instanceof Element && event.target.closest('[role="grid"]') !== null) return;
  const text = copiedText();
  if (text === null) return;
  event.clipboardData?.setData('text/plain', text);
  event.preventDefault();
  if (event.type === 'cut') removeSelected();
}

let keepInputs = false;

function onPaste(event: ClipboardEvent): void {
  if (event.defaultPrevented || isWriting(event.target) || isCovered()) return;
  const files = [...(event.clipboardData?.files ?? [])];
  const text = event.clipboardData?.getData('text/plain') ?? '';
  if (pasteAny(text, keepInputs)) event.preventDefault();
  else if (files.length > 0) {
    event.preventDefault();
    void addFiles(files, placeInSight());
  }
}

/** The keyboard of the editor: keys by their place, so that every layout works, and the clipboard. */
export function useKeys(): void {
  useEffect(() => {
    const shift = (event: KeyboardEvent): void => {
      keepInputs = event.shiftKey;
      covered = isCovered();
    };
    window.addEventListener('keydown', onKey);
    window.addEventListener('keydown', shift, true);
    window.addEventListener('copy', onCopy);
    window.addEventListener('cut', onCopy);
    window.addEventListener('paste', onPaste);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('keydown', shift, true);
      window.removeEventListener('copy', onCopy);
      window.removeEventListener('cut', onCopy);
      window.removeEventListener('paste', onPaste);
    };
  }, []);
}
