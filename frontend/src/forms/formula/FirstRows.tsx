import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../../api';
import type { DataWindow } from '../../api';
import { setSetting } from '../../document';
import { useLanguage, useTranslation } from '../../i18n';
import { currentDocument, currentPath, useNodeAnalysis } from '../../state';
import { CellText } from '../../preview/Cell';
import { cellOf, columnDecimals, isNumericType } from '../../preview/model/format';
import { plainCell } from '../../preview/model/format';
import css from './formula.module.css';
import { tokenize } from './tokens';

export interface FirstRowsState {
  window: DataWindow | null;
  /** Names of the columns worth showing: those the formula reads, then the one it makes. */
  names: string[];
  /** The rows belong to an earlier, sound text of the formula. */
  old: boolean;
  sampleOf: (column: string) => string;
}

const ROWS = 10;

/** The node's first rows with this formula in place; the last good ones while it is being typed. */
export function useFirstRows(options: {
  nodeId: string;
  field: string;
  text: string;
  sound: boolean;
  made: string;
}): FirstRowsState {
  const { nodeId, field, text, sound, made } = options;
  const language = useLanguage();
  const analysis = useNodeAnalysis(nodeId);
  const port = analysis?.ports.outputs[0]?.id;
  const query = useQuery({
    queryKey: ['formula-rows', currentPath(), nodeId, field, text, made],
    queryFn: ({ signal }) =>
      api.preview(
        {
          path: currentPath(),
          document: setSetting(currentDocument(), nodeId, field, text),
          node: nodeId,
          port: port ?? '',
          offset: 0,
          limit: ROWS,
        },
        signal,
      ),
    enabled: sound && made !== '' && port !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 60_000,
  });
  const window = query.data !== undefined && query.data.problem === null ? query.data : null;
  const read = tokenize(text)
    .filter((token) => token.kind === 'column')
    .map((token) => text.slice(token.start, token.end).replace(/^\[|\]$/g, '').replaceAll(']]', ']'));
  const names = [...new Set([...read, made])].filter((name) => window?.columns.some((column) => column.name === name));
  return {
    window,
    names,
    old: !sound || query.isPlaceholderData,
    sampleOf: (name) => {
      const column = window?.columns.find((other) => other.name === name);
      return column === undefined ? '' : plainCell(cellOf(column.values[0], column.type, language, columnDecimals(column.values)));
    },
  };
}

/** A few rows with the columns the formula reads and the one it makes. */
export function FirstRows({ rows, made }: { rows: FirstRowsState; made: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { window, names, old } = rows;
  if (window === null || names.length === 0 || window.rows === 0) return null;
  const columns = names.flatMap((name) => window.columns.filter((column) => column.name === name));
  return (
    <div className={css.rows}>
      <div className={css.rowsHead}>
        {t('forms.formula.first_rows')}
        {old && <span>{t('forms.formula.rows_before')}</span>}
      </div>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" data-right={isNumericType(column.type)} title={column.name}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: Math.min(ROWS, window.rows) }, (_, row) => (
            <tr key={row}>
              {columns.map((column) => (
                <td key={column.name} data-right={isNumericType(column.type)} data-made={column.name === made}>
                  <CellText cell={cellOf(column.values[row], column.type, language, columnDecimals(column.values))} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
