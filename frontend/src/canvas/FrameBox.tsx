import { NodeResizer } from '@xyflow/react';
import type { NodeProps } from '@xyflow/react';
import { memo, useEffect, useRef } from 'react';
import { changeGroup, setBox, setNoteText } from '../document';
import { pick, t as words, useLanguage, useText, useTranslation } from '../i18n';
import { edit, useAnalysis } from '../state';
import { Icon, Markdown, classes } from '../ui';
import { PortPlaceholder } from './PortPlaceholder';
import { toggleCollapsed } from './arranging';
import type { FrameNode, NoteNode } from './flow';
import { FOLDED } from './geometry';
import { setCanvas, useCanvas } from './store';
import css from './canvas.module.css';

const LEAST = 56;
const SHOWN = 4000;

/** A frame round some nodes: its title drags it, its edges size it. */
export const FrameBox = memo(function FrameBox({ id, data, selected }: NodeProps<FrameNode>) {
  const { group } = data;
  const text = useText();
  const { t } = useTranslation();
  const renaming = useCanvas((state) => state.renaming === id);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (renaming) input.current?.select();
  }, [renaming]);
  const rename = (value: string): void => {
    setCanvas({ renaming: null });
    if (value !== '' && value !== text(group.title)) {
      edit((document) => changeGroup(document, group.id, { title: value }), words('canvas.edit.renameFrame'));
    }
  };
  const title = text(group.title);
  const name = renaming ? (
    <input
      ref={input}
      className={classes(css.frameInput, 'nodrag', 'nopan')}
      defaultValue={title}
      maxLength={120}
      aria-label={t('canvas.frameTitle')}
      onBlur={(event) => rename(event.currentTarget.value.trim())}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.code === 'Enter' || event.code === 'NumpadEnter') event.currentTarget.blur();
        if (event.code === 'Escape') setCanvas({ renaming: null });
      }}
    />
  ) : (
    <b
      data-drag
      title={title}
      onDoubleClick={(event) => {
        event.stopPropagation();
        setCanvas({ renaming: id });
      }}
    >
      {title}
    </b>
  );
  const fold = (
    <button
      type="button"
      className={classes(css.fold, 'nodrag', 'nopan')}
      aria-expanded={data.folded === null}
      aria-label={t(data.folded === null ? 'canvas.collapse' : 'canvas.expand', { title })}
      title={t(data.folded === null ? 'canvas.collapse' : 'canvas.expand', { title })}
      data-testid={`fold-${group.id}`}
      onClick={() => toggleCollapsed([group.id])}
    >
      <Icon name={data.folded === null ? 'chevronDown' : 'chevronRight'} size={12} />
    </button>
  );
  if (data.folded !== null) {
    return (
      <div
        className={classes(css.folded, selected && css.frameSelected)}
        data-color={group.color}
        data-testid={`frame-${group.id}`}
        data-folded
      >
        {fold}
        {name}
        <small>
          <FoldedState nodes={data.folded} />
        </small>
        <PortPlaceholder id="target" y={FOLDED.height / 2} type="target" />
        <PortPlaceholder id="source" y={FOLDED.height / 2} type="source" />
      </div>
    );
  }
  return (
    <>
      <NodeResizer
        isVisible={selected}
        minWidth={LEAST}
        minHeight={LEAST}
        lineClassName={css.resizeLine ?? ''}
        handleClassName={css.resizeHandle ?? ''}
        onResizeEnd={(_, box) =>
          edit((document) => setBox(document, 'groups', group.id, box), words('canvas.edit.resize'))
        }
      />
      <div
        className={classes(css.frame, selected && css.frameSelected)}
        data-color={group.color}
        data-testid={`frame-${group.id}`}
      >
        <span className={css.frameHead}>
          {fold}
          {name}
        </span>
        {(['top', 'bottom', 'left', 'right'] as const).map((side) => (
          <i key={side} data-drag data-side={side} />
        ))}
      </div>
    </>
  );
});

/** How many nodes a folded group holds, and what is the matter with them. */
function FoldedState({ nodes }: { nodes: readonly string[] }) {
  const { t } = useTranslation();
  const analysis = useAnalysis();
  const failed = nodes.filter((id) => ['error', 'unconfigured'].includes(analysis?.nodes[id]?.state ?? '')).length;
  const stale = nodes.filter((id) => analysis?.nodes[id]?.state === 'stale').length;
  return (
    <>
      {t('canvas.foldedNodes', { count: nodes.length })}
      {failed > 0 && <span className={css.errText}>{` · ${t('canvas.foldedErrors', { count: failed })}`}</span>}
      {failed === 0 && stale > 0 && <span className={css.warnText}>{` · ${t('canvas.foldedStale', { count: stale })}`}</span>}
    </>
  );
}

/** A note on the canvas, in Markdown. */
export const NoteCard = memo(function NoteCard({ id, data, selected }: NodeProps<NoteNode>) {
  const { note } = data;
  const language = useLanguage();
  const { t } = useTranslation();
  const writing = useCanvas((state) => state.renaming === id);
  const text = pick(note.text, language);
  // What does not fit into the box is not laid out either: a note may hold a megabyte.
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return (
    <>
      <NodeResizer
        isVisible={selected}
        minWidth={96}
        minHeight={32}
        lineClassName={css.resizeLine ?? ''}
        handleClassName={css.resizeHandle ?? ''}
        onResizeEnd={(_, box) =>
          edit((document) => setBox(document, 'notes', note.id, box), words('canvas.edit.resize'))
        }
      />
      <div
        className={classes(css.note, selected && css.noteSelected)}
        data-testid={`note-${note.id}`}
        onDoubleClick={(event) => {
          event.stopPropagation();
          setCanvas({ renaming: id });
        }}
      >
        {writing ? (
          <textarea
            // The note was opened for writing by the person's own act.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            className={classes('nodrag', 'nopan', 'nowheel')}
            defaultValue={text}
            aria-label={t('canvas.noteText')}
            onKeyDown={(event) => {
              event.stopPropagation();
              if (event.code === 'Escape' || (event.code === 'Enter' && (event.ctrlKey || event.metaKey))) {
                event.currentTarget.blur();
              }
            }}
            onBlur={(event) => {
              const { value } = event.currentTarget;
              setCanvas({ renaming: null });
              if (value !== text) {
                edit((document) => setNoteText(document, note.id, value), words('canvas.edit.note'));
              }
            }}
          />
        ) : (
          <Markdown breaks text={shown === '' ? t('canvas.emptyNote') : shown} />
        )}
      </div>
    </>
  );
});
