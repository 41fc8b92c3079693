import { Menu } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { duplicateSelected, removeNode, renameNode, toggleFlag } from '../canvas/actions';
import { useNodeLook } from '../canvas/look';
import type { NodeStateName } from '../canvas/look';
import { setSettings } from '../document';
import type { WorkflowNode } from '../document';
import { useFormat, useTranslation } from '../i18n';
import { edit, selectNode, setPanes, startRun, useNodeAnalysis, useNodeRun, useNodeType, useRunState } from '../state';
import { Chip, Icon, IconButton, Tile, classes } from '../ui';
import type { IconName } from '../ui';
import css from './forms.module.css';

type Tone = 'neutral' | 'ok' | 'warn' | 'err' | 'accent';

const LOOKS: Record<NodeStateName, { tone: Tone; icon: IconName }> = {
  error: { tone: 'err', icon: 'bang' },
  unconfigured: { tone: 'warn', icon: 'question' },
  running: { tone: 'accent', icon: 'ring' },
  queued: { tone: 'neutral', icon: 'dots' },
  stale: { tone: 'warn', icon: 'clock' },
  disabled: { tone: 'neutral', icon: 'off' },
  bypassed: { tone: 'neutral', icon: 'through' },
  pinned: { tone: 'accent', icon: 'pin' },
  done: { tone: 'ok', icon: 'check' },
  ready: { tone: 'neutral', icon: 'play' },
};

/** Tile, title, state and time of the node; its menu. */
export function PanelHead({ node }: { node: WorkflowNode }) {
  const { t } = useTranslation();
  const format = useFormat();
  const type = useNodeType(node.type);
  const look = useNodeLook(node);
  const analysis = useNodeAnalysis(node.id);
  const run = useNodeRun(node.id);
  const { active } = useRunState();
  const [renaming, setRenaming] = useState(false);
  const { tone, icon } = LOOKS[look.state];
  const seconds = analysis?.seconds ?? (active ? run?.seconds : null) ?? null;
  const wordy = look.state === 'error' || look.state === 'unconfigured' || look.state === 'stale' || look.state === 'queued';
  const note =
    wordy && look.result !== look.stateWord
      ? look.result
      : look.state === 'running'
        ? look.result
        : seconds === null
          ? ''
          : format.seconds(seconds);
  return (
    <header className={css.head}>
      <Tile category={type?.category} icon={type?.icon} size={32} />
      <div className={css.headText}>
        <Title node={node} title={look.title} editing={renaming} setEditing={setRenaming} />
        <div className={css.sub}>
          <Chip tone={tone} className={css.stateChip}>
            <Icon name={icon} size={10} className={classes(look.state === 'running' && css.spin) || undefined} />
            {look.stateWord}
          </Chip>
          {note !== '' && <span title={note}>{note}</span>}
        </div>
      </div>
      <div className={css.headButtons}>
        <PanelMenu node={node} active={active} known={type !== undefined} onRename={() => setRenaming(true)} />
        <IconButton icon="cross" label={t('forms.close')} onClick={() => setPanes({ formOpen: false })} />
      </div>
    </header>
  );
}

interface TitleProps {
  node: WorkflowNode;
  title: string;
  editing: boolean;
  setEditing: (editing: boolean) => void;
}

function Title({ node, title, editing, setEditing }: TitleProps) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const cancelled = useRef(false);

  useEffect(() => {
    if (editing) input.current?.select();
  }, [editing]);

  if (!editing) {
    return (
      <h2>
        <button
          ref={button}
          type="button"
          className={css.title}
          title={`${title} — ${t('forms.rename')}`}
          data-testid="node-title"
          onClick={() => setEditing(true)}
        >
          {title}
        </button>
      </h2>
    );
  }
  const finish = (): void => {
    const typed = input.current?.value.trim() ?? title;
    if (!cancelled.current) renameNode(node.id, typed, title);
    cancelled.current = false;
    setEditing(false);
    requestAnimationFrame(() => button.current?.focus());
  };
  return (
    <input
      ref={input}
      type="text"
      className={css.titleInput}
      defaultValue={title}
      autoFocus
      aria-label={t('forms.title')}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Escape') cancelled.current = true;
        if (event.key === 'Enter' || event.key === 'Escape') {
          event.preventDefault();
          event.stopPropagation();
          event.currentTarget.blur();
        }
      }}
    />
  );
}

interface PanelMenuProps {
  node: WorkflowNode;
  active: boolean;
  known: boolean;
  onRename: () => void;
}

function PanelMenu({ node, active, known, onRename }: PanelMenuProps) {
  const { t } = useTranslation();
  const type = useNodeType(node.type);
  const item = (icon: IconName, words: string, act: () => void, disabled = false) => (
    <Menu.Item leftSection={<Icon name={icon} size={14} />} disabled={disabled} onClick={act}>
      {words}
    </Menu.Item>
  );
  return (
    <Menu position="bottom-end" withinPortal width={276} returnFocus={false}>
      <Menu.Target>
        <IconButton icon="dots" label={t('forms.more')} data-testid="node-actions" />
      </Menu.Target>
      <Menu.Dropdown>
        {item('play', t('forms.menu.run'), () => void startRun([node.id]), active || !known)}
        <Menu.Divider />
        {item('pencil', t('forms.menu.rename'), () => requestAnimationFrame(onRename))}
        {item('copy', t('forms.menu.duplicate'), () => {
          selectNode(node.id);
          duplicateSelected();
        })}
        {item('off', t(node.disabled === true ? 'forms.menu.enable' : 'forms.menu.disable'), () => toggleFlag('disabled', [node.id]))}
        {item('pin', t(node.pinned === true ? 'forms.menu.unpin' : 'forms.menu.pin'), () => toggleFlag('pinned', [node.id]))}
        {item(
          'undo',
          t('forms.menu.defaults'),
          () =>
            edit(
              (document) => setSettings(document, node.id, structuredClone(type?.defaults ?? node.settings)),
              t('forms.edits.defaults'),
            ),
          type === undefined,
        )}
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="trash" size={14} />} data-danger onClick={() => removeNode(node.id)}>
          {t('forms.menu.delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
