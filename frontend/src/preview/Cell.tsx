import { useTranslation } from '../i18n';
import type { Cell } from './model/format';
import css from './preview.module.css';

/** What stands in a cell: NULL, empty text and outer spaces are told apart from everything else. */
export function CellText({ cell }: { cell: Cell }) {
  const { t } = useTranslation();
  switch (cell.kind) {
    case 'null':
      return (
        <span className={css.null} title={t('preview.null_title')}>
          {t('preview.null')}
        </span>
      );
    case 'empty':
      return <span className={css.emptyText}>{t('preview.empty_text')}</span>;
    case 'special':
      return <span className={css.null}>{cell.text}</span>;
    case 'value':
      return cell.text;
    case 'text':
      return (
        <>
          {cell.leading > 0 && <span className={css.spaces}>{'·'.repeat(cell.leading)}</span>}
          {cell.text}
          {cell.trailing > 0 && <span className={css.spaces}>{'·'.repeat(cell.trailing)}</span>}
        </>
      );
  }
}
