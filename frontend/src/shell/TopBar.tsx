import { Menu } from '@mantine/core';
import { useMantineColorScheme, useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useSession } from '../api';
import { MOD } from '../canvas/keyNames';
import { setWorkflowText } from '../document';
import { setLanguage, t as words, useFormat, useLanguage, useText, useTranslation } from '../i18n';
import {
  cancelRun,
  currentDocument,
  edit,
  redo,
  askRun,
  saveWorkflow,
  setPanes,
  startRun,
  undo,
  useDocument,
  usePanes,
  useRunState,
  useSelectedNode,
  useWorkspace,
} from '../state';
import { documentStore } from '../state/document';
import { useStore } from 'zustand';
import { Button, Icon, IconButton, Kbd, Segmented, classes } from '../ui';
import { ParametersButton } from './ParametersButton';
import { RenameFileDialog } from './RenameFileDialog';
import { runFromHere } from './commands';
import { downloadJson } from './download';
import { openHome } from './route';
import { signOut } from './signOut';
import { bindTheme } from './theme';
import { useNarrow } from './useNarrow';
import css from './shell.module.css';

function Title() {
  const title = useDocument((document) => document.title);
  const path = useWorkspace((state) => state.path);
  const readOnly = useWorkspace((state) => state.shownVersion !== null);
  const text = useText();
  const { t } = useTranslation();
  const [writing, setWriting] = useState(false);
  const [renamingFile, setRenamingFile] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const cancelled = useRef(false);
  const shown = text(title) === '' ? path.replace(/\.kanva\.json$/, '') : text(title);
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  useEffect(() => {
    if (writing) {
      cancelled.current = false;
      input.current?.focus();
      input.current?.select();
    }
  }, [writing]);
  if (writing) {
    return (
      <input
        ref={input}
        className={css.titleInput}
        defaultValue={shown}
        maxLength={200}
        aria-label={t('shell.title.label')}
        data-testid="title-input"
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.code === 'Enter' || event.code === 'NumpadEnter') event.currentTarget.blur();
          if (event.code === 'Escape') {
            cancelled.current = true;
            event.currentTarget.blur();
          }
        }}
        onBlur={(event) => {
          const value = event.currentTarget.value.trim();
          setWriting(false);
          if (!cancelled.current && value !== '' && value !== shown) {
            edit((document) => setWorkflowText(document, 'title', value), words('shell.edit.title'));
          }
        }}
      />
    );
  }
  return (
    <div className={css.path}>
      {folder !== '' && (
        <span className={css.wide}>
          <span className={css.muted}>{folder}</span>
          <span className={css.faint}> / </span>
        </span>
      )}
      <Menu position="bottom-start" width={240} offset={8}>
        <Menu.Target>
          <button
            type="button"
            className={css.titleButton}
            data-testid="title"
            title={path}
            onDoubleClick={() => {
              if (!readOnly) setWriting(true);
            }}
          >
            <b>{shown}</b>
            <Icon name="chevronDown" size={12} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="pencil" />} disabled={readOnly} data-testid="rename-workflow" onClick={() => setWriting(true)}>
            {t('shell.title.rename')}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="file" />} onClick={() => setRenamingFile(true)}>
            {t('shell.title.renameFile')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            leftSection={<Icon name="check" />}
            rightSection={<Kbd>{MOD}+S</Kbd>}
            disabled={readOnly}
            onClick={() => void saveWorkflow()}
          >
            {t('shell.title.save')}
          </Menu.Item>
          <Menu.Item
            leftSection={<Icon name="history" />}
            data-testid="versions"
            onClick={() => setPanes({ formOpen: true, right: 'versions' })}
          >
            {t('shell.title.versions')}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="download" />} onClick={() => downloadJson(path, currentDocument())}>
            {t('shell.title.download')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<Icon name="home" />} onClick={openHome}>
            {t('shell.title.home')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {renamingFile && <RenameFileDialog path={path} onClose={() => setRenamingFile(false)} openAfter />}
    </div>
  );
}

function SavedMark() {
  const state = useWorkspace((workspace) => workspace.state);
  const savedAt = useWorkspace((workspace) => workspace.savedAt);
  const shownVersion = useWorkspace((workspace) => workspace.shownVersion);
  const format = useFormat();
  const { t } = useTranslation();
  if (shownVersion !== null) return null;
  const time = savedAt === null ? '' : ` ${format.time(savedAt)}`;
  const word = `${t(`shell.saved.${state}`)}${state === 'saved' || state === 'draft' ? time : ''}`;
  return (
    <button
      type="button"
      className={classes(css.saved, state === 'failed' && css.errText)}
      data-testid="save"
      data-state={state}
      title={`${t(`shell.saved.${state}Hint`)} (${MOD}+S)`}
      aria-label={`${word}. ${t('shell.title.save')}`}
      onClick={() => void saveWorkflow()}
    >
      <Icon name={state === 'saved' ? 'check' : state === 'failed' ? 'bang' : 'pencil'} size={12} />
      <span className={css.wide}>{word}</span>
      {state === 'saved' && time !== '' && <span className={css.onlyNarrow}>{word}</span>}
    </button>
  );
}

