import { useTranslation } from '../i18n';
import { currentPath } from '../state';
import { openExamples } from '../shell/route';
import { Button, Icon, Kbd } from '../ui';
import type { IconName } from '../ui';
import { openQuickAdd, placeInSight } from './actions';
import { askClipboard } from './clips';
import { addFiles, chooseFiles } from './files';
import { MOD } from './keyNames';
import { pointer } from './store';
import css from './canvas.module.css';

function Ghost({ icon, word }: { icon: IconName; word: string }) {
  return (
    <span className={css.ghost}>
      <span>
        <Icon name={icon} />
      </span>
      <span>{word}</span>
    </span>
  );
}

/** An empty canvas teaches the first three moves and nothing more. */
export function EmptyCanvas() {
  const { t } = useTranslation();
  const middle = (): { x: number; y: number } => {
    pointer.inside = false;
    return placeInSight();
  };
  return (
    <div className={css.empty} data-testid="empty-canvas" key={currentPath()}>
      <div className={css.ghosts} aria-hidden="true">
        <Ghost icon="sheet" word={t('canvas.empty.from')} />
        <svg className={css.ghostLine} viewBox="0 0 100 56">
          <path d="M0 28H100" stroke="var(--edge)" strokeWidth="1.5" strokeDasharray="2 4" strokeLinecap="round" />
        </svg>
        <Ghost icon="filter" word={t('canvas.empty.what')} />
        <svg className={css.ghostLine} viewBox="0 0 100 56">
          <path d="M0 28H100" stroke="var(--edge)" strokeWidth="1.5" strokeDasharray="2 4" strokeLinecap="round" />
        </svg>
        <Ghost icon="out" word={t('canvas.empty.to')} />
      </div>
      <div className={css.emptyHead}>
        <h2>{t('canvas.empty.title')}</h2>
        <p>{t('canvas.empty.text')}</p>
        <div>
          <Button
            look="primary"
            icon="file"
            data-testid="choose-file"
            onClick={() => void chooseFiles().then((files) => addFiles(files, middle()))}
          >
            {t('canvas.empty.choose')}
          </Button>
        </div>
      </div>
      <div className={css.ways}>
        <button
          type="button"
          className={css.way}
          onClick={() => {
            pointer.inside = false;
            openQuickAdd();
          }}
        >
          <b>
            <Icon name="plus" />
            {t('canvas.empty.add')}
            <Kbd>N</Kbd>
          </b>
          <p>{t('canvas.empty.addText')}</p>
        </button>
        <button type="button" className={css.way} onClick={() => void askClipboard()}>
          <b>
            <Icon name="copy" />
            {t('canvas.empty.paste')}
            <Kbd>{MOD}+V</Kbd>
          </b>
          <p>{t('canvas.empty.pasteText')}</p>
        </button>
        <button type="button" className={css.way} onClick={openExamples}>
          <b>
            <Icon name="book" />
            {t('canvas.empty.example')}
            <Icon name="chevronRight" size={12} />
          </b>
          <p>{t('canvas.empty.exampleText')}</p>
        </button>
      </div>
    </div>
  );
}
