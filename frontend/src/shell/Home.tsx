import { Menu, Modal } from '@mantine/core';
import { Suspense, lazy, useEffect, useState } from 'react';
import {
  ApiError,
  api,
  ownProblem,
  problemOf,
  queries,
  useExamples,
  useFolder,
  useSession,
  useUpload,
  useWorkflows,
} from '../api';
import type { Example, Problem, WorkflowSummary } from '../api';
import { setCanvas } from '../canvas/store';
import { addFiles, chooseFiles, typeForFile } from '../canvas/files';
import { useFormat, useText, useTranslation } from '../i18n';
import { workspaceStore } from '../state/workspace';
import { Button, Icon, IconButton, Tile, classes } from '../ui';
import type { IconName } from '../ui';
import { runSign } from '../runs/runsText';
import { RenameFileDialog } from './RenameFileDialog';
import { Thumbnail } from './Thumbnail';
import { Preferences } from './TopBar';
import { chooseWorkflowFile, documentIn } from './download';
import { goTo, openEditor } from './route';
import type { Route } from './route';
import css from './home.module.css';

// Its forms are as large as the editor's own: they come when the page is asked for.
const ConnectionsPage = lazy(() => import('../connections').then((room) => ({ default: room.ConnectionsPage })));

const NEWEST = 8;

type Page = Exclude<Route['page'], 'editor'>;

const menu: { page: Page; icon: IconName }[] = [
  { page: 'home', icon: 'home' },
  { page: 'workflows', icon: 'flow' },
  { page: 'examples', icon: 'book' },
  { page: 'files', icon: 'folder' },
  { page: 'connections', icon: 'plug' },
];

/** Makes a workflow and opens it in the editor. */
async function create(body: Parameters<typeof api.create>[0]): Promise<void> {
  const made = await api.create(body);
  await queries.invalidateQueries({ queryKey: ['workflows'] });
  openEditor(made.path);
}

async function importWorkflow(): Promise<void> {
  const file = await chooseWorkflowFile();
  if (file === null) return;
  const document_ = await documentIn(file);
  if (document_ === null) {
    throw new ApiError(
      0,
      ownProblem(
        'not_a_workflow',
        `В файле «${file.name}» нет сценария. Нужен файл с окончанием .kanva.json.`,
        `There is no workflow in “${file.name}”. Choose a file that ends in .kanva.json.`,
      ),
      null,
    );
  }
  await create(file.name.endsWith('.kanva.json') ? { path: file.name, document: document_ } : { document: document_ });
}

/** A new workflow that begins with the chosen data files. */
async function startFromFiles(title: string): Promise<void> {
  const files = await chooseFiles();
  const known = files.filter((file) => typeForFile(file.name) !== null);
  if (known.length === 0) return;
  const name = known[0]?.name.replace(/\.[^.]+$/, '') ?? title;
  const made = await api.create({ title: name });
  openEditor(made.path);
  const stop = workspaceStore.subscribe((state) => {
    if (state.path !== made.path || state.loading) return;
    stop();
    setCanvas({ quickAdd: null });
    void addFiles(known, { x: 48, y: 48 });
  });
}

function ExampleCard({ example, onOpen }: { example: Example; onOpen: () => void }) {
  const text = useText();
  return (
    <button
      type="button"
      className={css.card}
      data-testid={`home-example-${example.id}`}
      title={[text(example.needs), text(example.credit)].filter((part) => part !== '').join('\n')}
      onClick={onOpen}
    >
      <span className={css.picture}>
        <Thumbnail document={example.document} />
      </span>
      <span className={css.cardBody}>
        <b>{text(example.title)}</b>
        <span>{text(example.description)}</span>
      </span>
    </button>
  );
}

function LastRun({ workflow }: { workflow: WorkflowSummary }) {
  const text = useText();
  const { t } = useTranslation();
  const run = workflow.last_run;
  if (run === null) return <span className={css.muted}>{t('home.neverRun')}</span>;
  const sign = runSign(run.state);
  return (
    <span className={css.state} style={{ color: sign.tone }} title={text(run.problem?.text)}>
      <Icon name={sign.icon} size={12} />
      {run.state === 'failed' && run.problem !== null ? `${t('home.failed')}: ${text(run.problem.text)}` : t(`shell.run.state.${run.state}`)}
    </span>
  );
}

