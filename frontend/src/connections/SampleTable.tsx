import { useQuery } from '@tanstack/react-query';
import { api } from '../api';
import { useText, useTranslation } from '../i18n';
import css from './connections.module.css';

const shown = (value: unknown, words: { yes: string; no: string }): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** The first rows of a thing, as the outside system gives them. */
export function SampleTable({ connection, path }: { connection: string; path: string[] }) {
  const { t } = useTranslation();
  const text = useText();
  const sample = useQuery({
    queryKey: ['sample', connection, path],
    queryFn: ({ signal }) => api.sample(connection, path, signal),
    staleTime: 60_000,
  });
  if (sample.isPending) return <div className={css.list}><p className={css.note}>{t('connections.loading')}</p></div>;
  const problem = sample.data?.problem ?? null;
  const columns = sample.data?.columns ?? [];
  const rows = sample.data?.rows ?? 0;
  const words = { yes: t('connections.yes'), no: t('connections.no') };
  return (
    <div className={css.list}>
      {problem !== null && (
        <p className={css.note} role="alert">
          {text(problem.text)} {text(problem.hint)}
        </p>
      )}
      {problem === null && rows === 0 && <p className={css.note}>{t('connections.noSample')}</p>}
      {rows > 0 && (
        <table className={css.table}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.name}>{column.name}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: rows }, (_, row) => (
              <tr key={row}>
                {columns.map((column) => (
                  <td key={column.name}>{shown(column.values[row], words)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
