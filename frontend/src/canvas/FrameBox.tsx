import { NodeResizer } from '@xyflow/react';
import type { NodeProps } from '@xyflow/react';
import { memo, useEffect, useRef } from 'react';
import { changeGroup, setBox, setNoteText } from '../document';
import { pick, t as words, useLanguage, useText, useTranslation } from '../i18n';
import { edit } from '../state';
import { Markdown, classes } from '../ui';
import type { FrameNode, NoteNode } from './flow';
import { setCanvas, useCanvas } from './store';
import css from './canvas.module.css';

const LEAST = 56;

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
      <div className={classes(css.frame, selected && css.frameSelected)} data-testid={`frame-${group.id}`}>
        {renaming ? (
          <input
            ref={input}
            className={classes(css.frameInput, 'nodrag', 'nopan')}
            defaultValue={text(group.title)}
            aria-label={t('canvas.frameTitle')}
            onBlur={(event) => rename(event.currentTarget.value.trim())}
            onKeyDown={(event) => {
              event.stopPropagation();
              if (event.code === 'Enter') event.currentTarget.blur();
              if (event.code === 'Escape') setCanvas({ renaming: null });
            }}
          />
        ) : (
          <b
            data-drag
            title={text(group.title)}
            onDoubleClick={(event) => {
              event.stopPropagation();
              setCanvas({ renaming: id });
            }}
          >
            {text(group.title)}
          </b>
        )}
        {(['top', 'bottom', 'left', 'right'] as const).map((side) => (
          <i key={side} data-drag data-side={side} />
        ))}
      </div>
    </>
  );
});

/** A note on the canvas: its first line is bold when more follow. */
export const NoteCard = memo(function NoteCard({ id, data, selected }: NodeProps<NoteNode>) {
  const { note } = data;
  const language = useLanguage();
  const { t } = useTranslation();
  const writing = useCanvas((state) => state.renaming === id);
  const text = pick(note.text, language);
  const [head, ...rest] = text.split('\n');
  const body = rest.join('\n').trim();
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
        ) : body === '' ? (
          <Markdown text={head === '' || head === undefined ? t('canvas.emptyNote') : head} />
        ) : (
          <>
            <b>{(head ?? '').replaceAll('**', '')}</b>
            <Markdown text={body} />
          </>
        )}
      </div>
    </>
  );
});