function Workflows({ list, onRename, onRemove }: { list: WorkflowSummary[]; onRename: (path: string) => void; onRemove: (workflow: WorkflowSummary) => void }) {
  const text = useText();
  const format = useFormat();
  const { t } = useTranslation();
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th>{t('home.column.workflow')}</th>
          <th>{t('home.column.lastRun')}</th>
          <th className={css.right}>{t('home.column.rows')}</th>
          <th className={css.right}>{t('home.column.time')}</th>
          <th>{t('home.column.changed')}</th>
          <th aria-label={t('home.column.acts')} />
        </tr>
      </thead>
      <tbody>
        {list.map((workflow) => (
          <tr key={workflow.path}>
            <td>
              <button type="button" className={css.open} title={workflow.path} data-testid={`workflow-${workflow.path}`} onClick={() => openEditor(workflow.path)}>
                <Tile size={20} category="joining" icon="M3 9h5v6H3zM16 3h5v6h-5zM16 15h5v6h-5zM8 12c5 0 3-6 8-6M8 12c5 0 3 6 8 6" />
                <span>{text(workflow.title) || workflow.path}</span>
                {workflow.has_draft && <small>{t('home.draft')}</small>}
              </button>
            </td>
            <td>
              <LastRun workflow={workflow} />
            </td>
            <td className={css.right}>{workflow.last_run?.rows == null ? '—' : format.number(workflow.last_run.rows, 0)}</td>
            <td className={css.right}>{workflow.last_run?.seconds == null ? '—' : format.seconds(workflow.last_run.seconds)}</td>
            <td>{format.moment(workflow.changed_at)}</td>
            <td className={css.acts}>
              <Menu position="bottom-end" width={200}>
                <Menu.Target>
                  <IconButton icon="dots" dense label={t('home.more', { title: text(workflow.title) || workflow.path })} />
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item leftSection={<Icon name="pencil" />} onClick={() => onRename(workflow.path)}>
                    {t('home.rename')}
                  </Menu.Item>
                  <Menu.Item leftSection={<Icon name="trash" />} data-danger data-testid={`delete-${workflow.path}`} onClick={() => onRemove(workflow)}>
                    {t('home.delete')}
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Files() {
  const [folder, setFolder] = useState('');
  const files = useFolder(folder);
  const upload = useUpload();
  const format = useFormat();
  const { t } = useTranslation();
  const parent = folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : '';
  const send = (): void => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.addEventListener('change', () => {
      for (const file of input.files ?? []) {
        upload.mutate(folder === '' ? file : new File([file], `${folder}/${file.name}`));
      }
    });
    input.click();
  };
  return (
    <>
      <div className={css.line}>
        <span className={css.label}>{folder === '' ? t('home.filesOfWorkspace') : folder}</span>
        <Button icon="upload" onClick={send}>
          {t('home.upload')}
        </Button>
      </div>
      {files.isError && <p className={css.muted}>{t('home.notLoaded')}</p>}
      <table className={css.table}>
        <thead>
          <tr>
            <th>{t('home.column.file')}</th>
            <th className={css.right}>{t('home.column.size')}</th>
            <th>{t('home.column.changed')}</th>
          </tr>
        </thead>
        <tbody>
          {folder !== '' && (
            <tr>
              <td>
                <button type="button" className={css.open} onClick={() => setFolder(parent)}>
                  <Icon name="folder" /> ..
                </button>
              </td>
              <td />
              <td />
            </tr>
          )}
          {(files.data?.entries ?? []).map((entry) => (
            <tr key={entry.path}>
              <td>
                {entry.kind === 'folder' ? (
                  <button type="button" className={css.open} onClick={() => setFolder(entry.path)}>
                    <Icon name="folder" /> <span>{entry.name}</span>
                  </button>
                ) : (
                  <a className={css.open} href={api.fileUrl(entry.path)} download={entry.name}>
                    <Icon name="file" /> <span>{entry.name}</span>
                  </a>
                )}
              </td>
              <td className={css.right}>{entry.size_bytes == null ? '' : format.bytes(entry.size_bytes)}</td>
              <td>{entry.changed_at == null ? '' : format.moment(entry.changed_at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {files.isSuccess && files.data.entries.length === 0 && <p className={css.muted}>{t('home.noFiles')}</p>}
    </>
  );
}

function RemoveDialog({ workflow, onClose, onFail }: { workflow: WorkflowSummary; onClose: () => void; onFail: (error: unknown) => void }) {
  const text = useText();
  const { t } = useTranslation();
  const remove = async (): Promise<void> => {
    onClose();
    try {
      await api.remove(workflow.path);
    } catch (error) {
      onFail(error);
    }
    await queries.invalidateQueries({ queryKey: ['workflows'] });
  };
  return (
    <Modal opened onClose={onClose} title={t('home.deleteTitle')} size="sm" closeButtonProps={{ 'aria-label': t('shell.close') }}>
      <p>{t('home.deleteText', { title: text(workflow.title) || workflow.path, path: workflow.path })}</p>
      <div className={css.dialogButtons}>
        <Button data-autofocus onClick={onClose}>
          {t('shell.cancel')}
        </Button>
        <Button look="danger" icon="trash" data-testid="confirm-delete" onClick={() => void remove()}>
          {t('home.delete')}
        </Button>
      </div>
    </Modal>
  );
}

/** The page before any workflow is open: examples, workflows, files. */
export function Home({ page }: { page: Page }) {
  const session = useSession();
  const workflows = useWorkflows();
  const examples = useExamples();
  const text = useText();
  const { t } = useTranslation();
  const [failure, setFailure] = useState<Problem | null>(null);
  const [renaming, setRenaming] = useState<string | null>(null);
  const [removing, setRemoving] = useState<WorkflowSummary | null>(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    document.title = 'Kanva';
  }, []);

  const act = (work: Promise<void>): void => {
    setBusy(true);
    setFailure(null);
    void work.catch((error: unknown) => setFailure(problemOf(error))).finally(() => setBusy(false));
  };
  const list = [...(workflows.data ?? [])].sort((one, other) => other.changed_at.localeCompare(one.changed_at));
  const shownExamples = page === 'home' ? (examples.data ?? []).slice(0, 4) : (examples.data ?? []);
  const counts: Partial<Record<Page, number>> = {
    workflows: workflows.data?.length ?? 0,
    examples: examples.data?.length ?? 0,
  };
  return (
    <div className={css.home} data-testid="home-page">
      <aside className={css.side} aria-label={t('home.menu')}>
        <div className={css.brand}>
          <span className={css.logo}>
            <Icon name="brand" />
          </span>
          <b>{session.data?.workspace ?? 'Kanva'}</b>
        </div>
        <nav aria-label={t('home.menu')}>
          {menu.map((item) => (
            <a
              key={item.page}
              href={item.page === 'home' ? '#/' : `#/${item.page}`}
              className={classes(page === item.page && css.on)}
              aria-current={page === item.page ? 'page' : undefined}
              data-testid={`menu-${item.page}`}
            >
              <Icon name={item.icon} />
              <span>{t(`home.page.${item.page}`)}</span>
              {(counts[item.page] ?? 0) > 0 && <small>{counts[item.page]}</small>}
            </a>
          ))}
        </nav>
      </aside>
      <main className={css.main}>
        <div className={css.head}>
          <h1>{t(`home.page.${page}`)}</h1>
          <Button icon="upload" disabled={busy} data-testid="import" onClick={() => act(importWorkflow())}>
            {t('home.import')}
          </Button>
          <Button icon="file" disabled={busy} data-testid="open-file" onClick={() => act(startFromFiles(t('home.untitled')))}>
            {t('home.openFile')}
          </Button>
          <Button look="primary" icon="plus" disabled={busy} data-testid="new-workflow" onClick={() => act(create({ title: t('home.untitled') }))}>
            {t('home.create')}
          </Button>
          <span className={css.separator} />
          <Preferences />
        </div>
        {failure !== null && (
          <p className={css.failure} role="alert">
            <Icon name="bang" size={12} />
            {text(failure.text)}
          </p>
        )}
        {(page === 'home' || page === 'examples') && (
          <section aria-label={t('home.start')}>
            {page === 'home' && (
              <div className={css.line}>
                <h2 className={css.label}>{t('home.start')}</h2>
                {(examples.data?.length ?? 0) > 4 && (
                  <Button look="quiet" dense onClick={() => goTo('#/examples')}>
                    {t('home.allExamples', { count: examples.data?.length ?? 0 })}
                  </Button>
                )}
              </div>
            )}
            {examples.isError && <p className={css.muted}>{t('home.notLoaded')}</p>}
            {examples.isSuccess && shownExamples.length === 0 && <p className={css.muted}>{t('home.noExamples')}</p>}
            <div className={css.cards}>
              {shownExamples.map((example) => (
                <ExampleCard key={example.id} example={example} onOpen={() => act(create({ example: example.id }))} />
              ))}
            </div>
          </section>
        )}
        {(page === 'home' || page === 'workflows') && (
          <section aria-label={t('home.recent')}>
            {page === 'home' && (
              <div className={css.line}>
                <h2 className={css.label}>{t('home.recent')}</h2>
                {list.length > NEWEST && (
                  <Button look="quiet" dense onClick={() => goTo('#/workflows')}>
                    {t('home.allWorkflows', { count: list.length })}
                  </Button>
                )}
              </div>
            )}
            {workflows.isError && <p className={css.muted}>{t('home.notLoaded')}</p>}
            {workflows.isSuccess && list.length === 0 && <p className={css.muted}>{t('home.noWorkflows')}</p>}
            {list.length > 0 && (
              <Workflows list={page === 'home' ? list.slice(0, NEWEST) : list} onRename={setRenaming} onRemove={setRemoving} />
            )}
          </section>
        )}
        {page === 'files' && <Files />}
        {page === 'connections' && <Suspense fallback={null}><ConnectionsPage /></Suspense>}
      </main>
      {renaming !== null && <RenameFileDialog path={renaming} onClose={() => setRenaming(null)} />}
      {removing !== null && (
        <RemoveDialog workflow={removing} onClose={() => setRemoving(null)} onFail={(error) => setFailure(problemOf(error))} />
      )}
    </div>
  );
}
