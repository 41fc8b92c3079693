import { Suspense, lazy, useEffect, useRef, useState } from 'react';
import type { CSSProperties } from 'react';
import { Canvas } from '../canvas/Canvas';
import { useText, useTranslation } from '../i18n';
import { LeftPane } from '../palette/LeftPane';
import { RunsPanel } from '../runs/RunsPanel';
import { setPanes, useDocument, usePanes, useSelectedNode, useWorkspace } from '../state';
import { limits } from '../state/panes';
import { flushDraft, hasUnsentEdits } from '../state/saving';
import { closeWorkflow, openWorkflow } from '../state/session';
import { Button, IconButton } from '../ui';
import { ContextMenu } from './ContextMenu';
import { ConflictDialog } from './ConflictDialog';
import { Finder } from './Finder';
import { KeysDialog } from './KeysDialog';
import { PaneBoundary } from './PaneBoundary';
import { Splitter } from './Splitter';
import { StatusBar } from './StatusBar';
import { TopBar } from './TopBar';
import { Tour } from './Tour';
import { VersionBanner, VersionsPanel } from './VersionsPanel';
import { WorkflowPanel } from './WorkflowPanel';
import { openHome } from './route';
import { useKeys } from './useKeys';
import { useNarrow } from './useNarrow';
import css from './shell.module.css';

const AGAIN_MS = 2000;

/** Loads a room of the editor; while the server is away it is asked for again and again. */
function patiently<T>(load: () => Promise<T>): Promise<T> {
  return load().catch(() => new Promise((resolve) => setTimeout(resolve, AGAIN_MS)).then(() => patiently(load)));
}

const forms = () => patiently(() => import('../forms'));
const preview = () => patiently(() => import('../preview'));
const NodePanel = lazy(() => forms().then((room) => ({ default: room.NodePanel })));
const DataPane = lazy(() => preview().then((room) => ({ default: room.DataPane })));

const FOLDED_PALETTE = 48;
const FOLDED_DATA = 40;

/** Asks the browser to warn before a page with unsent edits is left, and sends them on its way out. */
function useLeaveGuard(): void {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => {
      if (!hasUnsentEdits()) return;
      void flushDraft('unloading');
      event.preventDefault();
    };
    const hide = (): void => {
      if (document.visibilityState === 'hidden') void flushDraft('unloading');
    };
    window.addEventListener('beforeunload', warn);
    document.addEventListener('visibilitychange', hide);
    return () => {
      window.removeEventListener('beforeunload', warn);
      document.removeEventListener('visibilitychange', hide);
    };
  }, []);
}

function RightPane() {
  const right = usePanes((panes) => panes.right);
  const node = useSelectedNode();
  if (right === 'runs') return <RunsPanel />;
  if (right === 'versions') return <VersionsPanel />;
  if (node === null) return <WorkflowPanel />;
  return (
    <Suspense fallback={null}>
      <NodePanel nodeId={node} />
    </Suspense>
  );
}

function useSizes(narrow: boolean) {
  const panes = usePanes((state) => state);
  const folded = panes.paletteFolded ?? narrow;
  const palette = folded ? FOLDED_PALETTE : panes.palette;
  const form = panes.formOpen ? panes.form || (narrow ? 304 : 320) : 0;
  const data = panes.dataOpen ? panes.data || (narrow ? 209 : 305) : FOLDED_DATA;
  return { folded, palette, form, data, panes };
}

function OpenedEditor() {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const { folded, palette, form, data, panes } = useSizes(narrow);
  const title = useDocument((document) => document.title);
  const text = useText();
  useKeys();
  useLeaveGuard();
  // Fetched while the server is surely there, not at the first click on a node.
  useEffect(() => void forms(), []);
  useEffect(() => {
    document.title = `${text(title)} — Kanva`;
  }, [title, text]);
  const style = { '--pal': `${palette}px`, '--form': `${form}px`, '--data': `min(${data}px, 60vh)` } as CSSProperties;
  return (
    <div className={css.editor} style={style} data-testid="editor">
      <div className={css.paneTop}>
        <TopBar />
      </div>
      <div className={css.panePalette}>
        <LeftPane folded={folded} />
      </div>
      <main className={css.paneCanvas} aria-label={t('shell.panes.canvas')}>
        <Canvas />
        <VersionBanner />
      </main>
      <div className={css.paneData} data-pane="data">
        <PaneBoundary>
          <Suspense fallback={null}>
            <DataPane />
          </Suspense>
        </PaneBoundary>
      </div>
      {panes.formOpen && (
        <aside className={css.paneForm} data-pane="form" aria-label={t('shell.panes.form')}>
          <PaneBoundary>
            <RightPane />
          </PaneBoundary>
        </aside>
      )}
      <div className={css.paneStatus}>
        <StatusBar />
      </div>
      {!folded && (
        <Splitter
          area="palette"
          direction="column"
          label={t('shell.panes.paletteBorder')}
          size={palette}
          {...limits.palette}
          grows={1}
          onSize={(size) => setPanes({ palette: size })}
        />
      )}
      {panes.formOpen && (
        <Splitter
          area="form"
          direction="column"
          label={t('shell.panes.formBorder')}
          size={form}
          {...limits.form}
          grows={-1}
          onSize={(size) => setPanes({ form: size })}
        />
      )}
      {panes.dataOpen && (
        <Splitter
          area="data"
          direction="row"
          label={t('shell.panes.dataBorder')}
          size={data}
          {...limits.data}
          grows={-1}
          onSize={(size) => setPanes({ data: size })}
        />
      )}
      <ContextMenu />
      <ConflictDialog />
      <KeysDialog />
      <Finder />
      <Tour />
    </div>
  );
}

/** The editor of one workflow: opens it, shows it, closes it. */
export function Editor({ path }: { path: string }) {
  const { t } = useTranslation();
  const text = useText();
  const failed = useWorkspace((state) => state.openFailed);
  const opened = useWorkspace((state) => state.path === path && !state.loading);
  const [slow, setSlow] = useState(false);
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    void openWorkflow(path);
    return closeWorkflow;
  }, [path]);
  useEffect(() => {
    waiting.current = setTimeout(() => setSlow(true), 400);
    return () => clearTimeout(waiting.current);
  }, []);
  if (failed !== null) {
    return (
      <div className={css.failure}>
        <h1>{t('shell.openFailed')}</h1>
        <p>{text(failed.text)}</p>
        {failed.hint !== null && <p>{text(failed.hint)}</p>}
        <Button look="primary" icon="home" onClick={openHome}>
          {t('shell.title.home')}
        </Button>
      </div>
    );
  }
  if (!opened) {
    return (
      <div className={css.failure} role="status">
        {slow && <IconButton icon="ring" label={t('shell.loading')} className={css.spinner} disabled />}
      </div>
    );
  }
  return <OpenedEditor />;
}
