import { Menu } from '@mantine/core';
import { Suspense, lazy, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { NodeAnalysis, Port, SortBy } from '../api';
import { parseEnd } from '../document';
import { pick, useFormat, useLanguage, useText, useTranslation } from '../i18n';
import { portsOf, selectPort, startRun, useAnalysis, useCatalogue, useDocument, useNodeAnalysis, usePanes, useRunState, useSelection, setPanes } from '../state';
import { Button, Chip, Icon, IconButton } from '../ui';
import { FilterButton } from './FilterForm';
import { Grid } from './Grid';
import type { Copied } from './Grid';
import { filterWords } from './model/filters';
import { PaneFold } from './PaneFold';
import css from './preview.module.css';
import { ProblemView } from './ProblemView';
import { clearTrace, showTrace, useTrace } from './lineage';
import { narrows, setLook, useLook } from './store';
import type { PortLook } from './store';
import { ColumnsButton, SaveButton, SearchBox } from './Tools';
import { canBeNodes, makeNodes } from './toNode';
import { useVersion } from './useVersion';
import { useWindows } from './useWindows';
import type { Wanted, WindowSource } from './useWindows';

// Views other than the table are loaded when they are first asked for.
const BesideView = lazy(() => import('./BesideView').then((view) => ({ default: view.BesideView })));
const ChartView = lazy(() => import('./ChartView').then((view) => ({ default: view.ChartView })));
const CompareView = lazy(() => import('./CompareView').then((view) => ({ default: view.CompareView })));

const NOTHING_WANTED: Wanted = { pages: [], blocks: [] };
/** A pane this high has room for the pictures of the heads and eight rows. */
const ROOMY_PX = 220;

interface Tab {
  side: 'in' | 'out';
  port: Port;
  title: string;
  /** Whose output the rows are: the node itself, or what is joined to its input. */
  source: { node: string; port: string } | null;
}

/** Tabs of a node: its outputs, then what comes into it. */
function useTabs(node: string): Tab[] {
  const { t } = useTranslation();
  const text = useText();
  const document = useDocument((whole) => whole);
  const analysis = useAnalysis();
  return useMemo(() => {
    const ports = portsOf(node, document, analysis);
    const outputs: Tab[] = ports.outputs
      .filter((port) => port.kind === 'table')
      .map((port) => ({ side: 'out', port, title: text(port.title) || port.id, source: { node, port: port.id } }));
    const inputs: Tab[] = ports.inputs
      .filter((port) => port.kind === 'table')
      .map((port) => {
        const edge = document.edges.find((other) => other.to === `${node}.${port.id}`);
        const end = edge === undefined ? null : parseEnd(edge.from);
        const title = ports.inputs.length === 1 ? t('preview.input') : t('preview.input_named', { title: text(port.title) || port.id });
        return { side: 'in', port, title, source: end };
      });
    return [...outputs, ...inputs];
  }, [node, document, analysis, text, t]);
}

/** The data of one node: tabs, what is shown, the grid. */
export function NodeData({ node }: { node: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const language = useLanguage();
  const tabs = useTabs(node);
  const { port: askedPort } = useSelection();
  const [askedInput, setAskedInput] = useState<string | null>(null);
  const { types } = useCatalogue();
  const open = usePanes((panes) => panes.dataOpen);
  const { active } = useRunState();
  const [wanted, setWanted] = useState<Wanted>(NOTHING_WANTED);
  const [searching, setSearching] = useState(false);
  const stage = useRef<HTMLDivElement>(null);
  const tallAsked = usePanes((panes) => panes.profile);
  const [roomy, setRoomy] = useState(true);
  const { place: traced } = useTrace();
  const [copied, setCopied] = useState<Copied | null>(null);
  const copyRef = useRef<((withHeads: boolean) => void) | null>(null);

  // In a low pane the pictures of the heads would take the rows' room: there they come only when asked for.
  useEffect(() => {
    const element = stage.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setRoomy(element.clientHeight >= ROOMY_PX));
    observer.observe(element);
    return () => observer.disconnect();
  }, [open]);
  const tall = tallAsked ?? roomy;

  const tab =
    (askedInput === null ? undefined : tabs.find((other) => other.side === 'in' && other.port.id === askedInput)) ??
    tabs.find((other) => other.side === 'out' && other.port.id === askedPort) ??
    tabs[0];
  const look = useLook(node, tab?.side ?? 'out', tab?.port.id ?? '');
  const version = useVersion(tab?.source ?? null);
  const sourceAnalysis = useNodeAnalysis(tab?.source?.node ?? null);
  const configured = sourceAnalysis !== undefined && sourceAnalysis.state !== 'unconfigured';
  const fromNode = tab?.source?.node ?? null;
  const fromPort = tab?.source?.port ?? null;
  const { sort, filter, search } = look;
  const source = useMemo<WindowSource | null>(
    () =>
      fromNode === null || fromPort === null || !configured || !open
        ? null
        : { node: fromNode, port: fromPort, sort, filter, search, version },
    [fromNode, fromPort, configured, open, sort, filter, search, version],
  );
  const windows = useWindows(source, wanted);
  const typeWord = useCallback(
    (id: string): string => pick(types.find((type) => type.id === id)?.title, language) || id,
    [types, language],
  );
  const onWanted = useCallback((next: Wanted) => setWanted(next), []);
  const change = (next: Partial<PortLook>): void => {
    if (tab !== undefined) setLook(node, tab.side, tab.port.id, next);
  };
  const { columns } = windows;
  const narrowed = narrows(look);

  const rowsOf = (other: Tab): number | null => {
    if (other === tab && !narrowed && windows.first?.full === true && windows.first.total !== null) {
      return windows.first.total;
    }
    return null;
  };

  return (
    <>
      <div className={css.bar}>
        <div className={css.tabs} role="tablist" aria-label={t('preview.tabs')}>
          {tabs.map((other, index) => (
            <button
              key={`${other.side}.${other.port.id}`}
              type="button"
              role="tab"
              aria-selected={other === tab}
              tabIndex={other === tab ? 0 : -1}
              data-testid={`tab-${other.side}-${other.port.id}`}
              title={other.title}
              onClick={() => {
                setAskedInput(other.side === 'in' ? other.port.id : null);
                if (other.side === 'out') selectPort(other.port.id);
              }}
              onKeyDown={(event) => {
                const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
                if (step === 0) return;
                const buttons = event.currentTarget.parentElement?.querySelectorAll('button');
                const next = buttons?.[(index + step + tabs.length) % tabs.length];
                next?.click();
                next?.focus();
              }}
            >
              {other.title}
              <TabRows source={other.source} counted={rowsOf(other)} />
            </button>
          ))}
        </div>
        {open && windows.first !== null && <span className={css.sep} />}
        {open && windows.first !== null && (
          <div className={css.chipsRow}>
            <Basis first={windows.first} rowCount={windows.rowCount} filtered={narrowed} />
            {look.sort.map((by) => (
              <SortChip
                key={by.column}
                by={by}
                onTurn={() =>
                  change({ sort: look.sort.map((one) => (one === by ? { ...by, descending: !by.descending } : one)) })
                }
                onRemove={() => change({ sort: look.sort.filter((one) => one !== by) })}
              />
            ))}
            {look.filter.map((filter, index) => {
              const words = filterWords(filter, language, (op) => t(`preview.ops.${op}`));
              return (
                <span key={`${words}.${index}`} className={css.actChip} data-testid="filter-chip" title={words}>
                  <span>{words}</span>
                  <button
                    type="button"
                    aria-label={t('preview.filter_remove', { condition: words })}
                    onClick={() => change({ filter: look.filter.filter((one) => one !== filter) })}
                  >
                    <Icon name="cross" size={10} />
                  </button>
                </span>
              );
            })}
            {look.search.trim() !== '' && (
              <span className={css.actChip} data-testid="search-chip">
                <span>{t('preview.search_chip', { words: look.search.trim() })}</span>
                <button type="button" aria-label={t('preview.search_clear')} onClick={() => change({ search: '' })}>
                  <Icon name="cross" size={10} />
                </button>
              </span>
            )}
            {traced !== null && (
              <span className={css.actChip} data-testid="trace-chip">
                <span>{t('preview.trace.chip', { column: traced.column })}</span>
                <button type="button" aria-label={t('preview.trace.close')} onClick={clearTrace}>
                  <Icon name="cross" size={10} />
                </button>
              </span>
            )}
            <FilterButton columns={columns} typeWord={typeWord} onAdd={(filter) => change({ filter: [...look.filter, filter] })} />
            {tab?.source != null && (look.filter.length > 0 || look.sort.length > 0) && (
              <Button
                dense
                icon="filter"
                className={css.toNode}
                data-testid="to-node"
                title={t(canBeNodes(look.filter, look.sort) ? 'preview.to_node_hint' : 'preview.to_node_cannot')}
                disabled={!canBeNodes(look.filter, look.sort)}
                onClick={() => {
                  if (tab.source === null) return;
                  if (makeNodes(tab.source, look.filter, look.sort)) change({ filter: [], sort: [] });
                }}
              >
                {t(look.filter.length > 0 ? 'preview.to_node' : 'preview.to_node_sort')}
              </Button>
            )}
          </div>
        )}
        <span className={`${css.push} ${css.tools}`}>
          {copied !== null && (
            <span className={css.copied} role="status">
              {copied.failed
                ? t('preview.copy_failed')
                : copied.cutAt !== null
                  ? t('preview.copied_part', { rows: format.number(copied.cutAt, 0) })
                  : t('preview.copied', { count: copied.cells })}
            </span>
          )}
          {open && columns.length > 0 && (windows.rowCount > 0 || narrowed) && (
            <>
              <ViewButton view={look.view} onView={(view) => change({ view })} />
              <SearchBox value={look.search} open={searching} onOpen={setSearching} onChange={(words) => change({ search: words })} />
              <IconButton
                icon="sigma"
                label={t(tall ? 'preview.profile.hide' : 'preview.profile.show')}
                aria-pressed={tall}
                data-testid="profile-toggle"
                onClick={() => setPanes({ profile: !tall })}
              />
              <ColumnsButton columns={columns} look={look} typeWord={typeWord} onLook={change} />
              <CopyButton onCopy={(withHeads) => copyRef.current?.(withHeads)} />
              {source !== null && <SaveButton source={source} columns={columns} look={look} name={tab?.title ?? ''} />}
            </>
          )}
          <PaneFold />
        </span>
      </div>
      {open && (
        <div className={css.stage} ref={stage}>
          <Suspense fallback={null}>
          {windows.updating && (
            <div className={css.progress} role="status">
              <span className="sr-only">{t('preview.updating')}</span>
            </div>
          )}
          {tab === undefined ? (
            <div className={css.centre}>
              <p>{t('preview.no_ports')}</p>
            </div>
          ) : tab.source === null ? (
            <div className={css.centre}>
              <p>{t('preview.not_connected')}</p>
            </div>
          ) : sourceAnalysis === undefined || !configured ? (
            <NotConfigured analysis={sourceAnalysis} />
          ) : windows.first !== null && source !== null && look.view === 'chart' ? (
            <ChartView
              source={source}
              columns={columns}
              look={look.chart}
              typeWord={typeWord}
              onLook={(chart) => change({ chart })}
              onFilter={(filters) => {
                const names = new Set(filters.map((one) => one.column));
                change({ filter: [...look.filter.filter((one) => !names.has(one.column)), ...filters], view: 'table' });
              }}
            />
          ) : windows.first !== null && source !== null && look.view === 'compare' ? (
            <CompareView
              source={source}
              columns={columns}
              look={look.compare}
              before={tab.side === 'out' ? (tabs.find((other) => other.side === 'in' && other.source !== null)?.source ?? null) : null}
              typeWord={typeWord}
              onLook={(compare) => change({ compare })}
            />
          ) : windows.first !== null && source !== null ? (
            <>
            <div className={css.halves}>
              <div className={css.half}>
              <Grid
                key={`${tab.side}.${tab.port.id}`}
                title={tab.title}
                source={source}
                windows={windows}
                look={look}
                tall={tall}
                typeWord={typeWord}
                onWanted={onWanted}
                onLook={change}
                onSearch={() => setSearching(true)}
                onTrace={(column) => {
                  if (tab.source !== null) showTrace({ ...tab.source, column });
                }}
                onCopied={(done) => {
                  setCopied(done);
                  setTimeout(() => setCopied((now) => (now === done ? null : now)), 3000);
                }}
                copyRef={copyRef}
              />
              </div>
              {look.view === 'beside' && (
                <BesideView
                  node={source.node}
                  port={source.port}
                  chosen={look.beside}
                  tall={tall}
                  typeWord={typeWord}
                  onChoose={(beside) => change({ beside })}
                />
              )}
            </div>
              {windows.rowCount === 0 && (
                <div className={css.centre}>
                  <p className={css.what}>{t(narrowed ? 'preview.empty_filtered' : 'preview.empty')}</p>
                  {narrowed && <Button onClick={() => change({ filter: [], search: '' })}>{t('preview.clear_filter')}</Button>}
                </div>
              )}
            </>
          ) : windows.problem !== null ? (
            <ProblemView
              problem={windows.problem}
              filtered={narrowed || look.sort.length > 0}
              running={active}
              runnable={sourceAnalysis.state !== 'error'}
              onRun={() => void startRun([tab.source?.node ?? node])}
              onRetry={windows.retry}
              onReset={() => change({ filter: [], sort: [], search: '' })}
            />
          ) : (
            <div className={css.centre} role="status">
              <p>{t('preview.loading')}</p>
            </div>
          )}
          </Suspense>
        </div>
      )}
    </>
  );
}

/** The row count of a tab: what the last run counted, or the exact total of what is shown. */
function TabRows({ source, counted }: { source: Tab['source']; counted: number | null }) {
  const format = useFormat();
  const analysis = useNodeAnalysis(source?.node ?? null);
  const rows = source === null ? null : (analysis?.rows?.[source.port] ?? counted);
  if (rows === null) return null;
  return <span className={css.tabCount}>{format.number(rows, 0)}</span>;
}

function Basis({ first, rowCount, filtered }: { first: NonNullable<ReturnType<typeof useWindows>['first']>; rowCount: number; filtered: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const total = first.total;
  if (!first.full) {
    const count = first.sample_of ?? total ?? rowCount;
    return (
      <Chip tone="warn" className={css.badge} title={t('preview.sample_hint')}>
        <span data-testid="basis">{t('preview.sample', { count, rows: format.number(count, 0) })}</span>
      </Chip>
    );
  }
  const words =
    total === null
      ? t('preview.first_rows', { rows: format.number(rowCount, 0) })
      : total === 1 && !filtered
        ? t('preview.single_row')
        : t(filtered ? 'preview.found_rows' : 'preview.all_rows', { count: total, rows: format.number(total, 0) });
  return (
    <Chip className={css.badge}>
      <span data-testid="basis">{words}</span>
    </Chip>
  );
}

function SortChip({ by, onTurn, onRemove }: { by: SortBy; onTurn: () => void; onRemove: () => void }) {
  const { t } = useTranslation();
  const direction = t(by.descending ? 'preview.sort_desc' : 'preview.sort_asc');
  return (
    <span className={css.actChip} data-testid="sort-chip">
      <button type="button" aria-label={t('preview.sorted', { column: by.column, direction })} title={direction} onClick={onTurn}>
        <Icon name={by.descending ? 'arrowDown' : 'arrowUp'} size={12} />
        <span>{by.column}</span>
      </button>
      <button type="button" aria-label={t('preview.sort_remove', { column: by.column })} onClick={onRemove}>
        <Icon name="cross" size={10} />
      </button>
    </span>
  );
}

/** What is missing in the settings, in place of data. */
function NotConfigured({ analysis }: { analysis: NodeAnalysis | undefined }) {
  const { t } = useTranslation();
  const text = useText();
  return (
    <div className={css.centre} role="status">
      {analysis === undefined ? (
        <p>{t('preview.loading')}</p>
      ) : (
        <>
          <p className={css.what}>{text(analysis.reason) || t('preview.not_configured')}</p>
        </>
      )}
    </div>
  );
}

/** Copies the selection, without or with the heads. */
function CopyButton({ onCopy }: { onCopy: (withHeads: boolean) => void }) {
  const { t } = useTranslation();
  return (
    <Menu position="top-end" withinPortal width={232} returnFocus>
      <Menu.Target>
        <IconButton icon="copy" label={t('preview.copy')} hotkey="Ctrl+C" data-testid="preview-copy" />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item rightSection="Ctrl+C" onClick={() => onCopy(false)}>
          {t('preview.copy_plain')}
        </Menu.Item>
        <Menu.Item rightSection="Ctrl+Shift+C" onClick={() => onCopy(true)}>
          {t('preview.copy_heads')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const VIEWS = [
  ['table', 'grid'],
  ['chart', 'bars'],
  ['compare', 'history'],
  ['beside', 'columns'],
] as const;

/** The table, a chart, what changed, or another output beside. */
function ViewButton({ view, onView }: { view: PortLook['view']; onView: (view: PortLook['view']) => void }) {
  const { t } = useTranslation();
  return (
    <Menu position="top-end" withinPortal width={232} returnFocus>
      <Menu.Target>
        <Button dense look="quiet" icon={VIEWS.find(([name]) => name === view)?.[1] ?? 'grid'} data-testid="preview-view" title={t('preview.view.label')} aria-label={`${t('preview.view.label')}: ${t(`preview.view.${view}`)}`}>
          <span className={css.filterWord}>{t(`preview.view.${view}`)}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {VIEWS.map(([name, icon]) => (
          <Menu.Item key={name} leftSection={<Icon name={icon} />} rightSection={name === view ? <Icon name="check" /> : null} data-testid={`view-${name}`} onClick={() => onView(name)}>
            {t(`preview.view.${name}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
