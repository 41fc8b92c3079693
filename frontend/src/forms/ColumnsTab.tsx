import { useState } from 'react';
import type { Column, Port } from '../api';
import type { WorkflowNode } from '../document';
import { pick, useLanguage, useText, useTranslation } from '../i18n';
import { TracePanel } from '../preview/TracePanel';
import { showTrace } from '../preview/lineage';
import { useCatalogue, useNodeAnalysis } from '../state';
import { Chip, Icon, TypeGlyph } from '../ui';
import css from './forms.module.css';
import { columnChanges, goneColumns } from './model/columnChanges';
import { searchColumns } from './model/columns';

/** Longer lists are cut: the search finds the rest. */
const MOST_LINES = 300;

/** The columns a node gives: glyph, name, what is new, what has another type, what did not go on. */
export function ColumnsTab({ node }: { node: WorkflowNode }) {
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  const { types } = useCatalogue();
  const analysis = useNodeAnalysis(node.id);
  const [query, setQuery] = useState('');
  const typeWord = (id: string): string => pick(types.find((type) => type.id === id)?.title, language) || id;

  const outputs = analysis?.ports.outputs ?? [];
  const inputPorts = analysis?.ports.inputs ?? [];
  const incoming = inputPorts.flatMap((port) => analysis?.inputs[port.id] ?? []);
  const outgoing = outputs.flatMap((port) => analysis?.schemas[port.id] ?? []);
  const known = outputs.some((port) => (analysis?.schemas[port.id] ?? null) !== null);
  const gone = known ? goneColumns(incoming, outgoing) : [];
  const long = outgoing.length + incoming.length > 12;

  const line = (column: Column, mark: { change: string; before: string | null } | null, port?: string) => (
    <li key={column.name} className={css.columnRow} data-gone={mark === null} title={`${column.name}: ${typeWord(column.type)}`}>
      <TypeGlyph type={column.type} language={language} word={typeWord(column.type)} />
      {port === undefined ? (
        <span className={css.chipName}>{column.name}</span>
      ) : (
        <button
          type="button"
          className={css.columnTrace}
          title={t('forms.columns_tab.trace', { column: column.name })}
          onClick={() => showTrace({ node: node.id, port, column: column.name })}
        >
          {column.name}
        </button>
      )}
      {mark?.change === 'new' && <Chip tone="ok">{t('forms.columns_tab.new')}</Chip>}
      {mark?.change === 'type' && mark.before !== null && (
        <Chip tone="warn">{t('forms.columns_tab.changed', { type: typeWord(mark.before) })}</Chip>
      )}
      <span className={css.columnWord}>{typeWord(column.type)}</span>
    </li>
  );
  const head = (port: Port, kind: 'inputs' | 'output', count: number) => (
    <h3 className={css.subhead}>
      <span>{t(`forms.columns_tab.${kind}`, { title: text(port.title) })}</span>
      <span className={css.sectionFact}>{t('forms.columns_tab.count', { count })}</span>
    </h3>
  );
  return (
    <div className={css.tabPad}>
      <TracePanel />
      {long && (
        <div className={css.tableTools}>
          <div className={css.tableSearch}>
            <Icon name="search" size={14} />
            <input
              type="text"
              className={css.input}
              value={query}
              aria-label={t('forms.columns_tab.search')}
              placeholder={t('forms.columns_tab.search')}
              onChange={(event) => setQuery(event.currentTarget.value)}
            />
          </div>
        </div>
      )}
      {outputs.length === 0 && <p className={css.quietNote}>{t('forms.columns_tab.no_outputs')}</p>}
      {outgoing.length + incoming.length > MOST_LINES && <p className={css.quietNote}>{t('forms.columns_tab.cut', { count: MOST_LINES })}</p>}
      {outputs.map((port) => {
        const columns = analysis?.schemas[port.id] ?? null;
        if (columns === null) {
          return (
            <div key={port.id}>
              {outputs.length > 1 && head(port, 'output', 0)}
              <p className={css.quietNote}>{t('forms.columns_tab.unknown')}</p>
            </div>
          );
        }
        const changes = columnChanges(columns, incoming);
        return (
          <div key={port.id}>
            {head(port, 'output', columns.length)}
            <ul className={css.columnsList}>
              {searchColumns(changes.map((change) => ({ name: change.column.name, change })), query)
                .slice(0, MOST_LINES)
                .map(({ change }) => line(change.column, change, port.id))}
            </ul>
          </div>
        );
      })}
      {gone.length > 0 && (
        <>
          <h3 className={css.subhead}>
            <span>{t('forms.columns_tab.removed')}</span>
            <span className={css.sectionFact}>{t('forms.columns_tab.count', { count: gone.length })}</span>
          </h3>
          <ul className={css.columnsList}>{searchColumns(gone, query).slice(0, MOST_LINES).map((column) => line(column, null))}</ul>
        </>
      )}
      {outputs.length === 0 &&
        inputPorts.map((port) => {
          const columns = analysis?.inputs[port.id] ?? [];
          return (
            <div key={port.id}>
              {head(port, 'inputs', columns.length)}
              <ul className={css.columnsList}>
                {searchColumns(columns, query).slice(0, MOST_LINES).map((column) => line(column, { change: 'same', before: null }))}
              </ul>
            </div>
          );
        })}
    </div>
  );
}