function UndoRedo() {
  const { t } = useTranslation();
  const past = useStore(documentStore.temporal, (state) => state.pastStates.length);
  const future = useStore(documentStore.temporal, (state) => state.futureStates.at(-1)?.label);
  const label = documentStore((state) => state.label);
  const readOnly = useWorkspace((state) => state.shownVersion !== null);
  const undoWord = past > 0 && label !== '' ? `${t('shell.undo')}: ${label}` : t('shell.undo');
  const redoWord = future !== undefined && future !== '' ? `${t('shell.redo')}: ${future}` : t('shell.redo');
  return (
    <>
      <IconButton icon="undo" label={undoWord} hotkey={`${MOD}+Z`} data-testid="undo" disabled={past === 0 || readOnly} onClick={undo} />
      <IconButton
        icon="redo"
        label={redoWord}
        hotkey={`${MOD}+Shift+Z`}
        data-testid="redo"
        disabled={future === undefined || readOnly}
        onClick={redo}
      />
    </>
  );
}

function Progress() {
  const { nodes, active } = useRunState();
  const { t } = useTranslation();
  if (!active) return null;
  const states = Object.values(nodes);
  const ready = states.filter(({ state }) => state === 'done' || state === 'cached').length;
  const share =
    states.length === 0
      ? 0
      : states.reduce((sum, { state, progress }) => sum + (state === 'running' ? (progress ?? 0) : state === 'waiting' ? 0 : 1), 0) /
        states.length;
  return (
    <div className={css.progress} role="status" data-testid="progress">
      <span className={css.wide}>{states.length === 0 ? t('shell.run.starting') : t('shell.run.progress', { ready, count: states.length })}</span>
      <span className={css.bar}>
        <i style={{ width: `${Math.round(share * 100)}%` }} />
      </span>
      <IconButton icon="stop" label={t('shell.run.stop')} hotkey="F9" data-testid="stop" onClick={() => void cancelRun()} />
    </div>
  );
}

function RunButton() {
  const { active } = useRunState();
  const node = useSelectedNode();
  const parametrised = useDocument((document) => document.parameters.length > 0);
  const empty = useDocument((document) => document.nodes.length === 0);
  const readOnly = useWorkspace((state) => state.shownVersion !== null);
  const { t } = useTranslation();
  const off = active || empty || readOnly;
  return (
    <div className={css.split}>
      <Button
        look="primary"
        icon="play"
        data-testid="run"
        title={`${t('shell.run.all')} (${MOD}+Enter)`}
        disabled={off}
        onClick={() => void startRun()}
      >
        {t('shell.run.run')}
      </Button>
      <Menu position="bottom-end" width={248} offset={6}>
        <Menu.Target>
          <Button look="primary" aria-label={t('shell.run.more')} data-testid="run-more" disabled={off}>
            <Icon name="chevronDown" size={12} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="play" />} rightSection={<Kbd>{MOD}+Enter</Kbd>} data-testid="run-all" onClick={() => void startRun()}>
            {t('shell.run.all')}
          </Menu.Item>
          <Menu.Item
            leftSection={<Icon name="arrowDown" />}
            rightSection={<Kbd>F7</Kbd>}
            data-testid="run-to-here"
            disabled={node === null}
            onClick={() => {
              if (node !== null) void startRun([node]);
            }}
          >
            {t('shell.run.toHere')}
          </Menu.Item>
          <Menu.Item
            leftSection={<Icon name="play" />}
            rightSection={<Kbd>Shift+F7</Kbd>}
            data-testid="run-from-here"
            disabled={node === null}
            onClick={() => {
              if (node !== null) runFromHere(node);
            }}
          >
            {t('shell.run.fromHere')}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="parameter" />} data-testid="run-asking" disabled={!parametrised} onClick={() => askRun(null)}>
            {t('forms.run.menu')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

/** Russian or English, light or dark, and the way out in password mode. */
export function Preferences() {
  const language = useLanguage();
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const session = useSession();
  const toggle = (): void => setColorScheme(scheme === 'dark' ? 'light' : 'dark');
  useEffect(() => bindTheme(toggle));
  return (
    <>
      <Segmented
        label={t('shell.language')}
        value={language}
        options={[
          { value: 'ru', title: 'RU', testId: 'lang-ru' },
          { value: 'en', title: 'EN', testId: 'lang-en' },
        ]}
        onChange={setLanguage}
      />
      <IconButton
        icon="theme"
        label={scheme === 'dark' ? t('shell.lightTheme') : t('shell.darkTheme')}
        data-testid="theme"
        onClick={toggle}
      />
      {session.data?.mode === 'password' && (
        <IconButton icon="exit" label={t('shell.signOut')} data-testid="sign-out" onClick={() => void signOut()} />
      )}
    </>
  );
}

/** The bar over the editor. */
export function TopBar() {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const formOpen = usePanes((panes) => panes.formOpen);
  const right = usePanes((panes) => panes.right);
  const runsShown = formOpen && right === 'runs';
  return (
    <header className={css.top}>
      <button type="button" className={css.logo} aria-label={t('shell.title.home')} title={t('shell.title.home')} data-testid="home" onClick={openHome}>
        <Icon name="brand" />
      </button>
      <Title />
      <SavedMark />
      <span className={css.separator} />
      <UndoRedo />
      <span className={css.space} />
      <Progress />
      <RunButton />
      <ParametersButton narrow={narrow} />
      <IconButton
        icon="history"
        label={t('shell.history')}
        hotkey="H"
        aria-pressed={runsShown}
        data-testid="history"
        onClick={() => setPanes(runsShown ? { right: 'node' } : { formOpen: true, right: 'runs' })}
      />
      {!formOpen && (
        <IconButton
          icon="panel"
          className={css.flipped}
          label={t('shell.openForm')}
          data-testid="open-form"
          onClick={() => setPanes({ formOpen: true })}
        />
      )}
      <span className={css.separator} />
      <Preferences />
    </header>
  );
}
