import { useTranslation } from '../i18n';
import css from './connections.module.css';

/** Where one is inside a connection; each step leads back. */
export function Trail({ path, onGo }: { path: string[]; onGo: (path: string[]) => void }) {
  const { t } = useTranslation();
  return (
    <div className={css.trail}>
      <button type="button" onClick={() => onGo([])}>
        {t('connections.top')}
      </button>
      {path.map((name, index) => (
        <span key={path.slice(0, index + 1).join('.')}>
          {' › '}
          <button type="button" onClick={() => onGo(path.slice(0, index + 1))}>
            {name}
          </button>
        </span>
      ))}
    </div>
  );
}
